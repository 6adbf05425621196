"""How far the deadlines are that are computed anew after an edit."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kontor.org.middleware import DeskRequest
from kontor.supervisor.recomputations.access import get_recomputation
from kontor.ui.htmx import fragment


@require_GET
def show(request: DeskRequest, recomputation_id: int) -> HttpResponse:
    """For htmx the line alone, which asks again until it is over."""
    run = get_recomputation(request, recomputation_id)
    return fragment(request, "supervisor/recomputations/show.html", {"run": run}, partial="line")
