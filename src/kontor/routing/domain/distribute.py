"""Push: what waits is given to those who are ready, the earliest promise first.

One decides at a time in the whole installation, because desks and their room do not end at a tenant; however many
workers there are, no ticket is given twice and no desk gets more than it has room for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from kontor.kernel import clock
from kontor.people.domain.availability import ready_agents
from kontor.people.enums import Module
from kontor.people.models import AgentState
from kontor.routing.domain.choosing import Assignment, Circumstances, choose, works
from kontor.routing.domain.crew import Agent, crew_of, lock_states
from kontor.routing.domain.queue_heads import (
    Rules,
    Waiting,
    given_up,
    heads,
    last_contacts,
    of_same_customers,
    rules_of,
)
from kontor.tenants.scope import INSTALLATION, every_tenant, scope
from kontor.tickets.domain.history import record_all
from kontor.tickets.domain.states import tell
from kontor.tickets.domain.used import shares_used
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

DISTRIBUTE = "kontor.routing.tasks.distribute"
DECIDING = 7_305_001
"""The advisory lock of whoever distributes."""
AT_ONCE = 500
"""So many are given in one transaction."""
NOT_AGAIN = timedelta(minutes=60)
"""For so long nobody is given again what they gave back or let lie."""


def distribute() -> int:
    """Give away what somebody can have now. Enters its own scopes: a transaction for some hundred tickets each.

    Returns how many were given.
    """
    given = 0
    while True:
        with scope(*every_tenant()):
            count = _give_some()
        given += count
        if count < AT_ONCE:
            return given


def wake() -> None:
    """Have it done soon, if somebody could be given something and nobody has asked for it yet.

    A job that is not visible yet is not waited for; what is missed so is found by the clock a few seconds later.
    """
    if not ready_agents(Module.MAIL).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", [DISTRIBUTE])
        waits = cursor.fetchone() is not None
    if not waits:
        app.configure_task(DISTRIBUTE).defer(tenant_id=INSTALLATION)


def _give_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DECIDING])
    lock_states()
    crew = crew_of()
    rules = pushed(crew)
    passed: set[int] = set()
    given = 0
    while given < AT_ONCE:
        able = [agent for agent in crew if agent.ready and agent.room]
        tickets = heads(able, rules, passed=passed, most=AT_ONCE - given)
        if not tickets:
            break
        assignments = list(choose(tickets, crew, circumstances(tickets, rules)))
        passed |= {ticket.id for ticket in tickets}
        given += _write(assignments)
    return given


def pushed(crew: Sequence[Agent]) -> dict[int, Rules]:
    """The rules of the categories that are distributed. Narrows the crew's categories to what they chose."""
    rules = rules_of({category_id for agent in crew for category_id in agent.categories})
    narrow_to_chosen(crew, rules)
    return {pk: rule for pk, rule in rules.items() if rule.push}


def narrow_to_chosen(crew: Sequence[Agent], rules: dict[int, Rules]) -> None:
    """Of the crew's categories those count whose tenant they have chosen."""
    for agent in crew:
        agent.categories = frozenset(pk for pk in agent.categories if pk in rules and works(agent, rules[pk]))


def circumstances(tickets: Sequence[Waiting], rules: dict[int, Rules]) -> Circumstances:
    """What else counts for these tickets, read for all of them at once."""
    now = clock.now()
    same_customer = of_same_customers(tickets, rules)
    everything = [*tickets, *(ticket for others in same_customer.values() for ticket in others)]
    return Circumstances(
        rules=rules,
        now=now,
        contacts=last_contacts(tickets, rules),
        same_customer=same_customer,
        given_up=given_up(everything, now - NOT_AGAIN),
    )


def _write(assignments: Sequence[Assignment]) -> int:
    """Put the tickets on the desks; one that somebody has taken meanwhile is left, its place is free again."""
    if not assignments:
        return 0
    now = clock.now()
    written = _put_on_desks(assignments, now)
    used = shares_used(written, now)
    steps = []
    for each in assignments:
        if each.ticket.id not in written:
            each.agent.held -= 1
            continue
        ticket = Ticket(pk=each.ticket.id, tenant_id=each.ticket.tenant_id, lent_to_id=each.ticket.lent_to_id)
        facts = {"to": each.agent.name, "to_id": each.agent.id, "used": used.get(ticket.pk), **each.facts}
        steps.append((ticket, None, "distributed", facts))
        tell(ticket)
    record_all(steps)
    got = {each.agent.id for each in assignments if each.ticket.id in written}
    AgentState.objects.filter(user__in=got, module=Module.MAIL).update(given_at=now)
    return len(written)


def _put_on_desks(assignments: Sequence[Assignment], now: datetime) -> Collection[int]:
    wanted: dict[str, Any] = {
        "tickets": [each.ticket.id for each in assignments],
        "categories": [each.ticket.category_id for each in assignments],
        "owners": [each.agent.id for each in assignments],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PUT, wanted)
        return {row[0] for row in cursor.fetchall()}


# A row that somebody holds is passed over, not waited for; under the lock it is looked at again.
_PUT = f"""
WITH free AS MATERIALIZED (
    SELECT t.id, g.owner
    FROM unnest(%(tickets)s::bigint[], %(categories)s::bigint[], %(owners)s::bigint[]) AS g(ticket, category, owner)
    JOIN tickets_ticket t ON t.id = g.ticket AND t.queue_category_id = g.category
    WHERE t.state = '{TicketState.QUEUED.value}'
    ORDER BY t.id FOR UPDATE OF t SKIP LOCKED
)
UPDATE tickets_ticket t
SET state = '{TicketState.ASSIGNED.value}', owner_id = free.owner, assigned_at = %(now)s, touched_at = NULL,
    changed_at = %(now)s
FROM free WHERE t.id = free.id
RETURNING t.id
"""
