"""The look of every minute: which rules act on which tickets now.

What is due is found first, for all rules, by stored moments: one statement says what each of them may have to do.
Then batches: the rows are locked, looked at again, acted on and noted, in one transaction each. A worker killed in
between has done a batch or not; a firing is unique, so nothing is done twice. Actions start no look, and a ticket that
was moved is left alone until the next one: rules cannot call each other in a circle.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Max

from kontor.escalations.domain.actions import Effects, act, keep_people
from kontor.escalations.domain.conditions import due, ids_for, is_rough, load_holds, locked_for
from kontor.escalations.domain.content import Content
from kontor.escalations.domain.looks import Look
from kontor.escalations.domain.mails import queue_mails, to_be_mailed
from kontor.escalations.domain.shares import really_used
from kontor.escalations.domain.versions import still_counts, versions_that_count
from kontor.escalations.models import EscalationVersion, Firing
from kontor.kernel import clock
from kontor.kernel.arrays import numbers
from kontor.tenants.scope import scope
from kontor.tickets.domain.history import record_all
from kontor.tickets.models import Ticket

BATCH = 500


class Due(NamedTuple):
    """A version and the tickets it may act on."""

    version: EscalationVersion
    content: Content
    tickets: list[int]


def sweep(tenant_id: int) -> int:
    """Let the tenant's rules act, in their order. Returns how often one did. Enters short scopes of its own."""
    now = clock.now()
    with scope(tenant_id):
        found = _find(Look(tenant_id, now))
        queue_mails(tenant_id)
    moved: set[int] = set()
    fired = 0
    for each in found:
        for start in range(0, len(each.tickets), BATCH):
            with scope(tenant_id):
                fired += _fire(each, each.tickets[start : start + BATCH], Look(tenant_id, now), moved)
    if fired:
        with scope(tenant_id):
            queue_mails(tenant_id)
    return fired


def _find(look: Look) -> list[Due]:
    counting = {each.pk: (each, Content.from_json(each.content)) for each in versions_that_count(look.tenant_id)}
    found = ids_for({pk: due(pk, content, look, roughly=True) for pk, (_version, content) in counting.items()})
    holding = {pk: ids for pk, ids in found.items() if load_holds(counting[pk][1], look.tenant_id)}
    exactly = ids_for({pk: due(pk, counting[pk][1], look) for pk in holding if is_rough(counting[pk][1])})
    return [
        Due(version, content, ids)
        for pk, (version, content) in counting.items()
        if (ids := (exactly if is_rough(content) else holding).get(pk))
    ]


def _fire(each: Due, ticket_ids: Collection[int], look: Look, moved: set[int]) -> int:
    """The rule is locked first: of two workers the second finds what the first has done, and one that is switched off
    meanwhile does nothing more."""
    if not still_counts(each.version):
        return 0
    keep_people(each.content)
    clause = due(each.version.pk, each.content, look)
    locked = locked_for(clause, set(ticket_ids) - moved, whole=not each.content.marks_only)
    tickets = really_used(locked, each.content, look.now)
    if not tickets:
        return 0
    effects = act(each.version, each.content, tickets, moved)
    _note(each, tickets, effects, look.now)
    to_be_mailed(each.version, each.content, tickets, look.now)
    return len(tickets)


def _note(each: Due, tickets: list[Ticket], effects: Effects, now: datetime) -> None:
    """The firings, and a line in the history of each ticket: a statement each, however many they are."""
    occurrences = _occurrences(each, tickets)
    said: dict[str, int] = {}
    which = [said.setdefault(json.dumps(effects[ticket.pk]), len(said)) for ticket in tickets]
    with connection.cursor() as cursor:
        cursor.execute(
            _FIRINGS,
            {
                "tenant": each.version.tenant_id,
                "version": each.version.pk,
                "at": now,
                "borrowers": numbers(ticket.lent_to_id for ticket in tickets),
                "tickets": numbers(ticket.pk for ticket in tickets),
                "occurrences": numbers(occurrences.get(ticket.pk, 0) for ticket in tickets),
                "which": numbers(which),
                "said": f"[{','.join(said)}]",
            },
        )
    named = {"rule": each.version.name, "version": each.version.number}
    record_all((ticket, None, "escalated", {**named, "effects": effects[ticket.pk]}) for ticket in tickets)


_FIRINGS = """
INSERT INTO escalations_firing (tenant_id, lent_to_id, ticket_id, version_id, occurrence, at, effects)
SELECT %(tenant)s, lent_to_id, ticket_id, %(version)s, occurrence, %(at)s, said -> which
FROM unnest(%(borrowers)s::bigint[], %(tickets)s::bigint[], %(occurrences)s::int[], %(which)s::int[])
    AS fired(lent_to_id, ticket_id, occurrence, which),
    (SELECT %(said)s::jsonb AS said) AS everything
"""


def _occurrences(each: Due, tickets: list[Ticket]) -> dict[int, int]:
    """By ticket, the next one. Rules that act once have none but the first."""
    if each.content.again is None:
        return {}
    rows = Firing.objects.filter(version=each.version, ticket__in=tickets).values("ticket_id")
    return {row["ticket_id"]: row["last"] + 1 for row in rows.annotate(last=Max("occurrence"))}
