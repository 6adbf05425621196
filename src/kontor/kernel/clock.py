"""The one place that knows what time it is; tests freeze it here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

DIFFER = timedelta(minutes=5)
"""The clocks of machines differ by less: what was noted farther ahead was noted by one that was wrong."""


_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The current time, aware, in UTC."""
    return _told.get() or timezone.now()


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """What is written inside is written as at that moment: for the past of the demo, and for nothing else."""
    before = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(before)


def put_off_too_far(waits: Sequence[timedelta]) -> Q:
    """Rows that wait longer than one does after so many ``attempts``: ``waits`` are those after the first, second …"""
    end = now() + DIFFER
    far = [Q(attempts=tried, next_attempt_at__gt=end + wait) for tried, wait in enumerate([waits[0], *waits])]
    return reduce(or_, far, Q(next_attempt_at__gt=end + waits[-1]))
