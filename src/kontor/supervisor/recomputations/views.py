"""How far the deadlines are that are computed anew after an edit."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from kontor.org.middleware import DeskRequest
from kontor.tickets.models import Recomputation
from kontor.ui.htmx import fragment

READERS = ("service_levels.read", "tenants.read", "categories.read")
"""Whoever may see one of the places where such an edit is made."""


@require_GET
def show(request: DeskRequest, recomputation_id: int) -> HttpResponse:
    """For htmx the line alone, which asks again until it is over."""
    run = get_recomputation(request, recomputation_id)
    return fragment(request, "supervisor/recomputations/show.html", {"run": run}, partial="line")


def get_recomputation(request: DeskRequest, recomputation_id: int) -> Recomputation:
    run = Recomputation.objects.select_related("tenant").filter(pk=recomputation_id).first()
    if run is None:
        raise Http404
    if not any(request.access.may(right, tenant_id=run.tenant_id) for right in READERS):
        raise PermissionDenied
    return run
