"""The door to alarms: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.reports.domain.alarms import listed_alarms
from kontor.reports.domain.sight import READ
from kontor.reports.models import Alarm
from kontor.supervisor.doors import allowed, need
from kontor.tenants.scope import current

WRITE = "alarms.write"

__all__ = ["READ", "WRITE", "get_alarm", "get_alarms"]


def get_alarm(request: DeskRequest, alarm_id: int) -> Alarm:
    """A living alarm with its tenant."""
    alarm = listed_alarms(current()).filter(pk=alarm_id).first()
    if alarm is None:
        raise Http404
    need(request, READ, tenant_id=alarm.tenant_id)
    return alarm


def get_alarms(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[Alarm]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, listed_alarms(current(), deleted=deleted).filter(pk__in=ids).order_by("sort_key"), may)
