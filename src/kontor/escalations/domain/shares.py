"""How much of a target is used: first roughly, by stored moments, then exactly, by the clock itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kontor.escalations.domain.clauses import Clause
from kontor.escalations.domain.content import Condition, Content
from kontor.escalations.domain.looks import Look
from kontor.escalations.enums import ConditionKind
from kontor.tickets.domain.promises import Promises
from kontor.tickets.models import Ticket

ALL = 100


def may_have_used(condition: Condition, look: Look) -> Clause:
    """Whatever has used so much of a target, and perhaps a little more.

    From the highest warning share of the tenant's promises on, the indexes of warnings and deadlines lead to it. Below,
    the time since the beginning decides: it is never less than the time that was worked.
    """
    percent = condition.number or 0
    if percent >= ALL:
        return Clause("ticket.due_at <= %s", [look.now])
    if percent >= look.highest_warning:
        return Clause("ticket.warn_at <= %s", [look.now])
    return Clause(_RUNNING, [look.now, percent / ALL])


_RUNNING = """EXISTS (
    SELECT FROM tickets_promise WHERE ticket_id = ticket.id AND done_at IS NULL AND due_at IS NOT NULL
    AND started_at <= %s - target * make_interval(secs => %s)
)"""


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
