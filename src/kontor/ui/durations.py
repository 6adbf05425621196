"""Lengths of time in words, and how a deadline reads. Pure: moments in, words out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

NEAR, OVERDUE, ON_TIME, PAUSED = "near", "overdue", "quiet", "paused"
ICONS = {NEAR: "clock", OVERDUE: "overdue", ON_TIME: "clock", PAUSED: "paused"}


def duration(length: timedelta) -> str:
    """Whole minutes, as one says it: 38 min, 2 h, 2 h 05 min, 1 day, 1 day 4 h, 3 days. A day has 24 hours."""
    minutes = max(0, int(length.total_seconds())) // 60
    hours, days = minutes // 60, minutes // 1440
    if not days:
        return worked_duration(length)
    if days > 1:
        return pgettext("duration", "{days} days").format(days=days)
    if hours == 24:
        return pgettext("duration", "1 day")
    return pgettext("duration", "1 day {hours} h").format(hours=hours - 24)


def worked_duration(length: timedelta) -> str:
    """Working time has no days: 26 h, 26 h 10 min."""
    hours, minutes = divmod(max(0, int(length.total_seconds())) // 60, 60)
    if not hours:
        return _("{minutes} min").format(minutes=minutes)
    if not minutes:
        return _("{hours} h").format(hours=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=f"{minutes:02}")


def talk_time(seconds: int) -> str:
    """As a telephone shows it: 0:07, 12:40, 1:02:05."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class DeadlineView(NamedTuple):
    """``kind`` is what the badge is coloured by."""

    kind: str
    text: str


def deadline(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> DeadlineView:
    """How much time is left until it is due, or since then. Without a time it stands still."""
    if due_at is None:
        return DeadlineView(PAUSED, _("paused"))
    if now > due_at:
        return DeadlineView(OVERDUE, _("{time} over").format(time=duration(now - due_at)))
    kind = NEAR if warn_at and now >= warn_at else ON_TIME
    return DeadlineView(kind, duration(due_at - now))
