"""The ticket waits for people outside: it is taken back, or they are reminded."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.answers.domain.reminders import remind
from kontor.desk.doors import get_ticket
from kontor.desk.ticket.pane import show_again
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.tickets.domain.inquiries import open_inquiries, take_back_inquiries
from kontor.tickets.domain.numbers import format_number
from kontor.ui.htmx import message


@require_POST
def take_back(request: DeskRequest, number: str) -> HttpResponse:
    """Nobody waits any more; the ticket is on the person's desk."""
    ticket = get_ticket(request, number, may=rules.may_take_back_outside)
    take_back_inquiries(ticket, by=request.user)
    message(request, _("%(number)s is on your desk again.") % {"number": format_number(ticket.number)})
    return show_again(request, ticket)


@require_POST
def remind_now(request: DeskRequest, number: str, inquiry_id: int) -> HttpResponse:
    ticket = get_ticket(request, number, may=rules.may_take_back_outside)
    inquiry = open_inquiries(ticket).filter(pk=inquiry_id).select_related("ticket").first()
    if inquiry is None:
        raise Http404
    remind(inquiry, by=request.user)
    message(request, _("The reminder is on its way."))
    return show_again(request, ticket)
