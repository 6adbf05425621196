"""Storms: what is held back, and the decision about it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.org.middleware import DeskRequest
from kontor.outbox.domain.storms import discard, held_figures, release, storms_of
from kontor.outbox.models import Storm
from kontor.supervisor.doors import need, need_anywhere
from kontor.ui.htmx import fragment, message, redirect

SHOWN = 50
NEEDED = "deliveries.read"


@require_GET
def storms(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, NEEDED)
    rows = list(storms_of(list(request.access.tenants_with(NEEDED)))[:SHOWN])
    figures = held_figures(rows)
    lines = [{"storm": storm, "held": figures.get(storm.pk, 0)} for storm in rows]
    context = {
        "present": [line for line in lines if line["storm"].ended_at is None],  # type: ignore[attr-defined]
        "past": [line for line in lines if line["storm"].ended_at is not None],  # type: ignore[attr-defined]
    }
    return fragment(request, "supervisor/outgoing/list.html", context)


@require_POST
def release_held(request: DeskRequest, storm_id: int) -> HttpResponse:
    release(_storm(request, storm_id), by=request.user)
    message(request, _("The held mails go out now."))
    return redirect(request, reverse("supervisor:outgoing:list"))


@require_POST
def discard_held(request: DeskRequest, storm_id: int) -> HttpResponse:
    discard(_storm(request, storm_id), by=request.user)
    message(request, _("The held mails are discarded. Answers that agents wrote come back to them."))
    return redirect(request, reverse("supervisor:outgoing:list"))


def _storm(request: DeskRequest, storm_id: int) -> Storm:
    found = storms_of([tenant.id for tenant in request.tenants]).filter(pk=storm_id).first()
    if found is None:
        raise Http404
    need(request, NEEDED, tenant_id=found.tenant_id)
    return found
