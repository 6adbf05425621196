"""Which dry runs there are, without what they found."""

from __future__ import annotations

from django.db.models import QuerySet

from kontor.escalations.models import Replay


def runs_of(tenant_id: int, kind: str, subject: int | None) -> QuerySet[Replay]:
    """Of one thing, the newest first; ``subject`` None: of what was new and not saved."""
    rows = Replay.objects.filter(tenant_id=tenant_id, kind=kind, subject=subject)
    return rows.defer("result", "content").order_by("-at")
