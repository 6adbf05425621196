"""Several held mails go to one request: they are chosen in the list, the request here."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kontor.intake.domain.deciding import file_to_ticket
from kontor.intake.models import Arrival
from kontor.org.middleware import DeskRequest
from kontor.supervisor.arrivals.access import get_arrivals, tickets_for
from kontor.supervisor.arrivals.forms import PlaceForm, SearchForm
from kontor.supervisor.saving import saves
from kontor.tickets.models import Ticket
from kontor.ui.formats import ticket_number
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.listing import selected


@require_POST
def place(request: DeskRequest) -> HttpResponse:
    """First asked with the chosen mails alone, then with words to search for, at last with the request's number."""
    chosen = get_arrivals(request, selected(request), may="intake.decide")
    if "number" not in request.POST:
        return _page(request, chosen)
    form = PlaceForm(request.POST, tickets=tickets_for(request, chosen, request.POST["number"]))
    placed: list[Ticket] = []
    if not form.is_valid() or not saves(form, lambda: placed.append(_put(request, chosen, form))):
        return _page(request, chosen, place=form, status=422)
    count = len(chosen)
    words = ngettext(
        "%(count)s mail belongs to ticket %(number)s now.", "%(count)s mails belong to ticket %(number)s now.", count
    )
    message(request, words % {"count": count, "number": ticket_number(placed[0].number)})
    return redirect(request, reverse("supervisor:arrivals:held"))


def _put(request: DeskRequest, chosen: list[Arrival], form: PlaceForm) -> Ticket:
    return file_to_ticket(chosen, form.cleaned_data["number"], by=request.user)


def _page(
    request: DeskRequest, chosen: list[Arrival], *, place: PlaceForm | None = None, status: int = 200
) -> HttpResponse:
    search = SearchForm(request.POST)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    context = {
        "chosen": chosen,
        "search": search,
        "words": words,
        "place": place,
        "tickets": tickets_for(request, chosen, words),
    }
    return fragment(request, "supervisor/arrivals/place.html", context, status=status)
