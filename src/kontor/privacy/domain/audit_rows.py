"""What the audit log says of rows that are erased: the content goes, who did what when stays, and the hashes stay."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.audit.domain.erasing import erase_content
from kontor.audit.models import AuditEntry
from kontor.privacy.domain.tally import Tally

REASON = "erasure"


def erase_audit_of(kind: str, object_ids: Iterable[int], tally: Tally) -> None:
    """The rows about these things, of one kind of table."""
    rows = AuditEntry.objects.filter(kind=kind, object_id__in=list(object_ids)).exclude(label="", changes={})
    for row in rows.order_by("pk").values("pk", "label", "changes"):
        tally.add("audit.AuditEntry", row)
    erase_content(rows, by=None, reason=REASON)
