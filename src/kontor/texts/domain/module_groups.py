"""The headings over text modules: made, renamed, removed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.models import ModuleGroup, TextModule


@transaction.atomic(savepoint=False)
def create_group(tenant: Tenant, *, name: str, by: User | None) -> ModuleGroup:
    """A new heading. Refused when there is one of that name."""
    name = one_line(name)
    _require_free_name(tenant.pk, name)
    made = ModuleGroup.objects.create(tenant=tenant, name=name, sort_key=sort_key_german(name))
    record_change("created", made, by=by, tenant_id=tenant.pk, changes={"name": ["", name]})
    return made


@transaction.atomic(savepoint=False)
def rename_group(group: ModuleGroup, *, name: str, by: User | None) -> ModuleGroup:
    """The heading says something else; its text modules stay under it. Refused when somebody else has deleted it."""
    found = ModuleGroup.objects.select_for_update(of=("self",)).filter(pk=group.pk).first()
    if found is None:
        raise Refused(_("“%(name)s” has been deleted in the meantime.") % {"name": group.name})
    group = found
    before = snapshot(group, ["name"])
    group.name = one_line(name)
    group.sort_key = sort_key_german(group.name)
    _require_free_name(group.tenant_id, group.name, besides=group)
    group.save(update_fields=["name", "sort_key"])
    if changes := difference(before, snapshot(group, ["name"])):
        record_change("changed", group, by=by, tenant_id=group.tenant_id, changes=changes)
    return group


@transaction.atomic(savepoint=False)
def delete_group(group: ModuleGroup, *, by: User | None) -> None:
    """The heading goes; its text modules stay, deleted ones too, and lie in no group. What somebody else has deleted
    meanwhile is no error."""
    found = ModuleGroup.objects.select_for_update(of=("self",)).filter(pk=group.pk).first()
    if found is None:
        return
    TextModule.objects.filter(group=found).update(group=None)
    record_change("deleted", found, by=by, tenant_id=found.tenant_id)
    found.delete()


def group_named(tenant_id: int, name: str) -> ModuleGroup | None:
    """The group of that name, made when there is none; None for no name."""
    name = one_line(name)
    if not name:
        return None
    defaults = {"name": name}
    return ModuleGroup.objects.get_or_create(tenant_id=tenant_id, sort_key=sort_key_german(name), defaults=defaults)[0]


def _require_free_name(tenant_id: int, name: str, *, besides: ModuleGroup | None = None) -> None:
    rows = ModuleGroup.objects.filter(tenant_id=tenant_id, sort_key=sort_key_german(name))
    if besides:
        rows = rows.exclude(pk=besides.pk)
    if taken := rows.first():
        raise Refused(
            _("There is a group “%(name)s” already. Choose another name.") % {"name": taken.name}, about="name"
        )
