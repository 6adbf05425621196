"""The list of business hours, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.sla.domain.calendars import copy_calendar, delete_calendars, restore_calendar
from kontor.sla.domain.queries import calendars_in_scope
from kontor.sla.models import BusinessCalendar
from kontor.supervisor.columns import CHANGED_AT, name_column, tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.hours.access import READ, WRITE, get_calendars
from kontor.supervisor.lists import deleted_context, deleted_list, living_context
from kontor.supervisor.uses import answer_deletion
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Column, Listing, Text, selected

LIST = "supervisor:hours:list"
TEMPLATE = "supervisor/hours/list.html"
NAME = name_column()
TENANT = tenant_column(READ)
HOURS = Listing(
    "hours",
    _("Business hours"),
    columns=(
        NAME,
        TENANT,
        Column("time_zone", _("Time zone"), sort="time_zone", filter=Text()),
        Column("description", _("Description"), filter=Text(), wide=True),
        CHANGED_AT,
    ),
    default_sort=("name", "tenant"),
    link="supervisor:hours:edit",
    colour=lambda calendar: int(calendar.tenant.colour),
    actions=(
        Action(_("Copy"), "supervisor:hours:copy", icon="plus", permission=WRITE),
        Action(
            _("Delete"),
            "supervisor:hours:delete",
            deed="hours",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen business hours? They can be restored."),
        ),
    ),
)
DELETED = deleted_list("hours", _("Deleted business hours"), NAME, TENANT, write=WRITE)


@require_GET
def hours(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    title, text = _("No business hours yet"), _("Without business hours the time of promises runs round the clock.")
    context = living_context(request, "hours", WRITE, title=title, text=text)
    rows = calendars_in_scope().filter(tenant__in=tenants_for(request.access, READ))
    return HOURS.answer(request, rows, TEMPLATE, context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    rows = calendars_in_scope(deleted=True).filter(tenant__in=tenants_for(request.access, WRITE))
    context = deleted_context(_("No deleted business hours"))
    return DELETED.answer(request, rows, TEMPLATE, context)


@require_POST
def copy(request: DeskRequest) -> HttpResponse:
    copies = [
        copy_calendar(calendar, by=request.user) for calendar in get_calendars(request, selected(request), may=WRITE)
    ]
    message(request, _("Copied: %(names)s.") % {"names": _names(copies)})
    return redirect(request, reverse(LIST))


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_calendars(request, selected(request), may=WRITE)
    names = _names(chosen)
    return answer_deletion(
        request,
        lambda: delete_calendars(chosen, by=request.user),
        lambda _count: _("Deleted: %(names)s.") % {"names": names},
        back=LIST,
    )


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_calendars(request, selected(request), may=WRITE, deleted=True)
    for calendar in chosen:
        restore_calendar(calendar, by=request.user)
    message(request, _("Restored: %(names)s.") % {"names": _names(chosen)})
    return redirect(request, reverse(LIST))


def _names(calendars: Sequence[BusinessCalendar]) -> str:
    return ", ".join(each.name for each in calendars)
