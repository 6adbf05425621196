"""One held mail: why it is held, what it says, and what shall become of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.intake.domain.deciding import file_as_ticket, file_to_ticket
from kontor.intake.domain.ledger import is_whole, reason_in_words
from kontor.intake.domain.preview import preview
from kontor.intake.enums import ArrivalState
from kontor.intake.models import Arrival
from kontor.org.middleware import DeskRequest
from kontor.supervisor.arrivals.access import get_arrival, tickets_for
from kontor.supervisor.arrivals.forms import PlaceForm, SearchForm, TicketForm, ticket_form
from kontor.supervisor.saving import saves
from kontor.tickets.models import Ticket
from kontor.ui.formats import ticket_number
from kontor.ui.htmx import fragment, message, redirect

TEMPLATE = "supervisor/arrivals/show.html"


@require_GET
def show(request: DeskRequest, arrival_id: int) -> HttpResponse:
    arrival = get_arrival(request, arrival_id, may="intake.read")
    if arrival.state != ArrivalState.HELD:
        message(request, _("This mail is not held any more."), "info")
        return redirect(request, reverse("supervisor:arrivals:held"))
    return _page(request, arrival, ticket_form(request, arrival))


@require_POST
def ticket(request: DeskRequest, arrival_id: int) -> HttpResponse:
    arrival = get_arrival(request, arrival_id, may="intake.decide")
    form = ticket_form(request, arrival, request.POST)
    made: list[Ticket] = []
    if not form.is_valid() or not saves(form, lambda: made.append(_file(request, arrival, form))):
        return _page(request, arrival, form, status=422)
    words = {"number": ticket_number(made[0].number), "category": made[0].category.name}
    message(request, _("The mail is ticket %(number)s in “%(category)s” now.") % words)
    return redirect(request, reverse("supervisor:arrivals:held"))


@require_POST
def to_ticket(request: DeskRequest, arrival_id: int) -> HttpResponse:
    arrival = get_arrival(request, arrival_id, may="intake.decide")
    form = PlaceForm(request.POST, tickets=tickets_for(request, [arrival], request.POST.get("number", "")))
    placed: list[Ticket] = []
    if not form.is_valid() or not saves(form, lambda: placed.append(_place(request, arrival, form))):
        return _page(request, arrival, ticket_form(request, arrival), place=form, status=422)
    words = {"number": ticket_number(placed[0].number)}
    message(request, _("The mail belongs to ticket %(number)s now.") % words)
    return redirect(request, reverse("supervisor:arrivals:held"))


def _place(request: DeskRequest, arrival: Arrival, form: PlaceForm) -> Ticket:
    return file_to_ticket([arrival], form.cleaned_data["number"], by=request.user)


def _file(request: DeskRequest, arrival: Arrival, form: TicketForm) -> Ticket:
    return file_as_ticket(arrival, form.cleaned_data["category"], by=request.user)


def _page(
    request: DeskRequest, arrival: Arrival, form: TicketForm, *, place: PlaceForm | None = None, status: int = 200
) -> HttpResponse:
    search = SearchForm(request.GET)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    context = {
        "search": search,
        "words": words,
        "place": place,
        "tickets": tickets_for(request, [arrival], words),
        "arrival": arrival,
        "reason": reason_in_words(arrival),
        "preview": preview(arrival),
        "whole": is_whole(arrival),
        "form": form,
        "may_decide": request.access.may("intake.decide", tenant_id=arrival.tenant_id or 0),
    }
    return fragment(request, TEMPLATE, context, status=status)
