"""An answer by letter: mail or letter, where it goes, and the letter before it leaves."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.by_letter import is_letter, sheet_of_draft
from kontor.answers.domain.drafts import find_draft, save_draft
from kontor.answers.domain.reply_channel import answer_by_letter, answer_by_mail
from kontor.answers.models import Draft
from kontor.desk.compose.forms import ReplyForm
from kontor.desk.doors import get_ticket
from kontor.desk.letter.pages import made_from, show_pages, show_pdf
from kontor.desk.ticket.pane import show_again
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment


@require_POST
def channel(request: DeskRequest, number: str) -> HttpResponse:
    """Keep what was typed, then go on as a letter (``channel=letter``) or as a mail."""
    ticket = get_ticket(request, number, may=rules.may_answer)
    draft = _kept(request, ticket)
    switch = answer_by_letter if request.POST.get("channel") == "letter" else answer_by_mail
    switch(draft, by=request.user)
    return show_again(request, ticket, focus_editor=True)


@require_POST
def preview(request: DeskRequest, number: str) -> HttpResponse:
    """Keep what was typed, then show the letter as it would leave."""
    ticket = get_ticket(request, number, may=rules.may_answer)
    draft = _kept(request, ticket)
    if not is_letter(draft):
        raise Http404
    urls = {f"{name}_url": reverse(f"desk:compose:letter-{name}", args=[ticket.number]) for name in ("pages", "pdf")}
    return fragment(request, "desk/letter/preview.html", {"ticket": ticket, "draft": draft, **urls}, partial="dialog")


@require_GET
def pages(request: DeskRequest, number: str) -> HttpResponse:
    """The pages of the letter that stands in the draft."""
    ticket = get_ticket(request, number, may=rules.may_answer)
    sheet = sheet_of_draft(ticket, _letter(request, ticket))
    return show_pages(made_from(sheet), pdf_url=reverse("desk:compose:letter-pdf", args=[ticket.number]))


@require_GET
def pdf(request: DeskRequest, number: str) -> HttpResponse:
    ticket = get_ticket(request, number, may=rules.may_answer)
    sheet = sheet_of_draft(ticket, _letter(request, ticket))
    return show_pdf(made_from(sheet), filename=f"{ticket.number}.pdf")


def _letter(request: DeskRequest, ticket: Ticket) -> Draft:
    """The person's draft of a letter, as it was kept last."""
    draft = find_draft(ticket, request.user)
    if draft is None or not is_letter(draft):
        raise Http404
    return draft


def _kept(request: DeskRequest, ticket: Ticket) -> Draft:
    """The draft with what the editor holds now. Where another window was quicker, the refusal says so."""
    draft = find_draft(ticket, request.user)
    if draft is None:
        raise Http404
    form = ReplyForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return draft
    with transaction.atomic():
        return save_draft(draft, form.values, version=form.cleaned_data["version"], by=request.user)
