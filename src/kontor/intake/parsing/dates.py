"""The date of a mail; no moment when it cannot be trusted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing.notes import Notes

_COMMENT = re.compile(r"\([^()]*\)")
_BLANK_BEFORE_COMMA = re.compile(r"\s+,")
_AHEAD = timedelta(days=1)
_OLDEST = datetime(1982, 1, 1, tzinfo=UTC)
_FARTHEST_ZONE = timedelta(hours=23, minutes=59).total_seconds()


def read_date(value: bytes, received_at: datetime, notes: Notes) -> tuple[datetime | None, datetime | None]:
    """The moment in UTC, and the date as written in its own zone.

    The moment is None with a note when there is no date, none that can be read, or one from the future.
    """
    text = value[:300].decode("ascii", "ignore").strip()
    if not text:
        notes.problem(ProblemKind.DATE_MISSING)
        return None, None
    written = written_date(text)
    moment = written.astimezone(UTC) if written else None
    if moment is None or moment < _OLDEST:
        notes.problem(ProblemKind.DATE_UNREADABLE, text)
        return None, written
    if moment > received_at + _AHEAD:
        notes.problem(ProblemKind.DATE_IN_FUTURE, text)
        return None, written
    return moment, written


def moment_of(text: str) -> datetime | None:
    """The moment in UTC of a date in a header that is not the mail's own, or None."""
    written = written_date(text[:300].strip())
    return written.astimezone(UTC) if written else None


def written_date(text: str) -> datetime | None:
    """The date with the offset it was written with (UTC where it has none); None when it cannot be read."""
    text = _BLANK_BEFORE_COMMA.sub(",", without_comments(text)).strip()
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return _iso(text)
        offset = parts[9] or 0
        if abs(offset) > _FARTHEST_ZONE:
            offset = 0
        year, month, day, hour, minute, second = parts[:6]
        zone = timezone(timedelta(seconds=offset))
        written = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        written.astimezone(UTC)
        return written
    except (ValueError, OverflowError, IndexError, TypeError):
        return _iso(text)


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC)
        moment.astimezone(UTC)
        return moment
    except (ValueError, OverflowError):
        return None


def without_comments(text: str) -> str:
    """The text without what stands in parentheses, up to three levels of them."""
    for _ in range(3):
        text, changes = _COMMENT.subn(" ", text)
        if not changes:
            break
    return text
