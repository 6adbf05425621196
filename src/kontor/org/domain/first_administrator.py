"""The first person of a new installation, and the roles one begins with."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.org.domain.memberships import give_role
from kontor.people.domain.administrators import administrators
from kontor.people.domain.roles import create_role
from kontor.people.domain.users import create_user
from kontor.people.models import Role, User
from kontor.people.permissions import ADMINISTRATOR, AGENT, SUPERVISOR
from kontor.tenants.scope import INSTALLATION, scope


@transaction.atomic(savepoint=False)
def create_first_administrator(username: str, email: str, name: str, password: str) -> User:
    """Create the person with the role Administrator for the whole installation, and the roles Agent and Supervisor.

    Refused when the installation has an administrator already. Role names are in the language in force.
    """
    with scope(INSTALLATION):
        if administrators().exists():
            raise Refused(_("The installation has an administrator already."))
        roles = default_roles()
        user = create_user(username=username, email=email, name=name, password=password, by=None)
        give_role(user, roles["administrator"], None, by=None)
    return user


def default_roles() -> dict[str, Role]:
    """The roles agent, supervisor and administrator; those that are missing are created."""
    wanted = {
        "agent": (_("Agent"), AGENT),
        "supervisor": (_("Supervisor"), SUPERVISOR),
        "administrator": (_("Administrator"), ADMINISTRATOR),
    }
    return {key: _found_or_created(name, permissions) for key, (name, permissions) in wanted.items()}


def _found_or_created(name: str, permissions: frozenset[str]) -> Role:
    return Role.objects.living().filter(name=name).first() or create_role(name, permissions, by=None)
