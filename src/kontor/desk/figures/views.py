"""The person's own figures, in the tenants they work for now, and the tickets behind each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kontor.kernel import clock
from kontor.org.middleware import DeskRequest
from kontor.reports.domain.own_work import PERIODS, Did, Figure, Own, own_in, own_work, tickets_behind
from kontor.reports.domain.periods import Period, days_of
from kontor.reports.domain.work import Work
from kontor.tickets.domain.listing import ListedTicket, listed
from kontor.ui.htmx import fragment

MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    period: Period
    days: tuple[date, date]
    work: Work


@require_GET
def figures(request: DeskRequest) -> HttpResponse:
    """Nobody sees those of others here, whatever rights they have."""
    own = _own(request)
    found = own_work(own)
    lines = [Line(period, days_of(period, own.today), found[period]) for period in PERIODS]
    return fragment(request, "desk/figures/show.html", {"lines": lines})


@require_GET
def behind(request: DeskRequest, period: str, figure: str) -> HttpResponse:
    """The tickets that a figure counts. 404 for what is no period or figure of the page."""
    if period not in PERIODS or figure not in list(Figure):
        raise Http404
    own = _own(request)
    readable = request.access.category_ids("tickets.read")
    did = tickets_behind(own, Period(period), Figure(figure), readable=readable, most=MOST + 1)
    context = {
        "period": Period(period),
        "days": days_of(Period(period), own.today),
        "figure": figure,
        "rows": _rows(did[:MOST]),
        "most": MOST if len(did) > MOST else 0,
    }
    return fragment(request, "desk/figures/behind.html", context)


def _rows(did: list[Did]) -> list[tuple[ListedTicket, Did]]:
    tickets = {ticket.id: ticket for ticket in listed([each.ticket_id for each in did])}
    return [(tickets[each.ticket_id], each) for each in did if each.ticket_id in tickets]


def _own(request: DeskRequest) -> Own:
    return own_in(request.user.pk, request.access.tenants, timezone.localdate(clock.now()))
