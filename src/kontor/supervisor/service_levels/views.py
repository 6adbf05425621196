"""The mask of a service level."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.escalations.domain.replay_content import level_content
from kontor.escalations.enums import ReplayKind
from kontor.org.middleware import DeskRequest
from kontor.sla.domain.service_levels import change_service_level, create_service_level
from kontor.sla.domain.usage import uses_of
from kontor.sla.models import ServiceLevel
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.replays.beginning import begin, is_asked_for
from kontor.supervisor.saving import saves
from kontor.supervisor.service_levels.access import READ, WRITE, get_level
from kontor.supervisor.service_levels.forms import LEVEL_MASK, LevelForm
from kontor.supervisor.uses import with_addresses
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/service_levels/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:service_levels:new")
    mask = open_mask(LEVEL_MASK, request, ServiceLevel(), "general", url=lambda _key: here)
    form = cast(LevelForm, mask.form)
    if mask.is_posted and form.is_valid():
        if is_asked_for(request):
            return begin(request, ReplayKind.SERVICE_LEVEL, form.cleaned_data["tenant"], None, _tried(form))
        made: list[ServiceLevel] = []
        if saves(form, lambda: made.append(create_service_level(**form.cleaned_data, by=request.user))):
            message(request, _("The service level “%(name)s” is created.") % {"name": made[0].name})
            return redirect(request, reverse("supervisor:service_levels:edit", args=[made[0].pk]))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, level_id: int) -> HttpResponse:
    level = get_level(request, level_id, may=WRITE if request.method == "POST" else READ)
    here = reverse("supervisor:service_levels:edit", args=[level.pk])
    mask = open_mask(LEVEL_MASK, request, level, "general", url=lambda _key: here)
    form = cast(LevelForm, mask.form)
    context = {
        "may_write": request.access.may(WRITE, tenant_id=level.tenant_id),
        "mask_colour": level.tenant.colour,
        "uses": with_addresses(uses_of(level)),
        "history_url": history_url(request, level),
    }
    if mask.is_posted and form.is_valid():
        if is_asked_for(request):
            return begin(request, ReplayKind.SERVICE_LEVEL, level.tenant, level.pk, _tried(form))
        if conflict := mask.conflict(level.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        values = form.cleaned_data
        if saves(form, lambda: change_service_level(level, **values, version=mask.version, by=request.user)):
            return mask.saved(request, _("The service level “%(name)s” is saved.") % {"name": values["name"]})
    return mask.answer(request, TEMPLATE, context)


def _tried(form: LevelForm) -> dict[str, Any]:
    return level_content(**form.cleaned_data)
