"""Taking the content out of rows of the log (privacy). Who did what when stays, and the hashes stay: chains hold."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.kernel import clock

ERASED = "content erased"
"""The action of the rows that say what was erased: without one, a row without content counts as tampered with."""
EMPTY: dict[str, Any] = {"label": "", "changes": {}, "reason": "", "source": "", "salt": None}


@transaction.atomic(savepoint=False)
def erase_content(entries: QuerySet[AuditEntry], *, by: AbstractBaseUser | None, reason: str) -> int:
    """Empty label, old and new values, reason and source of these rows; returns how many had any.

    One row for each chain names them and says why. It holds nothing of what was erased.
    """
    rows = entries.filter(erased_at=None).exclude(action=ERASED).order_by("id").select_for_update(of=("self",))
    of_chain: dict[int | None, list[int]] = defaultdict(list)
    for entry_id, tenant_id in rows.values_list("pk", "tenant_id"):
        of_chain[tenant_id].append(entry_id)
    for chain, ids in of_chain.items():
        AuditEntry.objects.filter(pk__in=ids).update(erased_at=clock.now(), **EMPTY)
        changes = {"entries": [None, ids]}
        record_change(
            ERASED,
            AuditEntry(pk=ids[0]),
            by=by,
            tenant_id=chain,
            changes=changes,
            label=str(len(ids)),
            reason=reason,
        )
    return sum(map(len, of_chain.values()))
