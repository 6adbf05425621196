"""Conditions as what the database looks up. Stored moments decide, so a look costs by what is due.

A clause is SQL about a row called ``ticket``, with its values in the order in which they are bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from kontor.escalations.domain.clauses import Clause, all_of, any_of
from kontor.escalations.domain.content import LOAD_KINDS, Condition, Content
from kontor.escalations.domain.looks import Look
from kontor.escalations.domain.shares import may_have_used
from kontor.escalations.enums import ConditionKind
from kontor.kernel.arrays import numbers
from kontor.tickets.domain.backlog import backlog_of
from kontor.tickets.enums import OPEN_STATES, TicketState
from kontor.tickets.models import Ticket

LIGHT = ("id", "tenant_id", "lent_to_id", "number", "state", "category_id", "owner_id", "priority", "tags")
"""What marking a ticket and telling people of it has to know."""


def fitting(content: Content, look: Look, *, roughly: bool = False) -> Clause:
    """Open tickets of the tenant for which every condition holds that looks at tickets.

    How much of a target is used is said a little too generously; ``shares.really_used`` looks closely. ``roughly``:
    waiting too, without a thought for business hours.
    """
    table = _ROUGHLY if roughly else _LOOKED_UP
    return all_of(
        Clause(_OPEN, [look.tenant_id]),
        *(table[each.kind](each, look) for each in content.conditions if each.kind not in LOAD_KINDS),
    )


def due(version_id: int, content: Content, look: Look, *, roughly: bool = False) -> Clause:
    """Those of them on which the version has not acted yet (or, if it repeats, not of late)."""
    of_late = ("AND at > %s", [look.now - timedelta(minutes=content.again)]) if content.again is not None else ("", [])
    acted = Clause(_NOT_ACTED.format(of_late=of_late[0]), [version_id, *of_late[1]])
    return all_of(fitting(content, look, roughly=roughly), acted)


def is_rough(content: Content) -> bool:
    """What is said roughly is not the same as what holds."""
    return any(_ROUGHLY[each.kind] is not _LOOKED_UP[each.kind] for each in content.conditions if each.kind in _ROUGHLY)


def tickets_for(clause: Clause) -> QuerySet[Ticket]:
    return Ticket.objects.filter(pk__in=RawSQL(_IDS.format(clause=clause.sql), clause.values))


def ids_for(clauses: Mapping[int, Clause]) -> dict[int, list[int]]:
    """By key, the tickets in the order in which they are locked; one statement however many clauses there are. A clause
    for which there is none is missing."""
    if not clauses:
        return {}
    selects = " UNION ALL ".join(_ALL.format(key=int(key), clause=clause.sql) for key, clause in clauses.items())
    with connection.cursor() as cursor:
        cursor.execute(selects, [value for clause in clauses.values() for value in clause.values])
        return {key: sorted(ids) for key, ids in cursor.fetchall() if ids}


def locked_for(clause: Clause, ticket_ids: Iterable[int], *, whole: bool) -> list[Ticket]:
    """Of these, those for which it still holds, locked in the order of their ids. One that somebody holds is passed
    over. Not ``whole``: with the columns of ``LIGHT`` only, which is half the work."""
    columns = "ticket.*" if whole else ", ".join(f"ticket.{column}" for column in LIGHT)
    statement = _LOCK.format(columns=columns, clause=clause.sql)
    return list(Ticket.objects.raw(statement, [numbers(ticket_ids), *clause.values]))


def load_holds(content: Content, tenant_id: int) -> bool:
    """The backlog is as high as the rule says: that of the categories it names, else that of the tenant."""
    wanted = [each for each in content.conditions if each.kind in LOAD_KINDS]
    if not wanted:
        return True
    categories = content.ids(ConditionKind.CATEGORY)
    backlog = backlog_of(tenant_id, categories or None)
    figures = {ConditionKind.OPEN: backlog.open, ConditionKind.LATE_SHARE: backlog.late_share}
    return all(figures[each.kind] >= (each.number or 0) for each in wanted)


_STATES = ", ".join(f"'{state.value}'" for state in OPEN_STATES)
_OPEN = f"ticket.tenant_id = %s AND ticket.closed_at IS NULL AND ticket.state IN ({_STATES})"
# OFFSET keeps the planner from joining everything that was ever acted on, "+ 0" from walking through all that the
# version has done: each ticket that may be due costs a look at what has acted on it.
_NOT_ACTED = """NOT EXISTS (
    SELECT FROM escalations_firing WHERE ticket_id = ticket.id AND version_id + 0 = %s {of_late} OFFSET 0
)"""
_IDS = "SELECT ticket.id FROM tickets_ticket ticket WHERE {clause}"
_LOCK = """
SELECT {columns} FROM tickets_ticket ticket WHERE ticket.id = ANY (%s::bigint[]) AND {clause}
ORDER BY ticket.id FOR UPDATE OF ticket SKIP LOCKED
"""
_ALL = "SELECT {key}, array_agg(ticket.id) FROM tickets_ticket ticket WHERE {clause}"


def _before(condition: Condition, look: Look) -> datetime:
    return look.now - timedelta(minutes=condition.number or 0)


def _due_in(condition: Condition, look: Look) -> Clause:
    return Clause("ticket.due_at <= %s", [look.now + timedelta(minutes=condition.number or 0)])


def _queued(received: Clause) -> Clause:
    return all_of(Clause("ticket.state = %s", [TicketState.QUEUED.value]), received)


def _elapsed(condition: Condition, look: Look) -> Clause:
    """Never less than what was worked."""
    return _queued(Clause("ticket.received_at <= %s", [_before(condition, look)]))


def _worked(condition: Condition, look: Look) -> Clause:
    """By the business hours of each category."""
    usual, others = look.received_before(condition.number or 0)
    if not others:
        return _queued(Clause("ticket.received_at <= %s", [usual]))
    elsewhere = [category for _moment, categories in others for category in categories]
    last = max((moment for moment, _categories in [(usual, []), *others] if moment), default=None)
    return _queued(
        all_of(
            Clause("ticket.received_at <= %s", [last]),
            any_of(
                Clause("ticket.received_at <= %s AND ticket.category_id <> ALL (%s)", [usual, elsewhere]),
                *(
                    Clause("ticket.received_at <= %s AND ticket.category_id = ANY (%s)", [moment, categories])
                    for moment, categories in others
                ),
            ),
        )
    )


def _overdue(condition: Condition, look: Look) -> Clause:
    return Clause(
        "ticket.state = %s AND ticket.held_until <= %s", [TicketState.RESUBMITTED.value, _before(condition, look)]
    )


def _one_of(column: str, kind: type = str) -> Callable[[Condition, Look], Clause]:
    def looked_up(condition: Condition, look: Look) -> Clause:
        return Clause(f"ticket.{column} = ANY (%s)", [[kind(value) for value in condition.values]])

    return looked_up


def _tag(condition: Condition, look: Look) -> Clause:
    return Clause("ticket.tags && %s::varchar[]", [list(condition.values)])


_LOOKED_UP: Mapping[ConditionKind, Callable[[Condition, Look], Clause]] = {
    ConditionKind.SHARE: may_have_used,
    ConditionKind.DUE_IN: _due_in,
    ConditionKind.WAITING: _worked,
    ConditionKind.OVERDUE: _overdue,
    ConditionKind.STATE: _one_of("state"),
    ConditionKind.CATEGORY: _one_of("category_id", int),
    ConditionKind.CHANNEL: _one_of("channel"),
    ConditionKind.LANGUAGE: _one_of("language"),
    ConditionKind.TAG: _tag,
}
_ROUGHLY = {**_LOOKED_UP, ConditionKind.WAITING: _elapsed}
