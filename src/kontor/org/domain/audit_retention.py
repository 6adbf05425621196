"""How long the audit log is kept: a setting of the system, and of each tenant for its own."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from kontor.audit.domain.retention import BATCH, remove_old
from kontor.kernel import clock
from kontor.org.preferences import KEEP_AUDIT_MONTHS
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, scope

MONTH = timedelta(days=30.44)


def forget_old_changes(chain: int) -> int:
    """Remove the entries of this tenant (0: the installation's) whose time is over; returns how many. In no scope."""
    months = _months(chain)
    if not months:
        return 0
    removed = gone = remove_old(chain, before=clock.now() - months * MONTH)
    while gone == BATCH:
        gone = remove_old(chain, before=clock.now() - months * MONTH)
        removed += gone
    return removed


def _months(chain: int) -> int:
    with scope(chain):
        holders: list[Holder] = [cast(Holder, system_values())]
        if chain != INSTALLATION:
            holders.append(cast(Holder, Tenant.objects.get(pk=chain)))
        return KEEP_AUDIT_MONTHS.get(*holders)
