"""How much of a target is used: first roughly, by stored moments, then exactly, by the clock itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, F, Max, OuterRef, Q, Value

from kontor.escalations.domain.content import Content
from kontor.escalations.enums import ConditionKind
from kontor.sla.models import ServiceLevel
from kontor.tickets.domain.promises import Promises
from kontor.tickets.models import Promise, Ticket

ALL = 100


def may_have_used(percent: int, now: datetime, tenant_id: int) -> Q:
    """Whatever has used so much of a target, and perhaps a little more.

    From the highest warning share of the tenant's promises on, the indexes of warnings and deadlines lead to it. Below,
    the time since the beginning decides: it is never less than the time that was worked.
    """
    if percent >= ALL:
        return Q(due_at__lte=now)
    highest = ServiceLevel.objects.filter(tenant_id=tenant_id).aggregate(share=Max("warning_share"))["share"]
    if percent >= (highest or 0):
        return Q(warn_at__lte=now)
    running = Promise.objects.filter(ticket=OuterRef("pk"), done_at=None, due_at__isnull=False)
    used = timedelta(seconds=percent / ALL)
    return Q(Exists(running.filter(started_at__lte=Value(now) - F("target") * Value(used))))


def really_used(tickets: Collection[Ticket], content: Content, now: datetime) -> list[Ticket]:
    """Those of them with a promise that runs and has used as much as each condition says."""
    wanted = [each.number or 0 for each in content.conditions if each.kind == ConditionKind.SHARE]
    if not wanted or not tickets:
        return list(tickets)
    promises = Promises.of(tickets)
    return [ticket for ticket in tickets if _has_used(promises, ticket, max(wanted), now)]


def _has_used(promises: Promises, ticket: Ticket, percent: int, now: datetime) -> bool:
    clocks = [promises.clock_of(row, now) for row in promises.running(ticket)]
    return any(clock.still_since is None and clock.worked >= clock.target * percent / ALL for clock in clocks)
