"""Questions of support, "when would this have been due", and their answers as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from kontor.sla.domain.worktime.calendars import Calendar
from kontor.sla.domain.worktime.computing import (
    Due,
    Interval,
    Pause,
    Why,
    due_with_intervals,
    worked_between,
    worked_intervals,
)
from kontor.sla.domain.worktime.timeline import FIRST_YEAR, LAST_YEAR
from kontor.sla.domain.worktime.written import (
    BadInput,
    read_calendar,
    read_list,
    read_moment,
    read_object,
    read_pauses,
    read_text,
)

REASONS = {
    Why.NEVER_OPENS: "The calendar never opens.",
    Why.TOO_FEW_OPENINGS: "The calendar is not open long enough after the start.",
    Why.TOO_FAR: f"The target is not worked by the end of the year {LAST_YEAR}.",
}
KNOWN = {
    "file": {"calendars", "cases"},
    "calendar": {"timezone", "week", "exceptions"},
    "case": {"id", "calendar", "start", "minutes", "until", "pauses"},
}
_FIRST, _END = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)

Answer = dict[str, object]


@dataclass(frozen=True)
class Case:
    """When is the target worked; or, if there is none, how much is worked until then."""

    id: str
    calendar: Calendar
    start: datetime
    target: timedelta | None
    until: datetime
    pauses: list[Pause]


@dataclass(frozen=True)
class Questions:
    """The cases in their order, and sentences about what was read over."""

    cases: list[Case]
    remarks: list[str]


def read_questions(text: str) -> Questions:
    """``{"calendars": {NAME: CALENDAR, …}, "cases": [CASE, …]}``; BadInput at the first thing that is wrong."""
    fields = read_object(_parsed(text), "The file")
    written_calendars = read_object(fields.get("calendars"), "The file, “calendars”")
    written_cases = read_list(fields.get("cases"), "The file, “cases”")
    calendars = {name: read_calendar(value, f"Calendar “{name}”") for name, value in written_calendars.items()}
    cases = [_case(value, f"Case number {number}", calendars) for number, value in enumerate(written_cases, start=1)]
    _refuse_twice(cases)
    remarks = list(_unknown(fields, KNOWN["file"], "The file"))
    for name, value in written_calendars.items():
        remarks += _unknown(value, KNOWN["calendar"], f"Calendar “{name}”")
    for case, value in zip(cases, written_cases, strict=True):
        remarks += _unknown(value, KNOWN["case"], f"Case “{case.id}”")
    return Questions(cases, remarks)


def answer(case: Case) -> Answer:
    """Due with the intervals that add up to it, null with a reason, or minutes with their intervals."""
    if case.target is None:
        worked = worked_between(case.start, case.until, case.calendar, case.pauses)
        intervals = worked_intervals(case.start, case.until, case.calendar, case.pauses)
        return {"minutes": _number(worked / _MINUTE), "intervals": _written(intervals)}
    due, intervals = due_with_intervals(case.start, case.target, case.calendar, case.pauses)
    if isinstance(due, Due):
        return {"due": due.at.isoformat(), "intervals": _written(intervals)}
    return {"due": None, "reason": REASONS[due.why], "intervals": []}


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_no_name_twice, parse_constant=_no_number)
    except BadInput:
        raise
    except (ValueError, RecursionError) as error:
        raise BadInput(f"The file is no JSON: {error}.") from None


def _no_name_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _value in pairs]
        raise BadInput(f"The file names “{next(name for name in names if names.count(name) > 1)}” twice in one object.")
    return fields


def _no_number(name: str) -> NoReturn:
    raise BadInput(f"The file is no JSON: {name} is no number.")


def _case(written: object, where: str, calendars: dict[str, Calendar]) -> Case:
    fields = read_object(written, where)
    case_id = _id(fields.get("id"), f"{where}, “id”")
    where = f"Case “{case_id}”"
    start = _known(read_moment(fields.get("start"), f"{where}, “start”"), f"{where}, “start”")
    minutes, until = fields.get("minutes"), fields.get("until")
    if (minutes is None) == (until is None):
        raise BadInput(f"{where}: exactly one of “minutes” and “until” is wanted.")
    return Case(
        case_id,
        _calendar(fields.get("calendar"), f"{where}, “calendar”", calendars),
        start,
        None if minutes is None else _target(minutes, f"{where}, “minutes”"),
        start if until is None else _until(until, start, f"{where}, “until”"),
        read_pauses([] if fields.get("pauses") is None else fields["pauses"], f"{where}, “pauses”"),
    )


def _id(written: object, where: str) -> str:
    return str(written) if isinstance(written, int) and not isinstance(written, bool) else read_text(written, where)


def _calendar(written: object, where: str, calendars: dict[str, Calendar]) -> Calendar:
    name = read_text(written, where)
    if name not in calendars:
        raise BadInput(f"{where}: there is no calendar “{name}” in the file.")
    return calendars[name]


def _target(written: object, where: str) -> timedelta:
    if not isinstance(written, int | float) or isinstance(written, bool) or not math.isfinite(written):
        raise BadInput(f"{where}: “{written}” is not a number.")
    if written < 0:
        raise BadInput(f"{where}: {written} is negative.")
    try:
        return timedelta(minutes=written)
    except OverflowError:
        raise BadInput(f"{where}: {written} is too large.") from None


def _until(written: object, start: datetime, where: str) -> datetime:
    until = _known(read_moment(written, where), where)
    if until < start:
        raise BadInput(f"{where}: {written} lies before the start.")
    return until


def _known(moment: datetime, where: str) -> datetime:
    if not _FIRST <= moment < _END:
        raise BadInput(f"{where}: only the years from {FIRST_YEAR} to {LAST_YEAR} are known.")
    return moment


def _refuse_twice(cases: Iterable[Case]) -> None:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise BadInput(f"Case “{case.id}”, “id”: another case has the same.")
        seen.add(case.id)


def _unknown(written: object, known: set[str], where: str) -> Iterator[str]:
    for name in read_object(written, where):
        if name not in known:
            yield f"{where}: “{name}” is not known and was read over."


def _number(minutes: float) -> int | float:
    return int(minutes) if minutes.is_integer() else minutes


def _written(intervals: Iterable[Interval]) -> list[list[str]]:
    return [[interval.begin.isoformat(), interval.end.isoformat()] for interval in intervals]
