from __future__ import annotations

from kontor.org.domain.access import load_access
from kontor.org.domain.first_administrator import create_first_administrator
from kontor.people.models import Role
from kontor.people.permissions import ADMINISTRATOR
from tests.factories.people import PASSWORD
from tests.support.refusal import refused
from tests.support.scoping import everywhere


def test_first_administrator_may_everything_and_the_default_roles_are_there(db: None) -> None:
    user = create_first_administrator("admin", "admin@kontor.example", "Ada Admin", PASSWORD)

    with everywhere():
        assert load_access(user, (0,)).installation == ADMINISTRATOR
    assert [role.name for role in Role.objects.living()] == ["Administrator", "Agent", "Supervisor"]


def test_there_is_one_first_administrator(ada: object) -> None:
    with refused("The installation has an administrator already."):
        create_first_administrator("admin", "admin@kontor.example", "Ada Admin", PASSWORD)
