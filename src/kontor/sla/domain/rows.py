"""What business hours and service levels have alike: how they are locked, saved, deleted and restored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.sla.domain.usage import refuse_used
from kontor.sla.models import BusinessCalendar, ServiceLevel

Row = TypeVar("Row", BusinessCalendar, ServiceLevel)


def lock_row(row: Row, version: int) -> Row:
    """The row as it is. Refused when it was deleted, or saved by somebody else, since this version."""
    locked = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.deleted_at is not None:
        raise Refused(_("“%(name)s” has been deleted in the meantime.") % {"name": locked.name})
    if locked.version != version:
        raise Refused(
            _("Somebody else has changed “%(name)s” in the meantime. Nothing was overwritten.") % {"name": locked.name}
        )
    return locked


def save_row(
    row: BusinessCalendar | ServiceLevel,
    action: str,
    *fields: str,
    changes: dict[str, Any] | None = None,
    by: AbstractBaseUser | None,
) -> None:
    """As its next version, written to the audit log."""
    row.version += 1
    row.save(update_fields=[*fields, "version", "changed_at"])
    record_change(action, row, by=by, tenant_id=row.tenant_id, changes=changes)


def delete_rows(rows: Sequence[Row], *, by: AbstractBaseUser | None) -> int:
    """How many it were. InUse while one of them is chosen somewhere; then none is deleted."""
    if not rows:
        return 0
    chosen = type(rows[0]).objects.living().select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows])
    living = list(chosen.order_by("pk"))
    refuse_used(living)
    for row in living:
        row.deleted_at = clock.now()
        save_row(row, "deleted", "deleted_at", by=by)
    return len(living)


def restore_row(row: Row, name: Callable[[Row, str], None], *, by: AbstractBaseUser | None) -> Row:
    """``name`` refuses while its name is another's."""
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.deleted_at is None:
        return row
    name(row, row.name)
    row.deleted_at = None
    save_row(row, "restored", "deleted_at", by=by)
    return row
