"""The door to business hours: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.sla.domain.queries import calendars_in_scope
from kontor.sla.models import BusinessCalendar
from kontor.supervisor.doors import allowed, need

READ, WRITE = "hours.read", "hours.write"


def get_calendar(request: DeskRequest, calendar_id: int, *, may: str) -> BusinessCalendar:
    """Living business hours with their tenant."""
    calendar = calendars_in_scope().filter(pk=calendar_id).first()
    if calendar is None:
        raise Http404
    need(request, may, tenant_id=calendar.tenant_id)
    return calendar


def get_calendars(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[BusinessCalendar]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, calendars_in_scope(deleted=deleted).filter(pk__in=ids).order_by("pk"), may)
