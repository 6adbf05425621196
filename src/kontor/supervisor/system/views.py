"""The settings of the whole installation, package by package."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kontor.org.middleware import DeskRequest
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.doors import need
from kontor.supervisor.preference_form import PreferenceForm
from kontor.supervisor.saving import saves
from kontor.supervisor.system.tabs import SYSTEM_MASK, first_tab
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/system/edit.html"


@require_http_methods(["GET", "POST"])
def settings(request: DeskRequest, tab: str = "") -> HttpResponse:
    need(request, "settings.write" if request.method == "POST" else "settings.read", tenant_id=0)
    values = system_values()
    mask = open_mask(SYSTEM_MASK, request, values, tab or first_tab(), url=_url)
    context = {
        "may_write": request.access.may("settings.write", tenant_id=0),
        "history_url": history_url(request, values),
    }
    form = mask.form
    if mask.is_posted and isinstance(form, PreferenceForm) and form.is_valid():
        if conflict := mask.conflict(values.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        if saves(form, lambda: change_system_values(form.values, version=mask.version, by=request.user)):
            return mask.saved(request)
    return mask.answer(request, TEMPLATE, context)


def _url(tab: str) -> str:
    if tab == first_tab():
        return reverse("supervisor:system:settings")
    return reverse("supervisor:system:tab", args=[tab])
