"""The tickets behind the figures of a backlog: what opens when somebody asks which ones they are."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kontor.kernel import clock
from kontor.tickets.domain.backlog import AGES
from kontor.tickets.models import Ticket


def late(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return rows.filter(due_at__lte=clock.now())


def warned(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    now = clock.now()
    return rows.filter(warn_at__lte=now, due_at__gt=now)


def of_age(rows: QuerySet[Ticket], band: int) -> QuerySet[Ticket]:
    """Those of an age band that are not late."""
    now = clock.now()
    rows = rows.filter(Q(due_at=None) | Q(due_at__gt=now))
    if band > 0:
        rows = rows.filter(received_at__lte=now - AGES[band - 1])
    return rows.filter(received_at__gt=now - AGES[band]) if band < len(AGES) else rows
