"""From an address to one of the person's own calls."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse

from kontor.calls.domain.living import Presence, call_of
from kontor.calls.models import Call
from kontor.desk.phone.switch import is_on
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import redirect, wants_fragment

REFRESH = "phone:refresh"
"""The event that makes the panel fetch what has changed (``behaviours/phone.js``)."""


def get_presence(request: DeskRequest, call_id: int) -> Presence:
    """404 for calls of others, those that are over, and while integration is off; 403 without the right."""
    presence = call_of(request.user, call_id) if is_on(request) else None
    if presence is None:
        raise Http404
    if not request.access.may("calls.place", tenant_id=presence.call.tenant_id):
        raise PermissionDenied
    return presence


def get_call(request: DeskRequest, call_id: int) -> Call:
    return get_presence(request, call_id).call


def panel_changed(request: DeskRequest) -> HttpResponse:
    """The panel fetches what is new, and a dialog closes; without scripts the page of the phone."""
    if not wants_fragment(request):
        return redirect(request, reverse("desk:phone:dial"))
    return HttpResponse(headers={"HX-Trigger": REFRESH})
