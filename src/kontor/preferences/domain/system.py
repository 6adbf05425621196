"""The values of the whole installation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.kernel.errors import Refused
from kontor.preferences.domain.holders import set_values
from kontor.preferences.models import SystemValues


def system_values() -> SystemValues:
    """The row of the installation, for the far end of every chain."""
    return SystemValues.get()


@transaction.atomic(savepoint=False)
def change_system_values(
    values: Mapping[str, Any], *, version: int, by: AbstractBaseUser | None = None
) -> SystemValues:
    """Set these values; None takes a value away. Refused when somebody else saved in between.

    Needs the installation in the scope: the change is written to the audit log. That comes first, so that what was
    asked before is asked of whoever ends the asking (``audit.domain.reasons``).
    """
    row = SystemValues.objects.select_for_update().get_or_create(id=1)[0]
    if row.version != version:
        raise Refused(_("Somebody else has changed the system settings in the meantime. Nothing was overwritten."))
    changes = set_values(row, values)
    record_change("settings changed", row, by=by, tenant_id=None, changes=changes, label="system")
    row.version += 1
    row.save(update_fields=["preferences", "version"])
    return row
