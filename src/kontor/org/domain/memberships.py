"""Who works in which agent group, and who has which role where.

Each verb asks whether the person who does it may: memberships in groups where they administer users, roles whose
rights they have themselves at the place. ``by=None`` is the system and may everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.kernel.errors import Refused
from kontor.live.notify import told
from kontor.org.models import AgentGroup, Grant, Membership, SupervisorGroup, SystemGroup
from kontor.people.domain.administrators import keeping_an_administrator
from kontor.people.domain.users import lock_user
from kontor.people.models import Role, User

Place = SystemGroup | SupervisorGroup | AgentGroup | None
"""Where a role counts; None is the whole installation."""
RIGHT = "users.write"


@transaction.atomic(savepoint=False)
def set_memberships(
    user: User,
    agent_groups: Iterable[AgentGroup],
    *,
    roles_too: bool = False,
    by: User | None,
    version: int | None = None,
) -> bool:
    """Make the person a member of exactly these groups, as far as the scope in force sees groups.

    Memberships in other tenants stay. With ``roles_too`` they lose their roles on the groups they leave. Open pages of
    the person are told when something was withdrawn. Returns whether that is so. Refused when somebody else
    changed the person since ``version``.
    """
    if version is not None:
        user = lock_user(user, version=version)
    wanted = {group.pk: group for group in agent_groups}
    present = {row.agent_group_id: row for row in Membership.objects.filter(user=user).select_related("agent_group")}
    added = [group for key, group in wanted.items() if key not in present]
    withdrawn = [row for key, row in present.items() if key not in wanted and row.agent_group.deleted_at is None]
    for group in [*added, *(row.agent_group for row in withdrawn)]:
        _need(by, group, frozenset())
    for group in added:
        row = Membership.objects.create(tenant_id=group.tenant_id, user=user, agent_group=group)
        _record("added", row, user, group, by)
    for row in withdrawn:
        _record("withdrawn", row, user, row.agent_group, by)
        row.delete()
    if roles_too:
        _take_roles([row.agent_group for row in withdrawn], [user], by=by)
    if withdrawn:
        told(user.pk, "rights")
    if version is not None and (added or withdrawn):
        User.objects.filter(pk=user.pk).update(version=user.version + 1)
    return bool(withdrawn)


@transaction.atomic(savepoint=False)
def add_members(group: AgentGroup, users: Iterable[User], *, role: Role | None = None, by: User | None) -> int:
    """Make these people members of the group, and give them the role on it. Returns how many were none before.

    Whoever has a person's mask open learns of it on saving.
    """
    _need(by, group, frozenset())
    added = 0
    for user in users:
        row, new = Membership.objects.get_or_create(tenant_id=group.tenant_id, user=user, agent_group=group)
        if new:
            User.objects.filter(pk=user.pk).update(version=F("version") + 1)
            _record("added", row, user, group, by)
            added += 1
        if role:
            give_role(user, role, group, by=by)
    return added


@transaction.atomic(savepoint=False)
def take_out_members(
    group: AgentGroup, users: Iterable[User], *, roles_too: bool = False, by: User | None
) -> list[User]:
    """These people are no members of the group any more, and lose their roles on it if wished.

    Returns who was one. Open pages of theirs are told.
    """
    _need(by, group, frozenset())
    gone = []
    members = Membership.objects.filter(agent_group=group, user__in=list(users)).select_related("user")
    for row in members.order_by("user_id"):
        User.objects.filter(pk=row.user_id).update(version=F("version") + 1)
        _record("withdrawn", row, row.user, group, by)
        gone.append(row.user)
        told(row.user_id, "rights")
        row.delete()
    if roles_too:
        _take_roles([group], gone, by=by)
    return gone


def _take_roles(groups: list[AgentGroup], users: list[User], *, by: User | None) -> None:
    for grant in Grant.objects.filter(agent_group__in=groups, user__in=users).order_by("user_id", "id"):
        take_role(grant, by=by)


@transaction.atomic(savepoint=False)
def give_role(user: User, role: Role, group: Place, *, by: User | None) -> Grant:
    """Give the person the role on this group and all below it, or for the whole installation.

    The installation (None) needs scope id 0. Giving what is given already changes nothing.
    """
    if role.deleted_at:
        raise Refused(_("The role %(role)s is deleted.") % {"role": role.name})
    _need(by, group, frozenset(role.permissions))
    place = _columns(group)
    grant, created = Grant.objects.get_or_create(user=user, role=role, **place)
    if created:
        _record("role_given", grant, user, group, by, role=role)
        told(user.pk, "rights")
    return grant


@transaction.atomic(savepoint=False)
def take_role(grant: Grant, *, by: User | None) -> None:
    """Take the role away again; the person's open pages lose it at once. What somebody else has taken away meanwhile is
    no error."""
    with keeping_an_administrator():
        rows = Grant.objects.select_for_update(of=("self",)).select_related("role", "user").filter(pk=grant.pk)
        found = rows.first()
        if found is None:
            return
        _need(by, found.group, frozenset(found.role.permissions))
        _record("role_taken", found, found.user, found.group, by, role=found.role)
        user_id = found.user_id
        found.delete()
    told(user_id, "rights")


def rights_on(user: User, group: Place) -> frozenset[str]:
    """The rights the person has on the group itself: given there, above it or for the whole installation."""
    rows = Grant.objects.filter(_covers(group), user=user, role__deleted_at=None)
    return frozenset(right for rights in rows.values_list("role__permissions", flat=True) for right in rights)


def may_give(by: User | None, role: Role, group: Place) -> bool:
    """Whether this person may give the role there, or take it away."""
    if by is None:
        return True
    own = rights_on(by, group)
    return RIGHT in own and own.issuperset(role.permissions)


def _need(by: User | None, group: Place, permissions: frozenset[str]) -> None:
    if by is None:
        return
    own = rights_on(by, group)
    where = group.name if group else _("the whole installation")
    if RIGHT not in own:
        raise Refused(_("You do not administer users in %(group)s.") % {"group": where})
    if not own.issuperset(permissions):
        raise Refused(
            _("In %(group)s you can only give and take roles whose rights you have yourself.") % {"group": where}
        )


def _covers(group: Place) -> Q:
    installation = Q(tenant=None)
    if group is None:
        return installation
    if isinstance(group, SystemGroup):
        return installation | Q(system_group=group)
    if isinstance(group, SupervisorGroup):
        return installation | Q(supervisor_group=group) | Q(system_group=group.system_group_id)
    above = group.supervisor_group
    return installation | Q(agent_group=group) | Q(supervisor_group=above) | Q(system_group=above.system_group_id)


def _columns(group: Place) -> dict[str, Any]:
    return {
        "tenant_id": group.tenant_id if group else None,
        "system_group": group if isinstance(group, SystemGroup) else None,
        "supervisor_group": group if isinstance(group, SupervisorGroup) else None,
        "agent_group": group if isinstance(group, AgentGroup) else None,
    }


def _record(
    action: str, row: Membership | Grant, user: User, group: Place, by: User | None, *, role: Role | None = None
) -> None:
    changes: dict[str, list[object]] = {"user": [None, user.name], "group": [None, group.name if group else ""]}
    if role:
        changes["role"] = [None, role.name]
    if action in ("withdrawn", "role_taken"):
        changes = {field: [new, old] for field, (old, new) in changes.items()}
    label = f"{user.name} · {role.name}" if role else user.name
    record_change(action, row, by=by, tenant_id=group.tenant_id if group else None, changes=changes, label=label)
