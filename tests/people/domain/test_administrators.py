"""Who counts as an administrator of the installation, and that one is left."""

from __future__ import annotations

import pytest

from kontor.kernel import clock
from kontor.org.models import AgentGroup, Grant
from kontor.people.domain.administrators import NEEDED, administrators, keeping_an_administrator
from kontor.people.models import Role, User
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.support.refusal import refused
from tests.support.scoping import everywhere

LAST = "At least one active person must keep the right to administer users and roles of the installation."


def test_whoever_has_all_three_rights_for_the_installation_is_one(ada: User, anna: User, sven: User) -> None:
    with everywhere():
        assert list(administrators()) == [ada]


@pytest.mark.parametrize("missing", NEEDED)
def test_with_one_of_the_rights_missing_one_is_none(dora: User, missing: str) -> None:
    make_grant(dora, make_role("Fast", [right for right in NEEDED if right != missing]))

    with everywhere():
        assert not administrators().exists()


def test_the_rights_in_one_group_make_no_administrator(
    dora: User, administrator_role: Role, nordlicht_service: AgentGroup
) -> None:
    make_grant(dora, administrator_role, nordlicht_service)

    with everywhere():
        assert not administrators().exists()


@pytest.mark.parametrize("gone", ["active", "deleted", "role"])
def test_whoever_cannot_sign_in_and_a_deleted_role_do_not_count(ada: User, administrator_role: Role, gone: str) -> None:
    if gone == "active":
        User.objects.filter(pk=ada.pk).update(active=False)
    elif gone == "deleted":
        User.objects.filter(pk=ada.pk).update(deleted_at=clock.now())
    else:
        Role.objects.filter(pk=administrator_role.pk).update(deleted_at=clock.now())

    with everywhere():
        assert not administrators().exists()


def test_what_leaves_another_administrator_passes(ada: User, administrator_role: Role) -> None:
    other = make_user("Otto Ober")
    make_grant(other, administrator_role)

    with everywhere(), keeping_an_administrator():
        Grant.objects.filter(user=ada).delete()

    with everywhere():
        assert list(administrators()) == [other]


def test_what_takes_the_last_one_away_is_refused_as_a_whole(ada: User) -> None:
    with everywhere():
        with refused(LAST), keeping_an_administrator():
            Grant.objects.filter(user=ada).delete()

        assert list(administrators()) == [ada]


def test_where_there_was_none_nothing_is_refused(dora: User) -> None:
    with everywhere(), keeping_an_administrator():
        User.objects.filter(pk=dora.pk).update(location="Kiel")

    dora.refresh_from_db()
    assert dora.location == "Kiel"
