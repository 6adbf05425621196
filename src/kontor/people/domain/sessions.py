"""Since when a sign-in was not used, and who is signed in."""

from __future__ import annotations

from collections.abc import Iterable
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


def signed_in(user_ids: Iterable[int], tenant_id: int) -> frozenset[int]:
    """Who of these people works for the tenant at this moment: has a sign-in in which they chose it."""
    rows = Session.objects.filter(user_id__in=set(user_ids), tenants__contains=[tenant_id], expire_date__gt=clock.now())
    return frozenset(rows.values_list("user_id", flat=True))
