"""The date of a mail; no moment when it cannot be trusted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing.notes import Notes

_COMMENT = re.compile(r"\([^()]*\)")
_BLANK_BEFORE_COMMA = re.compile(r"\s+,")
_DOT_BEHIND_WORD = re.compile(r"(?<=\w)\.(?=[\s,])")  # lun., 23. nov.
_MONTHS = dict(zip("jan feb mar apr may jun jul aug sep oct nov dec".split(), range(1, 13), strict=True))
_USUAL = re.compile(
    rf"(?:[a-z]{{3}}, )?(\d\d?) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d\d):(\d\d)(?::(\d\d))?"
    r" ([+-])(\d\d)(\d\d)(?: \([a-z ]+\))?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?<=[\d\s])(?:GMT|UTC|UT)?\s?([+-])(\d\d):?(\d\d)(?!\d)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d")
_HALF_DAY = re.compile(r"(\d)\s*([ap])\.?m\b\.?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,10}")
# Months as some programs write them in their user's language, and zones that Python does not know.
_WORDS = {
    "januar": "Jan", "janv": "Jan", "ene": "Jan", "gen": "Jan", "februar": "Feb", "févr": "Feb", "fév": "Feb",
    "mär": "Mar", "märz": "Mar", "mrz": "Mar", "mars": "Mar", "mrt": "Mar", "avr": "Apr", "abr": "Apr", "mai": "May",
    "mei": "May", "mag": "May", "juni": "Jun", "juin": "Jun", "giu": "Jun", "juli": "Jul", "juil": "Jul", "lug": "Jul",
    "août": "Aug", "ago": "Aug", "sept": "Sep", "set": "Sep", "okt": "Oct", "oktober": "Oct", "ott": "Oct",
    "déc": "Dec", "dez": "Dec", "dezember": "Dec", "dic": "Dec",
    "cet": "+0100", "mez": "+0100", "cest": "+0200", "mesz": "+0200", "met": "+0100", "mest": "+0200", "bst": "+0100",
    "eet": "+0200", "eest": "+0300", "msk": "+0300", "jst": "+0900", "kst": "+0900", "hkt": "+0800", "sgt": "+0800",
    "aest": "+1000", "aedt": "+1100",
}  # fmt: skip
_AHEAD = timedelta(days=1)
_OLDEST = datetime(1982, 1, 1, tzinfo=UTC)
_FARTHEST_ZONE = timedelta(hours=23, minutes=59).total_seconds()


def read_date(value: bytes, received_at: datetime, notes: Notes) -> tuple[datetime | None, datetime | None]:
    """The moment in UTC, and the date as written in its own zone.

    The moment is None with a note when there is no date, none that can be read, or one from the future.
    """
    text = value[:300].decode("utf-8", "ignore").strip()
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
    if usual := _USUAL.fullmatch(text):
        return _from_usual(usual)
    text = without_comments(text).strip()
    if written := _iso(text):
        return written
    text, is_afternoon = _usual(text), _HALF_DAY.search(text)
    try:
        parts = parsedate_tz(_HALF_DAY.sub(r"\1 ", text))
        if parts is None:
            return None
        offset = parts[9] or 0
        if abs(offset) > _FARTHEST_ZONE:
            offset = 0
        year, month, day, hour, minute, second = parts[:6]
        year += 1900 if 70 <= year < 1000 else 0  # three digits, as RFC 5322 4.3 says
        if is_afternoon and 1 <= hour <= 12:
            hour = hour % 12 + (12 if is_afternoon[2].lower() == "p" else 0)
        zone = timezone(timedelta(seconds=offset))
        written = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        written.astimezone(UTC)
        return written
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _from_usual(found: re.Match[str]) -> datetime | None:
    """Nearly all dates are of this form."""
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        written = datetime(
            int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), min(int(second or 0), 59),
            tzinfo=_zone(sign, int(hours), int(minutes)),
        )  # fmt: skip
        written.astimezone(UTC)
        return written
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=128)
def _zone(sign: str, hours: int, minutes: int) -> timezone:
    offset = timedelta(hours=hours, minutes=minutes)
    if offset.total_seconds() > _FARTHEST_ZONE:
        return UTC
    return timezone(-offset if sign == "-" else offset)


def _usual(text: str) -> str:
    """The date with the names and zones of RFC 5322 in place of what some programs write."""
    text = _DOT_BEHIND_WORD.sub("", _BLANK_BEFORE_COMMA.sub(",", text)).strip()
    text = _OFFSET.sub(r" \1\2\3", text)
    return _WORD.sub(lambda found: _WORDS.get(found[0].lower(), found[0]), text)


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if _ISO.match(text) else None
        if moment is None:
            return None
        moment = moment.replace(tzinfo=moment.tzinfo or UTC)
        moment.astimezone(UTC)
        return moment
    except (ValueError, OverflowError):
        return None


def without_comments(text: str) -> str:
    """The text without what stands in parentheses, up to three levels of them."""
    for _ in range(3):
        if "(" not in text:
            break
        text = _COMMENT.sub(" ", text)
    return text
