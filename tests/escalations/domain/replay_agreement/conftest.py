"""A month of requests, and an agreement that is tried on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Nine o'clock in Berlin."""
