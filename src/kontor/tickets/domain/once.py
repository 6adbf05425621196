"""A form that comes twice, of a double click, a proxy that lost patience, a tab that is restored, is done once."""

from __future__ import annotations

from datetime import datetime, timedelta

from kontor.kernel import clock

SHOWN = timedelta(hours=12)
"""So long what one form brings is one wish: after it was done its page is shown anew. Later they mean it"""

AGAIN = timedelta(minutes=1)
"""unless it comes within this time: that is a double click still."""


def since_asked(asked_at: datetime) -> datetime:
    """From when on what the same person did is what they were asked for."""
    now = clock.now()
    return asked_at if now - asked_at < SHOWN else now - AGAIN
