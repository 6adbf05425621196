"""The date of a mail; nothing when it cannot be trusted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing.notes import Notes

_COMMENT = re.compile(r"\([^()]*\)")
_AHEAD = timedelta(days=1)
_OLDEST = datetime(1982, 1, 1, tzinfo=UTC)
_FARTHEST_ZONE = timedelta(hours=26).total_seconds()


def read_date(value: bytes, received_at: datetime, notes: Notes) -> datetime | None:
    """The moment in UTC, or None with a note: no date, none that can be read, or one from the future."""
    text = _COMMENT.sub(" ", value[:300].decode("ascii", "ignore")).strip()
    if not text:
        notes.problem(ProblemKind.DATE_MISSING)
        return None
    moment = _moment(text)
    if moment is None or moment < _OLDEST:
        notes.problem(ProblemKind.DATE_UNREADABLE, text)
        return None
    if moment > received_at + _AHEAD:
        notes.problem(ProblemKind.DATE_IN_FUTURE, text)
        return None
    return moment


def _moment(text: str) -> datetime | None:
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return _iso(text)
        offset = parts[9] or 0
        if abs(offset) > _FARTHEST_ZONE:
            offset = 0
        year, month, day, hour, minute, second = parts[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) - timedelta(seconds=offset)
    except (ValueError, OverflowError, IndexError, TypeError):
        return _iso(text)


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
