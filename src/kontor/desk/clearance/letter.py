"""The letter that waits for release, as it would leave."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from kontor.answers.domain.by_letter import is_letter, sheet_of_draft
from kontor.answers.models import Clearance
from kontor.desk.clearance.access import get_clearance
from kontor.desk.letter.pages import made_from, show_pages, show_pdf
from kontor.letters.rendering.sheet import Sheet
from kontor.org.middleware import DeskRequest


@require_GET
def pages(request: DeskRequest, clearance_id: int) -> HttpResponse:
    clearance = get_clearance(request, clearance_id)
    pdf_url = reverse("desk:clearance:letter-pdf", args=[clearance.pk])
    return show_pages(made_from(_sheet(clearance)), pdf_url=pdf_url)


@require_GET
def pdf(request: DeskRequest, clearance_id: int) -> HttpResponse:
    clearance = get_clearance(request, clearance_id)
    return show_pdf(made_from(_sheet(clearance)), filename=f"{clearance.ticket.number}.pdf")


def _sheet(clearance: Clearance) -> Sheet:
    if clearance.draft is None or not is_letter(clearance.draft):
        raise Http404
    clearance.draft.ticket = clearance.ticket
    return sheet_of_draft(clearance.ticket, clearance.draft)
