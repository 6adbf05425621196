"""The telephone system's mask: creating one, and saving tab by tab."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.calls.domain.connection_tests import shown_test
from kontor.calls.domain.held import held_calls, number_of
from kontor.calls.domain.phone_systems import change_system, create_system, served_tenants, uses_of
from kontor.calls.domain.posted import refused_events, sentence
from kontor.calls.models import HeldCall, PhoneSystem
from kontor.kernel.telephone import written
from kontor.org.middleware import DeskRequest
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.calls.access import call_for
from kontor.supervisor.phone_systems.access import READ, WRITE, get_system, need_calls
from kontor.supervisor.phone_systems.state import link_of, state_of
from kontor.supervisor.phone_systems.tabs import PHONE_SYSTEM_MASK
from kontor.supervisor.saving import saves
from kontor.supervisor.uses import with_addresses
from kontor.ui.htmx import fragment, wants_fragment
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/phone_systems/edit.html"
REFUSED = 20
"""So many of the last events that were not believed are shown."""
HELD = 200
"""So many of the newest held calls, likewise."""


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_calls(request, WRITE)
    here = reverse("supervisor:phone-systems:new")
    mask = open_mask(PHONE_SYSTEM_MASK, request, PhoneSystem(), "general", url=lambda _key: here)
    form = cast(Any, mask.form)
    if mask.is_posted and form.is_valid():
        made: list[PhoneSystem] = []
        if saves(form, lambda: made.append(create_system(**form.values, by=request.user))):
            said = _("“%(name)s” is created. Now enter how it is connected.") % {"name": made[0].name}
            return mask.saved(request, said, url=tab_url(made[0], "connection"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, system_id: int, tab: str = "general") -> HttpResponse:
    system = get_system(request, system_id, may=WRITE if request.method == "POST" else READ)
    mask = open_system(request, system, tab)
    if mask.is_posted and mask.form is None:
        return HttpResponseNotAllowed(["GET"])
    if tab == "state" and wants_fragment(request):
        return fragment(request, "supervisor/phone_systems/_line_state.html", context_of(request, mask))
    form = cast(Any, mask.form)
    if not mask.is_posted or not form.is_valid():
        return answer(request, mask)
    if conflict := mask.conflict(system.version):
        return mask.answer(request, TEMPLATE, context_of(request, mask), conflict=conflict)
    if not saves(form, lambda: change_system(system, version=mask.version, by=request.user, **form.values)):
        return answer(request, mask)
    return mask.saved(request)


def open_system(request: DeskRequest, system: PhoneSystem, tab: str, *, query: str = "") -> Mask:
    return open_mask(
        PHONE_SYSTEM_MASK,
        request,
        system,
        tab,
        url=lambda key: tab_url(system, key) + (query if key == tab else ""),
    )


def answer(request: DeskRequest, mask: Mask, **context: Any) -> HttpResponse:
    """The mask with what every tab shows beside its form."""
    return mask.answer(request, TEMPLATE, {**context_of(request, mask), **context})


def context_of(request: DeskRequest, mask: Mask) -> dict[str, Any]:
    system: PhoneSystem = mask.thing
    context: dict[str, Any] = {
        "system": system,
        "may_write": request.access.may(WRITE, tenant_id=0),
        "state": state_of(system),
        "link": link_of(system),
        "served": served_tenants(system),
        "uses": with_addresses(uses_of(system)),
        "history_url": history_url(request, system),
    }
    if mask.tab.key == "connection":
        context["test"] = shown_test(system)
    if mask.tab.key == "held":
        context["held"] = [_held(call) for call in held_calls(system)[:HELD]]
        context["may_call"] = bool(call_for(request))
    if mask.tab.key == "state":
        rows = refused_events(system)[:REFUSED]
        context["refused"] = [(row, sentence(row.kind, row.values)) for row in rows]
    return context


def _held(call: HeldCall) -> tuple[HeldCall, str, str, str]:
    """A held call, at which number it is called back, and its two numbers as people write them."""
    country = call.system.country
    return call, number_of(call), written(call.caller, country), written(call.dialled, country)


def tab_url(system: PhoneSystem, tab: str) -> str:
    if tab == "general":
        return reverse("supervisor:phone-systems:edit", args=[system.pk])
    return reverse("supervisor:phone-systems:tab", args=[system.pk, tab])
