"""A ticket as a PDF to print, and a mail as a PDF for the archive. Shown where the installation works with letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kontor.desk.doors import get_ticket, is_borrowed
from kontor.desk.letter.switch import letters_are_on
from kontor.kernel import clock
from kontor.letters.domain.printing import archive_of, print_of
from kontor.letters.rendering.failures import RenderFailed
from kontor.letters.rendering.limits import Limits
from kontor.letters.rendering.process import render
from kontor.letters.rendering.sheet import Document
from kontor.org.after import AfterScope
from kontor.org.middleware import DeskRequest
from kontor.tickets.models import Note, Ticket
from kontor.ui.downloads import download
from kontor.ui.htmx import fragment

WHILE_SOMEBODY_WAITS = Limits(processor_seconds=15, seconds=25)


class PrintForm(forms.Form):
    """Notes are for colleagues: none is printed unless it is chosen."""

    notes = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any, *, notes: list[Note]) -> None:
        super().__init__(data)
        self.fields["notes"].choices = [(note.pk, "") for note in notes]  # type: ignore[attr-defined]


@require_GET
def print_ticket(request: DeskRequest, number: str) -> HttpResponse:
    """The dialog that asks which notes are printed along."""
    ticket = _ticket(request, number)
    context = {"ticket": ticket, "notes": _notes(request, ticket)}
    return fragment(request, "desk/ticket/print.html", context, partial="dialog")


@require_GET
def printed(request: DeskRequest, number: str) -> HttpResponse:
    """The PDF with the chosen notes (``?notes=``); a note that is not the ticket's is none of its choices."""
    ticket = _ticket(request, number)
    notes = _notes(request, ticket)
    form = PrintForm(request.GET, notes=notes)
    if not form.is_valid():
        raise Http404
    chosen = [note for note in notes if note.pk in form.cleaned_data["notes"]]
    document = print_of(ticket, notes=chosen, by=request.user, at=clock.now(), language=get_language() or "de")
    return _pdf(document, f"{ticket.number}.pdf")


@require_GET
def archived(request: DeskRequest, number: str, message_id: int) -> HttpResponse:
    """The message as PDF/A."""
    ticket = _ticket(request, number)
    message = ticket.messages.filter(pk=message_id).first()
    if message is None:
        raise Http404
    message.ticket = ticket
    return _pdf(archive_of(message, language=get_language() or "de"), f"{ticket.number}-{message_id}.pdf")


def _ticket(request: DeskRequest, number: str) -> Ticket:
    ticket = get_ticket(request, number)
    if not letters_are_on(request):
        raise Http404
    return ticket


def _notes(request: DeskRequest, ticket: Ticket) -> list[Note]:
    """Those that the person can read: to a borrower only what is lent along."""
    borrowed = is_borrowed(request, ticket)
    return [note for note in ticket.notes.select_related("author") if note.lent_to_id or not borrowed]


def _pdf(document: Document, filename: str) -> HttpResponse:
    """Made once the request's transaction has ended; or the sentence that says why there is none."""

    def answer() -> HttpResponse:
        try:
            made = render(document, limits=WHILE_SOMEBODY_WAITS)
        except RenderFailed as failed:
            return HttpResponse(failed.sentence, content_type="text/plain; charset=utf-8", status=409)
        return download(made.pdf, filename, "application/pdf")

    return AfterScope(answer)
