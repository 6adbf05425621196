"""Conditions as what the database looks up. Stored moments decide, so a look costs by what is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from kontor.escalations.domain.content import LOAD_KINDS, Condition, Content
from kontor.escalations.domain.shares import may_have_used
from kontor.escalations.enums import ConditionKind
from kontor.escalations.models import EscalationVersion, Firing
from kontor.tickets.domain.backlog import backlog_of
from kontor.tickets.enums import OPEN_STATES, TicketState
from kontor.tickets.models import Ticket


def fitting_tickets(content: Content, tenant_id: int, now: datetime) -> QuerySet[Ticket]:
    """Open tickets of the tenant for which every condition holds that looks at tickets.

    How much of a target is used is said a little too generously; ``shares.really_used`` looks closely.
    """
    rows = Ticket.objects.filter(tenant_id=tenant_id, closed_at=None, state__in=OPEN_STATES)
    for condition in content.conditions:
        if condition.kind not in LOAD_KINDS:
            rows = rows.filter(_LOOKED_UP[condition.kind](condition, now, tenant_id))
    return rows


def due_tickets(version: EscalationVersion, content: Content, now: datetime) -> QuerySet[Ticket]:
    """Those of them on which the version has not acted yet (or, if it repeats, not of late)."""
    acted = Firing.objects.filter(ticket=OuterRef("pk"), version=version)
    if content.again is not None:
        acted = acted.filter(at__gt=now - timedelta(minutes=content.again))
    return fitting_tickets(content, version.tenant_id, now).filter(~Exists(acted))


def load_holds(content: Content, tenant_id: int) -> bool:
    """The backlog is as high as the rule says: that of the categories it names, else that of the tenant."""
    wanted = [each for each in content.conditions if each.kind in LOAD_KINDS]
    if not wanted:
        return True
    categories = content.ids(ConditionKind.CATEGORY)
    backlog = backlog_of(tenant_id, categories or None)
    figures = {ConditionKind.OPEN: backlog.open, ConditionKind.LATE_SHARE: backlog.late_share}
    return all(figures[each.kind] >= (each.number or 0) for each in wanted)


def _before(now: datetime, condition: Condition) -> datetime:
    return now - timedelta(minutes=condition.number or 0)


def _share(condition: Condition, now: datetime, tenant_id: int) -> Q:
    return may_have_used(condition.number or 0, now, tenant_id)


def _due_in(condition: Condition, now: datetime, tenant_id: int) -> Q:
    return Q(due_at__lte=now + timedelta(minutes=condition.number or 0))


def _waiting(condition: Condition, now: datetime, tenant_id: int) -> Q:
    return Q(state=TicketState.QUEUED, received_at__lte=_before(now, condition))


def _overdue(condition: Condition, now: datetime, tenant_id: int) -> Q:
    return Q(state=TicketState.RESUBMITTED, held_until__lte=_before(now, condition))


def _one_of(column: str) -> Callable[[Condition, datetime, int], Q]:
    def looked_up(condition: Condition, now: datetime, tenant_id: int) -> Q:
        return Q(**{f"{column}__in": condition.values})

    return looked_up


def _category(condition: Condition, now: datetime, tenant_id: int) -> Q:
    return Q(category_id__in=[int(value) for value in condition.values])


def _tag(condition: Condition, now: datetime, tenant_id: int) -> Q:
    return Q(tags__overlap=list(condition.values))


_LOOKED_UP: Mapping[ConditionKind, Callable[[Condition, datetime, int], Q]] = {
    ConditionKind.SHARE: _share,
    ConditionKind.DUE_IN: _due_in,
    ConditionKind.WAITING: _waiting,
    ConditionKind.OVERDUE: _overdue,
    ConditionKind.STATE: _one_of("state"),
    ConditionKind.CATEGORY: _category,
    ConditionKind.CHANNEL: _one_of("channel"),
    ConditionKind.LANGUAGE: _one_of("language"),
    ConditionKind.TAG: _tag,
}
