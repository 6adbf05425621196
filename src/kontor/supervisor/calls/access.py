"""The door to call records: there is none while calls are not connected; not yours is 404, not allowed is 403."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from kontor.calls.domain.recorded import records_of, with_details
from kontor.calls.models import Call
from kontor.calls.preferences import INTEGRATION
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need, need_anywhere
from kontor.tickets.models import Ticket
from kontor.tickets.rules import may_read

READ, EXPORT, LISTEN, PLACE = "calls.read", "calls.export", "calls.recordings", "calls.place"
END = "states.write"
"""A call that never ends keeps its agent on the phone."""


def integrated(request: HttpRequest) -> bool:
    """Call integration is on. Asks no database."""
    return INTEGRATION.get(cast(DeskRequest, request).access.system)


def calls_of(request: DeskRequest, *, may: str = READ) -> QuerySet[Call]:
    """The calls of the tenants in which the person has the right."""
    _need_integration(request)
    need_anywhere(request, may)
    return records_of(request.access.tenants_with(may))


def get_call(request: DeskRequest, call_id: int, *, may: str = READ) -> Call:
    """A call with what is shown of it. Of whoever takes a call of a neighbor's lent ticket, it is no record."""
    _need_integration(request)
    call = with_details(records_of(request.access.tenants)).select_related("system", "placed_by").filter(pk=call_id)
    found = call.first()
    if found is None:
        raise Http404
    need(request, may, tenant_id=found.tenant_id)
    return found


def call_for(request: DeskRequest) -> frozenset[int]:
    """The tenants for which the person may call a number that stands here: those for which they work at the moment."""
    return frozenset(one.id for one in request.tenants if request.access.may(PLACE, tenant_id=one.id))


def readable(request: DeskRequest, ticket: Ticket | None) -> Ticket | None:
    """The ticket, if the person may read it."""
    return ticket if ticket and may_read(request.access, ticket) else None


def _need_integration(request: DeskRequest) -> None:
    if not integrated(request):
        raise Http404
