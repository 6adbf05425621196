"""A letter that left: its pages, another try, and taking it back before it is handed to print."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.desk.doors import get_ticket
from kontor.desk.letter.access import letter_of
from kontor.desk.letter.pages import made_from, show_pages, show_pdf
from kontor.desk.ticket.pane import show_again
from kontor.letters.domain.making import sheet_of
from kontor.letters.domain.recalling import recall_letter
from kontor.letters.domain.retrying import try_again
from kontor.letters.domain.sending_anew import send_anew
from kontor.letters.models import OutgoingLetter
from kontor.letters.rendering.sheet import Remark, Rendered
from kontor.org.middleware import DeskRequest
from kontor.outbox.rules import may_decide
from kontor.tickets import rules
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message


@require_GET
def show(request: DeskRequest, number: str, letter_id: int) -> HttpResponse:
    """The letter in a dialog."""
    ticket, letter = _get(request, number, letter_id)
    names = ("pages", "pdf")
    urls = {f"{name}_url": reverse(f"desk:letter:{name}", args=[ticket.number, letter.pk]) for name in names}
    return fragment(request, "desk/letter/preview.html", {"ticket": ticket, **urls}, partial="dialog")


@require_GET
def pages(request: DeskRequest, number: str, letter_id: int) -> HttpResponse:
    ticket, letter = _get(request, number, letter_id)
    return show_pages(_made(letter), pdf_url=reverse("desk:letter:pdf", args=[ticket.number, letter.pk]))


@require_GET
def pdf(request: DeskRequest, number: str, letter_id: int) -> HttpResponse:
    ticket, letter = _get(request, number, letter_id)
    return show_pdf(_made(letter), filename=f"{ticket.number}-{letter.pk}.pdf")


@require_POST
def again(request: DeskRequest, number: str, letter_id: int) -> HttpResponse:
    """Try now to hand it to print."""
    ticket, letter = _get(request, number, letter_id, may=may_decide)
    try_again(letter, by=request.user)
    message(request, _("The letter is on its way to print again."))
    return show_again(request, ticket)


@require_POST
def anew(request: DeskRequest, number: str, letter_id: int) -> HttpResponse:
    """Send a letter that did not arrive to the address that the contact has now."""
    ticket, letter = _get(request, number, letter_id, may=may_decide)
    send_anew(letter, by=request.user)
    message(request, _("The letter goes out anew, to the present address."))
    return show_again(request, ticket)


@require_POST
def recall(request: DeskRequest, number: str, letter_id: int) -> HttpResponse:
    """Nobody prints it."""
    ticket, letter = _get(request, number, letter_id, may=may_decide)
    recall_letter(letter, by=request.user)
    message(request, _("The letter is recalled. Nobody prints it."))
    return show_again(request, ticket)


def _get(
    request: DeskRequest, number: str, letter_id: int, *, may: Callable[..., bool] = rules.may_read
) -> tuple[Ticket, OutgoingLetter]:
    ticket = get_ticket(request, number, may=may)
    return ticket, letter_of(ticket, letter_id)


def _made(letter: OutgoingLetter) -> Callable[[], Rendered]:
    """As it was made; before that as it will be."""
    if letter.pdf is None:
        return made_from(sheet_of(letter))
    remarks = tuple(Remark(remark["kind"], remark["values"]) for remark in letter.remarks)
    kept = Rendered(letter.pdf.content, letter.pages, remarks)
    return lambda: kept
