"""The end of an arrival: its one outcome is written into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from kontor.intake.domain.judged import Filed
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.letters.domain.scans import hand_to_messages
from kontor.tickets.enums import MessageChannel


def conclude(arrival: Arrival, filed: Filed) -> None:
    """Write the one outcome of the row. A general account's mail belongs to its ticket's tenant from now on."""
    conclude_all([(arrival, filed)])


def conclude_all(outcomes: Sequence[tuple[Arrival, Filed]]) -> None:
    """The same for several rows, in one statement. Bytes that no unfiled row needs any more go."""
    now = clock.now()
    left = [arrival.raw_id for arrival, filed in outcomes if _moves(arrival, filed)]
    for arrival, filed in outcomes:
        _set(arrival, filed, now)
    rows = [[getattr(arrival, name) for name in _COLUMNS] for arrival, _filed in outcomes]
    with connection.cursor() as cursor:
        cursor.execute(_CONCLUDE, [now, *map(list, zip(*rows, strict=True))])
        if left:
            cursor.execute(_DROP, [left])
    hand_to_messages({arrival.pk: filed.message for arrival, filed in outcomes if filed.message and _on_paper(filed)})


def _moves(arrival: Arrival, filed: Filed) -> bool:
    return bool(filed.message and filed.message.tenant_id != arrival.tenant_id)


def _on_paper(filed: Filed) -> bool:
    return bool(filed.message and filed.message.channel == MessageChannel.LETTER)


def _set(arrival: Arrival, filed: Filed, now: datetime) -> None:
    if _moves(arrival, filed) and filed.message:
        arrival.tenant_id, arrival.raw = filed.message.tenant_id, filed.raw or filed.message.raw
    arrival.state = ArrivalState.HELD if filed.outcome == Outcome.HELD else ArrivalState.DONE
    arrival.outcome, arrival.reason = filed.outcome, filed.reason
    arrival.ticket, arrival.message = filed.ticket, filed.message
    arrival.processed_at = now


_COLUMNS = ("id", "tenant_id", "raw_id", "state", "outcome", "reason", "ticket_id", "message_id")

_CONCLUDE = """
UPDATE intake_arrival SET tenant_id = given.tenant_id, raw_id = given.raw_id, state = given.state,
    outcome = given.outcome, reason = given.reason, ticket_id = given.ticket_id, message_id = given.message_id,
    processed_at = %s
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[])
    AS given(id, tenant_id, raw_id, state, outcome, reason, ticket_id, message_id)
WHERE intake_arrival.id = given.id
"""

_DROP = """
DELETE FROM tickets_blob blob WHERE id = ANY (%s) AND tenant_id IS NULL
    AND NOT EXISTS (SELECT FROM intake_arrival WHERE raw_id = blob.id)
"""
