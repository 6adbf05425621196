"""The look of every minute: which rules act on which tickets now.

What is due is found first, for all rules, by stored moments. Then batches: the rows are locked, looked at again, acted
on and noted, in one transaction each. A worker killed in between has done a batch or not; a firing is unique, so
nothing is done twice. Actions start no look, and a ticket that was moved is left alone until the next one: rules
cannot call each other in a circle.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Max

from kontor.escalations.domain.actions import Effects, act, keep_people
from kontor.escalations.domain.conditions import due_tickets, load_holds
from kontor.escalations.domain.content import Content
from kontor.escalations.domain.mails import queue_mails, to_be_mailed
from kontor.escalations.domain.shares import really_used
from kontor.escalations.domain.versions import versions_that_count
from kontor.escalations.models import EscalationRule, EscalationVersion, Firing
from kontor.kernel import clock
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
        found = _find(tenant_id, now)
        queue_mails(tenant_id)
    moved: set[int] = set()
    fired = 0
    for due in found:
        for start in range(0, len(due.tickets), BATCH):
            with scope(tenant_id):
                fired += _fire(due, due.tickets[start : start + BATCH], now, moved)
    if fired:
        with scope(tenant_id):
            queue_mails(tenant_id)
    return fired


def _find(tenant_id: int, now: datetime) -> list[Due]:
    found = []
    for version in versions_that_count(tenant_id):
        content = Content.from_json(version.content)
        if load_holds(content, tenant_id):
            ids = due_tickets(version, content, now).order_by("id").values_list("pk", flat=True)
            found.append(Due(version, content, list(ids)))
    return found


def _fire(due: Due, ticket_ids: Sequence[int], now: datetime, moved: set[int]) -> int:
    """The rule is locked first: of two workers the second finds what the first has done, and one that is switched off
    meanwhile does nothing more."""
    if not _still_counts(due.version):
        return 0
    keep_people(due.content)
    rows = due_tickets(due.version, due.content, now).filter(pk__in=set(ticket_ids) - moved)
    locked = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    tickets = really_used(locked, due.content, now)
    if not tickets:
        return 0
    effects = act(due.version, due.content, tickets, moved)
    _note(due, tickets, effects, now)
    to_be_mailed(due.version, due.content, tickets, now)
    return len(tickets)


def _still_counts(version: EscalationVersion) -> bool:
    rows = EscalationRule.objects.living().filter(pk=version.rule_id, active=True, number=version.number)
    return bool(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _note(due: Due, tickets: list[Ticket], effects: Effects, now: datetime) -> None:
    """The firings, and a line in the history of each ticket: a statement each, however many they are."""
    occurrences = _occurrences(due, tickets)
    with connection.cursor() as cursor:
        cursor.execute(
            _FIRINGS,
            {
                "version": due.version.pk,
                "at": now,
                "tenants": [ticket.tenant_id for ticket in tickets],
                "borrowers": [ticket.lent_to_id for ticket in tickets],
                "tickets": [ticket.pk for ticket in tickets],
                "occurrences": [occurrences.get(ticket.pk, 0) for ticket in tickets],
                "effects": [json.dumps(effects[ticket.pk]) for ticket in tickets],
            },
        )
    named = {"rule": due.version.name, "version": due.version.number}
    record_all((ticket, None, "escalated", {**named, "effects": effects[ticket.pk]}) for ticket in tickets)


_FIRINGS = """
INSERT INTO escalations_firing (tenant_id, lent_to_id, ticket_id, version_id, occurrence, at, effects)
SELECT tenant_id, lent_to_id, ticket_id, %(version)s, occurrence, %(at)s, effects::jsonb
FROM unnest(%(tenants)s::bigint[], %(borrowers)s::bigint[], %(tickets)s::bigint[], %(occurrences)s::int[],
    %(effects)s::text[]) AS fired(tenant_id, lent_to_id, ticket_id, occurrence, effects)
"""


def _occurrences(due: Due, tickets: list[Ticket]) -> dict[int, int]:
    """By ticket, the next one. Rules that act once have none but the first."""
    if due.content.again is None:
        return {}
    rows = Firing.objects.filter(version=due.version, ticket__in=tickets).values("ticket_id")
    return {row["ticket_id"]: row["last"] + 1 for row in rows.annotate(last=Max("occurrence"))}
