"""The year of a calendar, day by day, and when something would be due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kontor.kernel import clock
from kontor.org.middleware import DeskRequest
from kontor.sla.domain.compiling import compiled
from kontor.sla.domain.effective_days import DayKind, EffectiveDay, effective_days
from kontor.sla.domain.times import write_times
from kontor.sla.domain.worktime import Due, Interval, Never, Why, due_with_intervals, worked_between
from kontor.sla.domain.worktime.timeline import FIRST_YEAR, LAST_YEAR
from kontor.sla.models import BusinessCalendar
from kontor.supervisor.durations import DurationField, written
from kontor.supervisor.hours.access import READ, get_calendar
from kontor.supervisor.hours.places import name_of
from kontor.supervisor.hours.views import TEMPLATE, open_hours, shared
from kontor.ui.moments import LOCAL, MomentField

KINDS = {
    DayKind.HOLIDAY: _("Holiday"),
    DayKind.WORKED_HOLIDAY: _("Holiday that is worked"),
    DayKind.EXCEPTION: _("Exception"),
}
FIRST, LAST = FIRST_YEAR + 1, LAST_YEAR - 1
"""The years of which every day is known, in whatever time zone."""

NEVER = {
    Why.NEVER_OPENS: _("Never: these business hours never open."),
    Why.TOO_FEW_OPENINGS: _("Never: there are not enough open hours to come."),
    Why.TOO_FAR: _("Not by the end of the year 2100."),
}


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=FIRST, max_value=LAST)


class TryForm(forms.Form):
    """To be asked in the calendar's time zone."""

    start = MomentField(label=_("Received at"))
    target = DurationField(label=_("Target"), help_text=_("Working time, such as 4:30, 8 h or 90 min."))


@dataclass(frozen=True)
class Cell:
    """A day in its month; None before the first and after the last."""

    day: EffectiveDay
    name: str
    hours: str

    @property
    def is_open(self) -> bool:
        return bool(self.day.hours)

    @property
    def kind(self) -> str:
        return str(KINDS.get(self.day.kind, ""))

    @property
    def words(self) -> str:
        """What there is to say about the day."""
        return ", ".join(part for part in (self.name or self.kind, self.hours) if part)


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Cell | None]]
    worked: str


@dataclass(frozen=True)
class Step:
    """An interval of the explanation, with what is worked until its end."""

    begin: datetime
    end: datetime
    length: str
    sum: str


@require_GET
def year(request: DeskRequest, calendar_id: int) -> HttpResponse:
    calendar = get_calendar(request, calendar_id, may=READ)
    zone = ZoneInfo(calendar.time_zone)
    now = clock.now().astimezone(zone)
    asked = YearForm(request.GET)
    shown = asked.cleaned_data["year"] if asked.is_valid() else now.year
    days = [cell_of(day) for day in effective_days(calendar, date(shown, 1, 1), date(shown, 12, 31))]
    start = {"start": now.strftime(LOCAL), "target": 8 * 60}
    form = TryForm(request.GET if "target" in request.GET else None, initial=start)
    mask = open_hours(request, calendar, "year")
    context = {
        "year": shown,
        "earlier": shown - 1 if shown > FIRST else None,
        "later": shown + 1 if shown < LAST else None,
        "months": _months(calendar, days),
        "unlike": [cell for cell in days if cell.day.kind != DayKind.WEEK],
        "try_form": form,
        "zone": zone,
        "mask_plain": True,
        **_tried(calendar, form, zone),
    }
    return mask.answer(request, TEMPLATE, {**shared(request, calendar), **context})


def cell_of(day: EffectiveDay) -> Cell:
    name = day.name or (name_of(day.holiday) if day.holiday else "")
    return Cell(day, name, write_times(day.hours) or pgettext("business hours", "closed"))


def _months(calendar: BusinessCalendar, cells: list[Cell]) -> list[Month]:
    value = compiled(calendar.pk)
    months = []
    for _number, group in groupby(cells, key=lambda cell: cell.day.day.month):
        month = list(group)
        first = month[0].day.day
        begin = datetime(first.year, first.month, 1, tzinfo=value.zone)
        last = month[-1].day.day + timedelta(days=1)
        end = datetime(last.year, last.month, 1, tzinfo=value.zone) if last.year <= LAST_YEAR else begin
        blank: list[Cell | None] = [None] * first.weekday()
        padded = [*blank, *month, *([None] * (-(len(blank) + len(month)) % 7))]
        worked = worked_between(begin, end, value)
        weeks = [padded[place : place + 7] for place in range(0, len(padded), 7)]
        months.append(Month(first, weeks, written(int(worked.total_seconds() // 60))))
    return months


def _tried(calendar: BusinessCalendar, form: TryForm, zone: ZoneInfo) -> dict[str, Any]:
    with timezone.override(zone):
        if not form.is_valid():
            return {}
    start = form.cleaned_data["start"]
    if not FIRST_YEAR < start.year < LAST_YEAR:
        form.add_error("start", gettext("This lies too far away."))
        return {}
    due, intervals = due_with_intervals(start, timedelta(minutes=form.cleaned_data["target"]), compiled(calendar.pk))
    return {"tried": True, **_said(due), "steps": _steps(intervals)}


def _said(due: Due | Never) -> dict[str, Any]:
    return {"due": due.at} if isinstance(due, Due) else {"never": NEVER[due.why]}


def _steps(intervals: tuple[Interval, ...]) -> list[Step]:
    total, steps = timedelta(0), []
    for interval in intervals:
        length = interval.end - interval.begin
        total += length
        steps.append(Step(interval.begin, interval.end, _length(length), _length(total)))
    return steps


def _length(length: timedelta) -> str:
    return written(round(length.total_seconds() / 60))
