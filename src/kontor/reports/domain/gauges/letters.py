"""Letters on their way to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Count

from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.reports.domain.gauges.gauge import Gauge

COUNTED = (LetterState.QUEUED, LetterState.WRITING, LetterState.FAILED, LetterState.RETURNED)


def read(tenants: Mapping[int, str]) -> Iterator[Gauge]:
    """What waits and what went wrong; the collected ones wait for their batch on purpose."""
    rows = OutgoingLetter.objects.filter(tenant__in=tenants, state__in=COUNTED)
    found = {
        (owner, state): count
        for owner, state, count in rows.values_list("tenant", "state").annotate(Count("pk")).order_by()
    }
    yield Gauge(
        "kontor_letters",
        "Letters that are being prepared or written for print, could not be handed over, or came back.",
        {(code, state): found.get((key, state), 0) for key, code in tenants.items() for state in COUNTED},
        ("tenant", "state"),
    )
