"""Since when a sign-in was not used."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kontor.kernel import clock
from kontor.people.models import Session

FRESH = timedelta(minutes=1)
"""How exactly the last use is kept: once a minute."""


def is_fresh(seen_at: datetime | None) -> bool:
    """Used within the last minute: neither written down again nor idle."""
    return seen_at is not None and clock.now() - seen_at < FRESH


def is_idle(seen_at: datetime | None, minutes: int) -> bool:
    """Not used for that long; with 0 minutes never."""
    return bool(minutes) and seen_at is not None and clock.now() - seen_at >= timedelta(minutes=minutes)


def mark_used(key: str) -> None:
    Session.objects.filter(session_key=key).update(seen_at=clock.now())


def ended_by_themselves(minutes: int) -> QuerySet[Session]:
    """The sign-ins that were idle for that long, and those whose cookie has expired."""
    expired = Q(expire_date__lt=clock.now())
    idle = Q(seen_at__lt=clock.now() - timedelta(minutes=minutes)) if minutes else Q(pk__in=[])
    return Session.objects.filter(expired | idle)
