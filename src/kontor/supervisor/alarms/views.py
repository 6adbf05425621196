"""The mask of an alarm."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.org.middleware import DeskRequest
from kontor.reports.domain.alarms import change_alarm, create_alarm
from kontor.reports.models import Alarm
from kontor.supervisor.alarms.access import WRITE, get_alarm
from kontor.supervisor.alarms.forms import ALARM_MASK, AlarmForm
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/alarms/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:alarms:new")
    mask = open_mask(ALARM_MASK, request, Alarm(), "general", url=lambda _key: here)
    form = cast(AlarmForm, mask.form)
    if mask.is_posted and form.is_valid() and saves(form, lambda: _create(request, form)):
        message(request, _("“%(name)s” is created.") % {"name": form.cleaned_data["name"]})
        return redirect(request, reverse("supervisor:alarms:list"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


def _create(request: DeskRequest, form: AlarmForm) -> None:
    tenant = form.cleaned_data["tenant"]
    need(request, WRITE, tenant_id=tenant.pk)
    create_alarm(tenant, form.values, by=request.user)


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, alarm_id: int) -> HttpResponse:
    alarm = get_alarm(request, alarm_id)
    here = reverse("supervisor:alarms:edit", args=[alarm.pk])
    mask = open_mask(ALARM_MASK, request, alarm, "general", url=lambda _key: here)
    form = cast(AlarmForm, mask.form)
    may_write = request.access.may(WRITE, tenant_id=alarm.tenant_id)
    context = {"may_write": may_write, "mask_colour": alarm.tenant.colour}
    if mask.is_posted:
        need(request, WRITE, tenant_id=alarm.tenant_id)
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(alarm.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        if saves(form, lambda: change_alarm(alarm, form.values, version=mask.version, by=request.user)):
            return mask.saved(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
    return mask.answer(request, TEMPLATE, context)
