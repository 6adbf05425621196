"""The alarms, deleted ones, and what is done with several at once."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.kernel import clock
from kontor.org.middleware import DeskRequest
from kontor.reports.domain.alarms import delete_alarms, listed_alarms, mute_alarm, restore_alarm, unmute_alarm
from kontor.reports.enums import Measure
from kontor.reports.models import Alarm, AlarmMute
from kontor.supervisor import cells
from kontor.supervisor.alarms.access import READ, WRITE, get_alarms
from kontor.supervisor.columns import tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.lists import deleted_context, deleted_list, living_context
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected

A_DAY = timedelta(hours=24)


def _with_mutes(rows: QuerySet[Alarm], user_id: int) -> QuerySet[Alarm]:
    mutes = AlarmMute.objects.filter(Q(until=None) | Q(until__gt=clock.now()), alarm=OuterRef("pk"), user_id=user_id)
    return rows.annotate(is_muted=Exists(mutes))


def _state(alarm: Alarm) -> str:
    if not alarm.active:
        return gettext("switched off")
    return gettext("raised") if alarm.raised_at else gettext("quiet")


NAME = Column(
    "name",
    _("Name"),
    sort="sort_key",
    filter=Text("name"),
    fixed=True,
    cell=cells.name_in_tenant,
)
MEASURE = Column(
    "measure",
    _("Figure"),
    lambda alarm: alarm.get_measure_display(),
    sort="measure",
    filter=Choice(choices=Measure.choices),
    wide=True,
)
THRESHOLD = Column("threshold", _("Threshold"), sort="threshold", figure=True, labelled=True)
TENANT = tenant_column(READ)
ALARMS = Listing(
    "alarms",
    _("Alarms"),
    columns=(
        NAME,
        MEASURE,
        THRESHOLD,
        Column("state", _("State"), _state, sort=("active", "raised_at")),
        Column("raised", _("Raised"), "raised_at", sort="raised_at", cell=cells.moment, labelled=True),
        Column(
            "muted",
            _("For you"),
            lambda alarm: gettext("muted") if alarm.is_muted else "",
            sort="is_muted",
        ),
        TENANT,
    ),
    default_sort=("name", "tenant"),
    link="supervisor:alarms:edit",
    colour=lambda alarm: int(alarm.tenant.colour),
    actions=(
        Action(_("Mute for a day"), "supervisor:alarms:mute-a-day", icon="clock", permission=READ),
        Action(_("Mute"), "supervisor:alarms:mute", icon="paused", permission=READ),
        Action(_("Unmute"), "supervisor:alarms:unmute", icon="restore", permission=READ),
        Action(
            _("Delete"),
            "supervisor:alarms:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen alarms? They can be restored."),
        ),
    ),
)
DELETED = deleted_list("alarms", _("Deleted alarms"), NAME, MEASURE, THRESHOLD, TENANT, write=WRITE)


@require_GET
def alarms(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    title, text = _("No alarm yet"), _("An alarm tells you when a figure of the board reaches its threshold.")
    context = living_context(request, "alarms", WRITE, title=title, text=text)
    rows = _with_mutes(listed_alarms(request.access.tenants_with(READ)), request.user.pk)
    return ALARMS.answer(request, rows, "supervisor/alarms/list.html", context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    rows = listed_alarms(request.access.tenants_with(WRITE), deleted=True)
    context = deleted_context(_("No deleted alarms"))
    return DELETED.answer(request, rows, "supervisor/alarms/list.html", context)


@require_POST
def mute_a_day(request: DeskRequest) -> HttpResponse:
    """The person hears nothing of the chosen alarms for a day."""
    chosen = get_alarms(request, selected(request), may=READ)
    for alarm in chosen:
        mute_alarm(alarm, request.user, until=clock.now() + A_DAY)
    return _muted(request, len(chosen))


@require_POST
def mute(request: DeskRequest) -> HttpResponse:
    """The person hears nothing of the chosen alarms until they say otherwise."""
    chosen = get_alarms(request, selected(request), may=READ)
    for alarm in chosen:
        mute_alarm(alarm, request.user, until=None)
    return _muted(request, len(chosen))


@require_POST
def unmute(request: DeskRequest) -> HttpResponse:
    chosen = get_alarms(request, selected(request), may=READ)
    for alarm in chosen:
        unmute_alarm(alarm, request.user)
    sentence = ngettext("You hear of %(count)s alarm again.", "You hear of %(count)s alarms again.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:alarms:list"))


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_alarms(request, selected(request), may=WRITE)
    delete_alarms(chosen, by=request.user)
    sentence = ngettext("%(count)s alarm is deleted.", "%(count)s alarms are deleted.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:alarms:list"))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_alarms(request, selected(request), may=WRITE, deleted=True)
    for alarm in chosen:
        restore_alarm(alarm, by=request.user)
    sentence = ngettext("%(count)s alarm is restored.", "%(count)s alarms are restored.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:alarms:list"))


def _muted(request: DeskRequest, count: int) -> HttpResponse:
    sentence = ngettext("%(count)s alarm is muted for you.", "%(count)s alarms are muted for you.", count)
    message(request, sentence % {"count": count})
    return redirect(request, reverse("supervisor:alarms:list"))
