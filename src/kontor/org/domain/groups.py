"""The three levels of groups: creating, changing, moving, deleting and restoring.

The tenant is chosen on the system group (``group_tenant.choose_tenant``); what is made below gets the tenant of its
parent, and moves within that tenant only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.live.notify import changed, told
from kontor.org.domain.group_tree import AnyGroup, living_below, parent_field, parent_of, people_of
from kontor.org.models import AgentGroup, SupervisorGroup, SystemGroup
from kontor.people.models import User
from kontor.preferences.domain.holders import set_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant

Group = TypeVar("Group", bound=AnyGroup)
Parent = SystemGroup | SupervisorGroup


@transaction.atomic(savepoint=False)
def create_system_group(tenant: Tenant, *, name: str, description: str = "", by: User | None) -> SystemGroup:
    """A tree of its own, which chooses this tenant."""
    lock_living_tenant(tenant.pk)
    return _create(SystemGroup(tenant=tenant), name, description, by)


@transaction.atomic(savepoint=False)
def create_supervisor_group(
    system_group: SystemGroup, *, name: str, description: str = "", by: User | None
) -> SupervisorGroup:
    """A supervisor group below the system group, in its tenant."""
    _lock_living_parent(system_group)
    group = SupervisorGroup(tenant_id=system_group.tenant_id, system_group=system_group)
    return _create(group, name, description, by)


@transaction.atomic(savepoint=False)
def create_agent_group(
    supervisor_group: SupervisorGroup, *, name: str, description: str = "", by: User | None
) -> AgentGroup:
    """An agent group below the supervisor group, in its tenant."""
    _lock_living_parent(supervisor_group)
    group = AgentGroup(tenant_id=supervisor_group.tenant_id, supervisor_group=supervisor_group)
    return _create(group, name, description, by)


@transaction.atomic(savepoint=False)
def change_group(
    group: Group,
    *,
    name: str,
    description: str,
    parent: Parent | None = None,
    preferences: Mapping[str, Any] | None = None,
    version: int,
    by: User | None,
) -> Group:
    """Rename, describe, and with ``parent`` hang it below another one of the same tenant.

    ``preferences`` are values of its own for an agent group's settings; None takes one away.

    Refused when somebody else saved in between, the name is taken, or the new parent belongs to another tenant.
    """
    group = _lock(group)
    if group.version != version:
        raise Refused(_("Somebody else has changed the group in the meantime. Nothing was overwritten."))
    before = _snapshot(group)
    _name(group, name)
    group.description = description
    if parent is not None and parent.pk != getattr(parent_of(group), "pk", None):
        _hang(group, parent)
    own = set_values(cast(Holder, group), preferences) if preferences else {}
    _save(group)
    changes = difference(before, _snapshot(group)) | own
    record_change("changed", group, by=by, tenant_id=group.tenant_id, changes=changes)
    return group


@transaction.atomic(savepoint=False)
def delete_group(group: Group, *, by: User | None) -> None:
    """Delete logically. Refused while something living is below, and says what."""
    group = _lock(group)
    below = living_below(group)
    if below:
        raise Refused(
            _("“%(name)s” cannot be deleted: %(below)s still belong to it. Move or delete them first.")
            % {"name": group.name, "below": ", ".join(str(thing) for thing in below)}
        )
    group.deleted_at = clock.now()
    _save(group)
    _tell(people_of(group))
    record_change("deleted", group, by=by, tenant_id=group.tenant_id)


@transaction.atomic(savepoint=False)
def restore_group(group: Group, *, by: User | None) -> Group:
    """Bring it back with its members and categories. Refused when its parent is deleted or its name is taken."""
    lock_living_tenant(group.tenant_id)
    group = _lock(group, deleted=True)
    parent = parent_of(group)
    if parent is not None and parent.deleted_at:
        raise Refused(
            _("“%(parent)s”, to which the group belongs, is deleted. Restore it first.") % {"parent": parent.name}
        )
    _refuse_taken_name(group)
    group.deleted_at = None
    _save(group)
    _tell(people_of(group))
    record_change("restored", group, by=by, tenant_id=group.tenant_id)
    return group


def lock_living_tenant(tenant_id: int) -> Tenant:
    """The tenant, which nobody deletes until this transaction ends. Refused when it is deleted already."""
    tenant = Tenant.objects.select_for_update(no_key=True).get(pk=tenant_id)
    if tenant.is_deleted:
        raise Refused(_("The tenant “%(name)s” is deleted. Restore it first.") % {"name": tenant.name})
    return tenant


@transaction.atomic(savepoint=False)
def _create(group: Group, name: str, description: str, by: User | None) -> Group:
    group.description = description
    _name(group, name)
    group.save()
    changed(group.tenant_id, "group", group.pk)
    record_change("created", group, by=by, tenant_id=group.tenant_id, changes=difference({}, _snapshot(group)))
    return group


def _lock(group: Group, *, deleted: bool = False) -> Group:
    locked = cast(Group, type(group).objects.select_for_update(of=("self",)).get(pk=group.pk))
    if locked.deleted_at and not deleted:
        raise Refused(_("“%(name)s” is deleted. Restore the group before you change it.") % {"name": locked.name})
    if deleted and not locked.deleted_at:
        raise Refused(_("“%(name)s” is not deleted.") % {"name": locked.name})
    return locked


def _name(group: Group, name: str) -> None:
    group.name = one_line(name)
    group.sort_key = sort_key_german(group.name)
    if not group.sort_key:
        raise Refused(_("A group needs a name."))
    _refuse_taken_name(group)


def _hang(group: Group, parent: Parent) -> None:
    _lock_living_parent(parent)
    if parent.tenant_id != group.tenant_id:
        raise Refused(
            _("“%(parent)s” belongs to another tenant. A group can only move within its own tenant.")
            % {"parent": parent.name}
        )
    setattr(group, parent_field(group), parent)
    _tell(people_of(group))


def _save(group: Group) -> None:
    group.version += 1
    group.save()
    changed(group.tenant_id, "group", group.pk)


def _snapshot(group: Group) -> dict[str, object]:
    parent = parent_of(group)
    place = {parent_field(group): parent.name} if parent else {}
    return {**snapshot(group, ("name", "description")), **place}


def _lock_living_parent(parent: Parent) -> None:
    """Whoever deletes the parent at the same moment waits, and then finds what is below."""
    parent = type(parent)._default_manager.select_for_update(of=("self",)).get(pk=parent.pk)
    if parent.deleted_at:
        raise Refused(_("“%(name)s” is deleted. Restore it before you put groups below it.") % {"name": parent.name})


def _refuse_taken_name(group: Group) -> None:
    living = type(group).objects.filter(deleted_at=None, tenant_id=group.tenant_id, sort_key=group.sort_key)
    if living.exclude(pk=group.pk).exists():
        raise Refused(
            _("The tenant has a group called “%(name)s” already. Choose another name.") % {"name": group.name},
            about="name",
        )


def _tell(people: Iterable[int]) -> None:
    """Open pages of these people ask again what they may see."""
    for user_id in people:
        told(user_id, "rights")
