"""A form that comes twice, of a double click or of a proxy that lost patience, is done once."""

from __future__ import annotations

from datetime import datetime, timedelta

from kontor.kernel import clock

AGAIN = timedelta(minutes=1)
"""So long what somebody was asked once comes once more; later they mean it."""


def since_asked(asked_at: datetime) -> datetime:
    """From when on what the same person did is what they were asked for."""
    return max(asked_at, clock.now() - AGAIN)
