"""The mask of business hours: general, weeks, exceptions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.escalations.domain.replay_content import (
    calendar_content,
    new_calendar_content,
    with_exceptions,
    with_general,
    with_week,
)
from kontor.escalations.enums import ReplayKind
from kontor.org.middleware import DeskRequest
from kontor.sla.domain.calendars import (
    change_calendar,
    create_calendar,
    remove_exceptions,
    remove_week,
    save_exceptions,
    save_week,
)
from kontor.sla.domain.times import write_times
from kontor.sla.domain.usage import uses_of
from kontor.sla.models import BusinessCalendar
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.hours.access import READ, WRITE, get_calendar
from kontor.supervisor.hours.forms import HOURS_MASK, NEW, DatedWeekForm, ExceptionForm, NewHoursForm, WeekForm
from kontor.supervisor.replays.beginning import begin, is_asked_for
from kontor.supervisor.saving import saves
from kontor.supervisor.uses import with_addresses
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/hours/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:hours:new")
    mask = open_mask(HOURS_MASK, request, BusinessCalendar(), "general", url=lambda _key: here)
    form = cast(NewHoursForm, mask.form)
    if mask.is_posted and form.is_valid():
        if is_asked_for(request):
            content = new_calendar_content(**form.general, **form.values)
            return begin(request, ReplayKind.CALENDAR, form.cleaned_data["tenant"], None, content)
        made: list[BusinessCalendar] = []
        tenant, values = form.cleaned_data["tenant"], {**form.general, **form.values}
        if saves(form, lambda: made.append(create_calendar(tenant, **values, by=request.user))):
            message(request, _("The business hours “%(name)s” are created.") % {"name": made[0].name})
            return redirect(request, reverse("supervisor:hours:year", args=[made[0].pk]))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, calendar_id: int) -> HttpResponse:
    calendar = _calendar(request, calendar_id)
    mask = open_hours(request, calendar, "general")
    return _answer(
        request,
        mask,
        lambda values: change_calendar(calendar, **values, version=mask.version, by=request.user),
        lambda values: with_general(calendar_content(calendar), **values),
    )


@require_http_methods(["GET", "POST"])
def weeks(request: DeskRequest, calendar_id: int) -> HttpResponse:
    """``?week=`` names the day from which the week holds, or "new"; without it the first week."""
    calendar = _calendar(request, calendar_id)
    asked = request.GET.get("week", "")
    mask = open_hours(request, calendar, "weeks", week=asked)
    form = cast(WeekForm, mask.form)

    def save(values: dict[str, Any]) -> BusinessCalendar:
        valid_from = values["valid_from"] if isinstance(form, DatedWeekForm) else _day(asked)
        return save_week(calendar, valid_from, version=mask.version, by=request.user, **form.values)

    def tried(values: dict[str, Any]) -> dict[str, Any]:
        valid_from = values["valid_from"] if isinstance(form, DatedWeekForm) else _day(asked)
        return with_week(calendar_content(calendar), valid_from, form.values)

    def then(values: dict[str, Any]) -> str:
        if not isinstance(form, DatedWeekForm):
            return mask.url
        return _url(calendar, "weeks", week=values["valid_from"].isoformat())

    rows = [_week_link(calendar, week.valid_from, asked) for week in calendar.versions.all()]
    context = {"weeks": rows, "asked": asked, "is_new": asked == NEW, "new_week_url": _url(calendar, "weeks", week=NEW)}
    return _answer(request, mask, save, tried, context, then)


@require_POST
def remove_week_view(request: DeskRequest, calendar_id: int) -> HttpResponse:
    calendar = get_calendar(request, calendar_id, may=WRITE)
    day = _day(request.POST.get("week", ""))
    if day:
        remove_week(calendar, day, version=_version(request), by=request.user)
        message(request, _("The week from %(day)s on is removed.") % {"day": date_format(day)})
    return redirect(request, _url(calendar, "weeks"))


@require_http_methods(["GET", "POST"])
def exceptions(request: DeskRequest, calendar_id: int) -> HttpResponse:
    """``?day=`` fills the form with the exception of that day."""
    calendar = _calendar(request, calendar_id)
    mask = open_hours(request, calendar, "exceptions")
    form = cast(ExceptionForm, mask.form)

    def save(values: dict[str, Any]) -> BusinessCalendar:
        return save_exceptions(
            calendar,
            form.days,
            name=values["name"],
            hours=values["hours"],
            version=mask.version,
            by=request.user,
        )

    def tried(values: dict[str, Any]) -> dict[str, Any]:
        return with_exceptions(calendar_content(calendar), form.days, values["hours"])

    rows = [
        {"row": row, "hours": write_times(row.hours), "url": _url(calendar, "exceptions", day=row.day.isoformat())}
        for row in calendar.exceptions.all()
    ]
    return _answer(request, mask, save, tried, {"exceptions": rows})


@require_POST
def remove_exceptions_view(request: DeskRequest, calendar_id: int) -> HttpResponse:
    calendar = get_calendar(request, calendar_id, may=WRITE)
    days = [day for text in request.POST.getlist("day") if (day := _day(text))]
    if days:
        remove_exceptions(calendar, days, version=_version(request), by=request.user)
        message(request, _("Removed: %(days)s.") % {"days": ", ".join(date_format(day) for day in days)})
    return redirect(request, _url(calendar, "exceptions"))


def open_hours(request: DeskRequest, calendar: BusinessCalendar, tab: str, **query: str) -> Mask:
    return open_mask(
        HOURS_MASK,
        request,
        calendar,
        tab,
        url=lambda key: _url(calendar, key, **(query if key == tab else {})),
    )


def shared(request: DeskRequest, calendar: BusinessCalendar) -> dict[str, Any]:
    """What every tab shows beside its form."""
    return {
        "mask_colour": calendar.tenant.colour,
        "may_write": request.access.may(WRITE, tenant_id=calendar.tenant_id),
        "uses": with_addresses(uses_of(calendar)),
        "history_url": history_url(request, calendar),
    }


def _calendar(request: DeskRequest, calendar_id: int) -> BusinessCalendar:
    return get_calendar(request, calendar_id, may=WRITE if request.method == "POST" else READ)


def _answer(
    request: DeskRequest,
    mask: Mask,
    save: Callable[[dict[str, Any]], BusinessCalendar],
    tried: Callable[[dict[str, Any]], dict[str, Any]],
    context: dict[str, Any] | None = None,
    then: Callable[[dict[str, Any]], str] = lambda _values: "",
) -> HttpResponse:
    calendar: BusinessCalendar = mask.thing
    context = {**shared(request, calendar), **(context or {})}
    form = cast(Any, mask.form)
    if mask.is_posted and form.is_valid():
        if is_asked_for(request):
            return begin(request, ReplayKind.CALENDAR, calendar.tenant, calendar.pk, tried(form.cleaned_data))
        if conflict := mask.conflict(calendar.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        if saves(form, lambda: save(form.cleaned_data)):
            return mask.saved(request, url=then(form.cleaned_data))
    return mask.answer(request, TEMPLATE, context)


def _url(calendar: BusinessCalendar, tab: str, **query: str) -> str:
    name = "edit" if tab == "general" else tab
    asked = urlencode({key: value for key, value in query.items() if value})
    return reverse(f"supervisor:hours:{name}", args=[calendar.pk]) + (f"?{asked}" if asked else "")


def _week_link(calendar: BusinessCalendar, valid_from: date | None, asked: str) -> dict[str, Any]:
    day = valid_from.isoformat() if valid_from else ""
    return {"valid_from": valid_from, "url": _url(calendar, "weeks", week=day), "current": day == asked}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _version(request: DeskRequest) -> int:
    posted = request.POST.get("version", "")
    return int(posted) if posted.isdecimal() and len(posted) < 10 else 0
