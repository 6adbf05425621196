"""Calendars and moments as they are written in JSON. What is wrong is said in a sentence that names the place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kontor.sla.domain.worktime.calendars import Calendar
from kontor.sla.domain.worktime.computing import Pause
from kontor.sla.domain.worktime.hours import Hours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BadInput(ValueError):
    """Carries a whole sentence."""


def read_calendar(written: object, where: str) -> Calendar:
    """``{"timezone": NAME, "week": {"mon": [["08:00", "12:00"], …], …}, "exceptions": {"2026-12-25": [], …}}``."""
    fields = read_object(written, where)
    week = read_object(fields.get("week"), f"{where}, “week”")
    exceptions = read_object({} if fields.get("exceptions") is None else fields["exceptions"], f"{where}, “exceptions”")
    return Calendar.of(
        _zone(fields.get("timezone"), f"{where}, “timezone”"),
        {_weekday(day, f"{where}, “week”"): _hours(times, f"{where}, “{day}”") for day, times in week.items()},
        {_date(day, f"{where}, “exceptions”"): _hours(times, f"{where}, “{day}”") for day, times in exceptions.items()},
    )


def read_moment(written: object, where: str) -> datetime:
    """A moment in ISO 8601 with its offset from UTC."""
    try:
        moment = datetime.fromisoformat(read_text(written, where))
    except BadInput:
        raise
    except ValueError:
        raise BadInput(f"{where}: “{written}” is no date with time in ISO 8601.") from None
    if moment.utcoffset() is None:
        raise BadInput(f"{where}: “{written}” has no offset from UTC, such as Z or +01:00.")
    return moment


def read_pauses(written: object, where: str) -> list[Pause]:
    """``[[FROM, TO], …]``; they may overlap, but none ends before it begins."""
    pauses = []
    for begin, end in _pairs(written, where):
        pause = read_moment(begin, where), read_moment(end, where)
        if pause[1] < pause[0]:
            raise BadInput(f"{where}: the pause from {begin} ends before it begins, at {end}.")
        pauses.append(pause)
    return pauses


def read_object(written: object, where: str) -> dict[str, object]:
    if not isinstance(written, dict):
        raise BadInput(f"{where}: {_found(written)} an object in braces is wanted.")
    return written


def read_list(written: object, where: str) -> list[object]:
    if not isinstance(written, list):
        raise BadInput(f"{where}: {_found(written)} a list in brackets is wanted.")
    return written


def read_text(written: object, where: str) -> str:
    if not isinstance(written, str):
        raise BadInput(f"{where}: {_found(written)} a text in quotation marks is wanted.")
    return written


def _found(written: object) -> str:
    return "nothing is there;" if written is None else f"{str(written)[:80]} stands there;"


def _zone(written: object, where: str) -> ZoneInfo:
    name = read_text(written, where)
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise BadInput(f"{where}: “{name}” is no time zone that is known, such as Europe/Berlin.") from None


def _weekday(written: str, where: str) -> int:
    if written not in WEEKDAYS:
        raise BadInput(f"{where}: “{written}” is none of {', '.join(WEEKDAYS)}.")
    return WEEKDAYS.index(written)


def _date(written: str, where: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        raise BadInput(f"{where}: “{written}” is no date of the form YYYY-MM-DD.")
    return day


def _hours(written: object, where: str) -> list[Hours]:
    hours = []
    for begin, end in _pairs(written, where):
        try:
            hours.append(Hours.of(read_text(begin, where), read_text(end, where)))
        except BadInput:
            raise
        except ValueError as error:
            raise BadInput(f"{where}: {error}") from None
    return hours


def _pairs(written: object, where: str) -> Iterator[tuple[object, object]]:
    for pair in read_list(written, where):
        values = read_list(pair, where)
        if len(values) != 2:
            raise BadInput(f"{where}: every interval has a begin and an end, [FROM, TO].")
        yield values[0], values[1]
