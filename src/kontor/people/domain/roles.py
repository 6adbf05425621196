"""Roles: sets of rights with a name. They belong to the installation; where they count is said when they are given."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.live.notify import told
from kontor.people.domain.administrators import keeping_an_administrator
from kontor.people.models import Role, User
from kontor.people.permissions import PERMISSIONS
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

FIELDS = ("name", "description", "permissions")
SHOWN = 5
"""So many people are named in the sentence that refuses to delete a role."""


@transaction.atomic(savepoint=False)
def create_role(name: str, permissions: Iterable[str], *, description: str = "", by: User | None) -> Role:
    """Create a role with these rights. Refused when a role has this name."""
    role = Role()
    _write(role, name, description, permissions)
    _save(role)
    _record("created", role, before={}, by=by)
    return role


@transaction.atomic(savepoint=False)
def change_role(
    role: Role, *, name: str, description: str, permissions: Iterable[str], version: int, by: User | None
) -> Role:
    """Change name and rights; whoever has the role works with the new rights from the next click on."""
    with keeping_an_administrator():
        role = Role.objects.select_for_update().get(pk=role.pk)
        if role.version != version:
            raise Refused(_("Somebody else has changed this role in the meantime. Nothing was overwritten."))
        before = snapshot(role, FIELDS)
        _write(role, name, description, permissions)
        role.version += 1
        _save(role)
    if set(before["permissions"]) - set(role.permissions):
        _tell_holders(role)
    _record("changed", role, before=before, by=by)
    return role


@transaction.atomic(savepoint=False)
def delete_role(role: Role, *, by: User | None) -> Role:
    """Take the role away. Refused while it is given to somebody, with their names."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.deleted_at:
        raise Refused(_("This role is deleted already."))
    holders = _holders(role)
    if holders:
        raise Refused(_still_given(role, holders))
    role.deleted_at = clock.now()
    role.version += 1
    role.save(update_fields=["deleted_at", "version"])
    _record("deleted", role, before=None, by=by)
    return role


@transaction.atomic(savepoint=False)
def restore_role(role: Role, *, by: User | None) -> Role:
    """Bring a deleted role back. Refused when its name was given to another one meanwhile."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.deleted_at is None:
        raise Refused(_("This role is not deleted."))
    role.deleted_at = None
    role.version += 1
    _save(role)
    _record("restored", role, before=None, by=by)
    return role


def roles_to_show(*, deleted: bool = False) -> QuerySet[Role]:
    """The roles there are, or those that were deleted, by name."""
    return Role.objects.filter(deleted_at__isnull=not deleted).order_by("sort_key")


def name_problem(name: str, *, role_id: int | None = None) -> str:
    """Why a role cannot have this name, as a sentence; "" when it can."""
    key = sort_key_german(name)
    if not key:
        return _("Enter a name.")
    if Role.objects.living().exclude(pk=role_id or 0).filter(sort_key=key).exists():
        return _("There is a role with this name already.")
    return ""


def _write(role: Role, name: str, description: str, permissions: Iterable[str]) -> None:
    role.name, role.description = one_line(name), description
    role.sort_key = sort_key_german(role.name)
    role.permissions = sorted(set(permissions) & set(PERMISSIONS))


def _save(role: Role) -> None:
    problem = name_problem(role.name, role_id=role.pk)
    if problem:
        raise Refused(problem, about="name")
    try:
        role.save()
    except IntegrityError:
        raise Refused(_("There is a role with this name already."), about="name") from None


def _holders(role: Role) -> list[User]:
    """The living people who have the role somewhere, whatever the scope in force."""
    with scope(INSTALLATION, *every_tenant()):
        return list(User.objects.living().filter(grants__role=role).distinct().order_by("sort_key"))


def _tell_holders(role: Role) -> None:
    for user in _holders(role):
        told(user.pk, "rights")


def _still_given(role: Role, holders: list[User]) -> str:
    names = ", ".join(user.name for user in holders[:SHOWN])
    more = len(holders) - SHOWN
    if more > 0:
        text = ngettext(
            "The role %(role)s is still given to %(names)s and %(number)d other person. Take it away from them first.",
            "The role %(role)s is still given to %(names)s and %(number)d others. Take it away from them first.",
            more,
        )
        return text % {"role": role.name, "names": names, "number": more}
    return _("The role %(role)s is still given to %(names)s. Take it away from them first.") % {
        "role": role.name,
        "names": names,
    }


def _record(action: str, role: Role, *, before: dict[str, object] | None, by: User | None) -> None:
    changes = {} if before is None else difference(before, snapshot(role, FIELDS))
    if action == "changed" and not changes:
        return
    with scope(INSTALLATION):
        record_change(action, role, by=by, tenant_id=None, changes=changes)
