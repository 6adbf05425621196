"""Service levels are created, changed, copied, deleted and restored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.sla.domain.edits import tell_edited
from kontor.sla.domain.pasts import keep_level
from kontor.sla.domain.rows import delete_rows, lock_row, restore_row, save_row
from kontor.sla.models import ServiceLevel
from kontor.tenants.models import Tenant

TARGETS = ("first_response", "next_response", "resolution", "call_back")
FIELDS = ("description", *TARGETS, "warning_share", "pauses", "priority_percent")
AUDITED = ("name", *FIELDS)


@transaction.atomic(savepoint=False)
def create_service_level(tenant: Tenant, *, name: str, by: AbstractBaseUser | None, **values: Any) -> ServiceLevel:
    """Create a service level. Refused when its name is taken or it promises nothing."""
    level = ServiceLevel(tenant=tenant)
    _fill(level, name, values)
    level.save()
    changes = difference({}, snapshot(level, AUDITED))
    record_change("created", level, by=by, tenant_id=tenant.pk, changes=changes)
    return level


@transaction.atomic(savepoint=False)
def change_service_level(
    level: ServiceLevel, *, name: str, version: int, by: AbstractBaseUser | None, **values: Any
) -> ServiceLevel:
    """Change it. What depends on it is computed anew, in jobs."""
    level = lock_row(level, version)
    before = snapshot(level, AUDITED)
    _fill(level, name, values)
    changes = difference(before, snapshot(level, AUDITED))
    if changes:
        save_row(level, "changed", "name", "sort_key", *FIELDS, changes=changes, by=by)
        if "pauses" in changes:
            keep_level(level, before["pauses"])
        if changes.keys() - {"name", "description"}:
            tell_edited(level)
    return level


@transaction.atomic(savepoint=False)
def delete_service_levels(levels: Sequence[ServiceLevel], *, by: AbstractBaseUser | None) -> int:
    """They can be chosen no more; what was promised with them stays. InUse while one of them is chosen somewhere."""
    return delete_rows(levels, by=by)


@transaction.atomic(savepoint=False)
def restore_service_level(level: ServiceLevel, *, by: AbstractBaseUser | None) -> ServiceLevel:
    """Refused while its name is another's."""
    return restore_row(level, _name, by=by)


def _fill(level: ServiceLevel, name: str, values: dict[str, Any]) -> None:
    _name(level, name)
    for field, value in values.items():
        if field not in FIELDS:
            raise TypeError(f"A service level has no {field} to set.")
        setattr(level, field, value)
    if not any(getattr(level, target) for target in TARGETS):
        raise Refused(_("A service level promises something: enter at least one target."))


def _name(level: ServiceLevel, name: str) -> None:
    level.name = one_line(name)
    level.sort_key = sort_key_german(level.name)
    rows = ServiceLevel.objects.living().filter(tenant_id=level.tenant_id, sort_key=level.sort_key)
    if rows.exclude(pk=level.pk).exists():
        raise Refused(
            _("There is a service level “%(name)s” already. Choose another name.") % {"name": level.name}, about="name"
        )
