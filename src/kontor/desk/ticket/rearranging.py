"""What lies at the wrong ticket: why it is there, separating, moving, merging, and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.answers.domain.queries import has_drafts
from kontor.customers.domain.queries import mail_addresses
from kontor.desk.doors import get_ticket, is_borrowed
from kontor.desk.ticket.context import may_undo
from kontor.desk.ticket.forms import TargetForm
from kontor.desk.ticket.why import why_here
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.tickets.domain.copies import copies_of
from kontor.tickets.domain.finding import possible_targets
from kontor.tickets.domain.moving import dismiss_suggestion, merge_tickets, move_message, separate_message
from kontor.tickets.domain.numbers import format_number, parse_number
from kontor.tickets.domain.processes import has_company
from kontor.tickets.domain.queries import move_from, ticket_by_number
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import LinkKind, MoveKind
from kontor.tickets.models import Message, MessageMove, Ticket
from kontor.ui.htmx import fragment, message, redirect

RESULTS = "targets"
"""The id of the list in the dialog that is renewed while one types."""


@require_GET
def why(request: DeskRequest, number: str, message_id: int) -> HttpResponse:
    """What spoke for this ticket when the message came in, and who has moved it since: not for a borrower, as it names
    other tickets."""
    ticket = get_ticket(request, number)
    if is_borrowed(request, ticket):
        raise PermissionDenied
    shown = _message(ticket, message_id)
    context = {
        "ticket": ticket,
        "shown": shown,
        "why": why_here(ticket, shown),
        "may_rearrange": rules.may_rearrange(request.access, ticket),
    }
    return fragment(request, "desk/ticket/why.html", context, partial="dialog")


@require_POST
def separate(request: DeskRequest, number: str, message_id: int) -> HttpResponse:
    """Give the message a ticket of its own."""
    ticket = get_ticket(request, number, may=rules.may_rearrange)
    move = separate_message(_message(ticket, message_id), by=request.user)
    said = _("The message is ticket %(number)s now.") % {"number": format_number(move.target.number)}
    return show_done(request, move, said, ticket)


@require_http_methods(["GET", "POST"])
def move(request: DeskRequest, number: str, message_id: int) -> HttpResponse:
    """Put the message to another ticket."""
    ticket = get_ticket(request, number, may=rules.may_rearrange)
    shown = _message(ticket, message_id)

    def act(target: Ticket) -> HttpResponse:
        if not ticket.messages.exclude(pk=shown.pk).exists():
            _require_no_drafts(ticket)
        done = move_message(shown, target, by=request.user)
        said = _("The message lies at ticket %(number)s now.") % {"number": format_number(target.number)}
        return show_done(request, done, said, ticket)

    return ask_target(request, ticket, act, "move", reverse("desk:ticket:move", args=[ticket.number, message_id]))


@require_http_methods(["GET", "POST"])
def merge(request: DeskRequest, number: str) -> HttpResponse:
    """Merge the ticket into another one, where one goes on."""
    ticket = get_ticket(request, number, may=rules.may_rearrange)

    def act(target: Ticket) -> HttpResponse:
        _require_no_drafts(ticket)
        done = merge_tickets(ticket, target, by=request.user)
        said = {"number": format_number(ticket.number), "other": format_number(target.number)}
        return show_done(request, done, _("Ticket %(number)s is merged into %(other)s.") % said, target)

    return ask_target(request, ticket, act, "merge", reverse("desk:ticket:merge", args=[ticket.number]))


@require_POST
def dismiss(request: DeskRequest, number: str, other_number: str) -> HttpResponse:
    """The suggested ticket has nothing to do with this one."""
    ticket = get_ticket(request, number, may=rules.may_rearrange)
    other = parse_number(other_number) or 0
    link = ticket.links.filter(kind=LinkKind.SUGGESTED, other_number=other).first()
    if link is None:
        raise Http404
    link.ticket = ticket
    dismiss_suggestion(link, by=request.user)
    return redirect(request, _page(ticket))


@require_POST
def undo(request: DeskRequest, number: str, move_id: int) -> HttpResponse:
    """Take a separating, moving or merging back, a change of process, or copies; asked at the ticket it began with."""
    done = move_from(get_ticket(request, number), move_id)
    ticket = get_ticket(request, number, may=may_undo(done))
    get_ticket(request, str(done.target.number))
    _require_no_drafts(*copies_of(done))
    undo_move(done, by=request.user)
    message(request, _what_is_undone(done))
    return redirect(request, _page(ticket))


def _what_is_undone(move: MessageMove) -> str:
    if move.kind == MoveKind.PROCESS:
        return _("The process is as it was.")
    if move.kind == MoveKind.CLONE:
        return _("The copies of the cloned process are closed.")
    if move.kind == MoveKind.DUPLICATE:
        return _("The duplicate %(number)s is closed.") % {"number": format_number(move.target.number)}
    return _("The messages are back at ticket %(number)s.") % {"number": format_number(move.source.number)}


def ask_target(
    request: DeskRequest, ticket: Ticket, act: Callable[[Ticket], HttpResponse], action: str, url: str
) -> HttpResponse:
    """The dialog that asks for a ticket; what is typed narrows the list in it."""
    form = TargetForm(request.POST if request.method == "POST" else None, url=url)
    status = 200
    if form.is_valid():
        target = _target(request, form.cleaned_data["number"])
        if target:
            return act(target)
        form.add_error("words", _("There is no such ticket that you may read."))
    if form.is_bound:
        status = 422
    words = str((request.POST if request.method == "POST" else request.GET).get("words", ""))
    targets = possible_targets(request.access, ticket, words, other_processes=action == "process")
    context: dict[str, Any] = {
        "ticket": ticket,
        "form": form,
        "action": action,
        "url": url,
        "words": words,
        "ticket_process": action == "process" and has_company(ticket),
        "targets": [Offered(other) for other in targets] if action == "process" else _offered(request, ticket, targets),
    }
    partial = "targets" if request.headers.get("HX-Target") == RESULTS else "dialog"
    return fragment(request, "desk/ticket/target.html", context, partial=partial, status=status)


@dataclass(frozen=True)
class Offered:
    """A ticket to choose. ``warning`` says that it is another customer's, and where the two write from to whoever may
    read contacts."""

    ticket: Ticket
    warning: str = ""


def _offered(request: DeskRequest, ticket: Ticket, targets: list[Ticket]) -> list[Offered]:
    own = ticket.customer_id or 0
    strangers = {other.customer_id for other in targets if own and other.customer_id} - {own}
    may_read = request.access.may("contacts.read", tenant_id=ticket.tenant_id)
    known = mail_addresses({own, *strangers}) if strangers and may_read else {}
    said = {each: _stranger(known.get(own), known.get(each)) for each in strangers}
    return [Offered(other, said.get(other.customer_id or 0, "")) for other in targets]


def _stranger(own: list[str] | None, theirs: list[str] | None) -> str:
    if not own or not theirs:
        return _("Another customer.")
    said = {"theirs": ", ".join(theirs), "own": ", ".join(own)}
    return _("Another customer: %(theirs)s. The customer of this ticket: %(own)s.") % said


def _require_no_drafts(*tickets: Ticket) -> None:
    """What somebody has begun to write would lie at a closed ticket, where nobody looks for it."""
    for ticket in filter(has_drafts, tickets):
        raise Refused(
            _("Somebody has begun an answer to ticket %(number)s. It has to be sent or discarded first.")
            % {"number": format_number(ticket.number)}
        )


def _target(request: DeskRequest, number: int) -> Ticket | None:
    try:
        return ticket_by_number(request.access, number)
    except Http404:
        return None


def _message(ticket: Ticket, message_id: int) -> Message:
    found = ticket.messages.select_related("author").filter(pk=message_id).first()
    if found is None:
        raise Http404
    found.ticket = ticket
    return found


def show_done(request: DeskRequest, move: MessageMove, sentence: str, ticket: Ticket) -> HttpResponse:
    """Say it with the button that takes it back, and show the ticket on which one goes on."""
    message(request, sentence, undo_url=reverse("desk:ticket:undo-move", args=[move.source.number, move.pk]))
    return redirect(request, _page(ticket))


def _page(ticket: Ticket) -> str:
    return reverse("desk:ticket:show", args=[ticket.number])
