"""Old rows leave the log from the beginning of their chain. Its anchor keeps how far, and the hash: it still holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max, Min, QuerySet

from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry, Chain
from kontor.kernel import clock
from kontor.tenants.scope import INSTALLATION, scope

REMOVED = "old entries removed"
"""The action of the row that says which were removed: without it, an anchor counts as tampered with."""
BATCH = 5_000
SHORTEST = timedelta(days=31)
"""The database refuses to let younger rows go, whoever asks."""


@transaction.atomic(savepoint=False)
def remove_old(chain: int, *, before: datetime, by: AbstractBaseUser | None = None) -> int:
    """Remove the rows from before this moment, at most a batch; returns how many. 0 stands for the installation."""
    tenant_id = None if chain == INSTALLATION else chain
    with scope(chain):
        head = Chain.objects.filter(tenant=tenant_id).first()
        rows = AuditEntry.objects.filter(tenant=tenant_id, number__isnull=False)
        last = _last_to_go(rows, min(before, clock.now() - SHORTEST), head.anchor_number if head else 0)
        if head is None or last <= head.anchor_number:
            return 0
        removed, _kinds = rows.filter(number__lte=last).delete()
        changes = {"up_to": [head.anchor_number or None, last], "rows": [None, removed]}
        record_change(REMOVED, head, by=by, tenant_id=tenant_id, changes=changes, label=str(removed))
    return removed


def _last_to_go(rows: QuerySet[AuditEntry], before: datetime, anchor: int) -> int:
    """The row before the first that must stay; at most a batch behind the anchor."""
    stays = rows.filter(at__gte=before).aggregate(first=Min("number"))["first"]
    last = stays - 1 if stays else rows.aggregate(last=Max("number"))["last"] or 0
    return min(last, anchor + BATCH)
