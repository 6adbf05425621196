"""Business hours as values that one can compute with, kept in the process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from threading import Lock
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from kontor.sla.domain.public_holidays import PublicHoliday, public_holidays
from kontor.sla.domain.times import hours_of
from kontor.sla.domain.worktime import Calendar, Hours, Week
from kontor.sla.domain.worktime.hours import DAY
from kontor.sla.domain.worktime.timeline import FIRST_YEAR, LAST_YEAR
from kontor.sla.domain.worktime.written import WEEKDAYS
from kontor.sla.models import BusinessCalendar, CalendarVersion

MOST_KEPT = 512
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)

_Key = tuple[int, int, datetime]
_kept: OrderedDict[_Key, Calendar] = OrderedDict()
_lock = Lock()


def compiled(calendar_id: int) -> Calendar:
    """The business hours with this id as they are now, deleted ones too: one statement when they are kept."""
    return compiled_many([calendar_id])[calendar_id]


def compiled_many(calendar_ids: Iterable[int]) -> dict[int, Calendar]:
    """Those of the ids that are in the scope: one statement, and two more when some are not kept yet."""
    rows = list(BusinessCalendar.objects.filter(pk__in=set(calendar_ids)))
    found = {row.pk: kept for row in rows if (kept := _kept.get(_key(row)))}
    missing = [row for row in rows if row.pk not in found]
    found |= {row.pk: calendar for row, calendar in zip(missing, compile_rows(missing), strict=True)}
    _keep({_key(row): found[row.pk] for row in rows})
    return found


def compile_rows(rows: Sequence[BusinessCalendar]) -> list[Calendar]:
    """Computed anew, from what the database has."""
    prefetch_related_objects(rows, "versions", "exceptions")
    return [
        compile_calendar(
            row.time_zone,
            list(row.versions.all()),
            {each.day: each.hours for each in row.exceptions.all()},
        )
        for row in rows
    ]


def compile_calendar(
    time_zone: str, versions: Sequence[CalendarVersion], exceptions: dict[date, list[list[str]]]
) -> Calendar:
    """From weeks in the order of their first days, saved or not; exceptions go before holidays and weeks."""
    if not versions:
        return always_open(ZoneInfo(time_zone))
    days: dict[date, list[Hours]] = {holiday.day: [] for holiday in closed_holidays(versions, YEARS)}
    days |= {day: hours_of(times) for day, times in exceptions.items()}
    first, *later = versions
    return Calendar.of(
        ZoneInfo(time_zone),
        _week(first),
        days,
        later={version.valid_from: _week(version) for version in later if version.valid_from},
    )


def closed_holidays(versions: Sequence[CalendarVersion], years: Iterable[int]) -> Iterator[PublicHoliday]:
    """The holidays on which nobody works, by the week that is in force on them."""
    years = list(years)
    ends = [version.valid_from for version in versions[1:]] + [date.max]
    for version, end in zip(versions, ends, strict=True):
        begin = version.valid_from or date.min
        for holiday in holidays_of(version, years):
            if begin <= holiday.day < (end or date.max) and not is_worked(holiday, version.holidays_worked):
                yield holiday


def holidays_of(version: CalendarVersion, years: Iterable[int]) -> tuple[PublicHoliday, ...]:
    """The holidays of its country or state, whether they are worked or not; none when it names no country."""
    if not version.country:
        return ()
    return public_holidays(version.country, version.subdivision or None, years, catholic=version.catholic)


def is_worked(holiday: PublicHoliday, worked: Sequence[str]) -> bool:
    """Two holidays that fall on one day are worked when both are."""
    return all(name in worked for name in holiday.german.split("; "))


@lru_cache(maxsize=MOST_KEPT)
def always_open(zone: ZoneInfo) -> Calendar:
    """Round the clock."""
    return Calendar.of(zone, {weekday: [Hours(0, DAY)] for weekday in range(7)})


def _week(version: CalendarVersion) -> Week:
    return {WEEKDAYS.index(day): hours_of(times) for day, times in version.week.items()}


def _key(row: BusinessCalendar) -> _Key:
    """With the moment of the change: a version that was rolled back may come again with other content."""
    return row.pk, row.version, row.changed_at


def _keep(calendars: dict[_Key, Calendar]) -> None:
    with _lock:
        for key, calendar in calendars.items():
            _kept[key] = calendar
            _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
