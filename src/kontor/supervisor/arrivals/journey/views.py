"""What happened to this mail? One page a mail, from its first byte to the answer; and finding one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kontor.org.middleware import DeskRequest
from kontor.supervisor.arrivals.access import get_arrival
from kontor.supervisor.arrivals.journey import access
from kontor.supervisor.arrivals.journey.incoming import incoming
from kontor.supervisor.arrivals.journey.outgoing import outgoing
from kontor.supervisor.arrivals.journey.queries import LEAST_LETTERS, find
from kontor.supervisor.arrivals.journey.stations import Journey
from kontor.tickets.enums import Direction
from kontor.ui.htmx import fragment

FOLDER = "supervisor/arrivals/journey"


@require_GET
def search(request: DeskRequest) -> HttpResponse:
    """For whoever reads tickets or the ledger; each mail found is one they may look at."""
    if not (request.access.may_anywhere("tickets.read") or request.access.may_anywhere("intake.read")):
        raise PermissionDenied
    entered = request.GET.get("q", "").replace("\0", "")[:400]
    context = {"entered": entered, "found": find(request, entered) if entered else [], "least": LEAST_LETTERS}
    return fragment(request, f"{FOLDER}/search.html", context, partial="found")


@require_GET
def message(request: DeskRequest, message_id: int) -> HttpResponse:
    """A message of a ticket, in or out."""
    found = access.get_message(request, message_id)
    if found.direction == Direction.OUT:
        return _page(request, outgoing(found, found.ticket))
    return _page(request, incoming(access.arrivals_of_message(found), found, found.ticket))


@require_GET
def arrival(request: DeskRequest, arrival_id: int) -> HttpResponse:
    """A line of the ledger, whether it became a message or not."""
    line = get_arrival(request, arrival_id, may="intake.read")
    ticket = access.readable(request, line.ticket)
    found = line.message if ticket else None
    return _page(request, incoming([line], found, ticket))


def _page(request: DeskRequest, journey: Journey) -> HttpResponse:
    return fragment(request, f"{FOLDER}/show.html", {"journey": journey})
