"""The door to users: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.org.domain.persons import get_user as find_user
from kontor.org.domain.persons import may_change_person, visible_users
from kontor.org.middleware import DeskRequest
from kontor.people.models import User
from kontor.supervisor.doors import need_anywhere, need_some


def get_user(request: DeskRequest, user_id: int, *, may: str = "users.read") -> User:
    """A living person of one's tenants."""
    need_anywhere(request, "users.read")
    user = find_user(request.access, user_id)
    need_anywhere(request, may)
    return user


def get_users(request: DeskRequest, user_ids: list[int], *, deleted: bool = False) -> list[User]:
    """Those of the ids one sees and may change as a whole; refused when one of them also works elsewhere."""
    need_anywhere(request, "users.write")
    rows = visible_users(request.access).filter(pk__in=user_ids, deleted_at__isnull=not deleted)
    users = list(rows.order_by("sort_key"))
    need_some(users)
    for user in users:
        need_whole_person(request, user)
    return users


def need_whole_person(request: DeskRequest, user: User) -> None:
    """Refused unless one administers every tenant the person works in."""
    if not may_change_person(request.access, user):
        raise Refused(
            _("%(name)s also works where you do not administer users. Only an administrator can do this.")
            % {"name": user.name}
        )


def need_write(request: DeskRequest) -> None:
    if not request.access.may_anywhere("users.write"):
        raise PermissionDenied
