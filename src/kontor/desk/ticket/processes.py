"""Duplicating a ticket, and the process it belongs to: joined, split, cloned."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.desk.doors import get_ticket
from kontor.desk.ticket.actions import asked_at, show_dialog
from kontor.desk.ticket.forms import DuplicateForm
from kontor.desk.ticket.rearranging import ask_target, show_done
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.tickets.domain.duplicating import duplicate_ticket
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.processes import assign_to_process, clone_process, join_processes, split_from_process
from kontor.tickets.models import Ticket


@require_http_methods(["GET", "POST"])
def duplicate(request: DeskRequest, number: str) -> HttpResponse:
    """A second ticket with the same messages, on one's own desk."""
    ticket = get_ticket(request, number, may=rules.may_duplicate)
    form = DuplicateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = duplicate_ticket(
            ticket, with_notes=form.cleaned_data["with_notes"], by=request.user, asked_at=asked_at(request)
        )
        said = _("This is the duplicate of %(number)s.") % {"number": format_number(ticket.number)}
        return show_done(request, done, said, done.target)
    return show_dialog(request, "duplicate", ticket, form)


@require_http_methods(["GET", "POST"])
def process(request: DeskRequest, number: str) -> HttpResponse:
    """Put the ticket, or all tickets of its process (``together``), to the process of another one."""
    ticket = get_ticket(request, number, may=rules.may_change_process)

    def act(target: Ticket) -> HttpResponse:
        bring = join_processes if request.POST.get("together") else assign_to_process
        done = bring(ticket, target, by=request.user)
        said = _("Now in the process %(number)s.") % {"number": format_number(done.target.number)}
        return show_done(request, done, said, ticket)

    return ask_target(request, ticket, act, "process", reverse("desk:ticket:process", args=[ticket.number]))


@require_POST
def split(request: DeskRequest, number: str) -> HttpResponse:
    """Make the ticket a process of its own."""
    ticket = get_ticket(request, number, may=rules.may_change_process)
    done = split_from_process(ticket, by=request.user)
    said = _("%(number)s is a process of its own now.") % {"number": format_number(ticket.number)}
    return show_done(request, done, said, ticket)


@require_POST
def clone(request: DeskRequest, number: str) -> HttpResponse:
    """A second process with copies of all its tickets."""
    ticket = get_ticket(request, number, may=rules.may_change_process)
    done = clone_process(ticket, by=request.user, asked_at=asked_at(request))
    said = _("This is the copy of %(number)s in the cloned process.") % {"number": format_number(ticket.number)}
    return show_done(request, done, said, done.target)
