"""The one place that knows what time it is; tests freeze it here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

DIFFER = timedelta(minutes=5)
"""The clocks of machines differ by less: what was noted farther ahead was noted by one that was wrong."""


def now() -> datetime:
    """The current time, aware, in UTC."""
    return timezone.now()
