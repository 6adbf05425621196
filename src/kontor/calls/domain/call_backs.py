"""Who waits to be called back: whose call nobody answered, and to whom nobody has spoken or written since."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from django.db import connection

from kontor.calls.domain.subjects import number_of
from kontor.calls.enums import UNWANTED, Direction
from kontor.calls.models import Call
from kontor.calls.preferences import CALL_BACK, CALL_BACK_AFTER
from kontor.kernel import clock
from kontor.kernel.arrays import numbers
from kontor.preferences.types import Holder
from kontor.sla.enums import PromiseKind
from kontor.tenants.models import Tenant
from kontor.tickets.domain.deadlines import call_missed
from kontor.tickets.domain.history import record
from kontor.tickets.domain.notices import notify_owner
from kontor.tickets.domain.returning import bring_back
from kontor.tickets.domain.settling import ANSWERS
from kontor.tickets.domain.states import change_state, save_changes
from kontor.tickets.enums import OPEN_STATES, NoticeKind, TicketState
from kontor.tickets.models import Ticket


def is_call_back(tenant: Tenant) -> bool:
    """The tenant has missed calls called back."""
    return CALL_BACK.get(cast(Holder, tenant))


def waiting_call_back(ticket: Ticket) -> Call | None:
    """The missed call for which the customer of this ticket waits to be called back."""
    return waiting_call_backs([ticket.pk]).get(ticket.pk)


def waiting_call_backs(ticket_ids: Collection[int], *, but: int = 0) -> dict[int, Call]:
    """The same for many tickets, by their ids, as if there were not the call ``but``; one statement, and a second one
    where somebody waits."""
    if not ticket_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"tickets": numbers(ticket_ids), "but": but})
        ids = [pk for (pk,) in cursor.fetchall()]
    calls = Call.objects.filter(pk__in=ids).select_related("tenant") if ids else ()
    return {cast(int, call.ticket_id): call for call in calls if is_call_back(call.tenant)}


class Waiting(NamedTuple):
    """Tickets that wait to be called back, and how many of them beyond what was promised."""

    tickets: int = 0
    late: int = 0


def count_waiting(tenants: Iterable[Tenant], *, now: datetime) -> dict[int, Waiting]:
    """Of each of these tenants that has missed calls called back and in which somebody waits. One statement."""
    wanted = [tenant.pk for tenant in tenants if is_call_back(tenant)]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"tenants": numbers(wanted), "but": 0, "now": now})
        return {tenant: Waiting(waiting, late) for tenant, waiting, late in cursor.fetchall()}


def waiting_ticket_of(call: Call) -> Ticket | None:
    """The open ticket of this call's number that waits for a call back already, in its tenant."""
    if not call.remote_normal:
        return None
    earlier = Call.objects.filter(
        tenant_id=call.tenant_id,
        remote_normal=call.remote_normal,
        direction=Direction.IN,
        answered_at=None,
        ticket__state__in=OPEN_STATES,
    ).exclude(pk=call.pk)
    waiting = waiting_call_backs(list(earlier.values_list("ticket_id", flat=True).distinct()))
    return Ticket.objects.filter(pk__in=waiting).order_by("-received_at", "-id").first()


def note_missed(call: Call, ticket: Ticket) -> None:
    """The locked ticket learns of the missed call: it is to be called back, whoever has it is told.

    A ticket that the call has made may be put on resubmission first; another one that is on resubmission comes back,
    unless it is there to be called back.
    """
    number = number_of(call)
    wanted = is_call_back(call.tenant) and not call.anonymous
    record(ticket, "call_missed", by=None, number=number, call_back=wanted)
    if wanted:
        call_missed(ticket, call.ended_at or clock.now())
    if call.made_ticket and wanted:
        _put_off(call, ticket)
    elif ticket.state == TicketState.RESUBMITTED and not waiting_call_backs([ticket.pk], but=call.pk):
        bring_back(ticket, ticket.waits_for_id, unread=True)
    elif ticket.is_open and not call.made_ticket:
        save_changes(ticket, unread=True)
    if not call.made_ticket:
        notify_owner(ticket, NoticeKind.CALL_MISSED, number=number)


def _put_off(call: Call, ticket: Ticket) -> None:
    """In the queue only when the tenant wants to call back at the earliest."""
    minutes = CALL_BACK_AFTER.get(cast(Holder, call.tenant))
    until = (call.ended_at or clock.now()) + timedelta(minutes=minutes)
    if minutes and until > clock.now() and ticket.state == TicketState.QUEUED:
        change_state(ticket, TicketState.RESUBMITTED, held_until=until)
        record(ticket, "call_back_later", by=None, until=until.isoformat())


_OPEN = "t.state IN ({})".format(", ".join(f"'{state.value}'" for state in OPEN_STATES))
_UNWANTED = ", ".join(f"'{outcome.value}'" for outcome in UNWANTED)
_MISSED = f"""
JOIN LATERAL (
    SELECT c.id, c.started_at FROM calls_call c
    WHERE c.ticket_id = t.id AND c.id <> %(but)s AND c.direction = '{Direction.IN.value}' AND c.answered_at IS NULL
      AND c.ended_at IS NOT NULL AND c.outcome NOT IN ({_UNWANTED}) AND NOT c.anonymous
    ORDER BY c.started_at DESC, c.id DESC LIMIT 1
) missed ON true
"""
_NOTHING_SINCE = f"""
NOT EXISTS (
    SELECT FROM calls_call c
    WHERE c.ticket_id = t.id AND c.answered_at IS NOT NULL AND c.started_at >= missed.started_at
) AND NOT EXISTS (
    SELECT FROM tickets_message m
    WHERE m.ticket_id = t.id AND m.direction = 'out' AND m.at > missed.started_at
      AND m.kind IN ({", ".join(f"'{kind.value}'" for kind in ANSWERS)})
)
"""

_WAITING = f"""
SELECT missed.id
FROM unnest(%(tickets)s::bigint[]) AS wanted(id)
JOIN tickets_ticket t ON t.id = wanted.id AND {_OPEN}
{_MISSED} WHERE {_NOTHING_SINCE}
"""

_COUNTED = f"""
SELECT t.tenant_id, count(*), count(*) FILTER (WHERE p.due_at < %(now)s)
FROM tickets_ticket t
{_MISSED} LEFT JOIN tickets_promise p
    ON p.ticket_id = t.id AND p.kind = '{PromiseKind.CALL_BACK.value}' AND p.done_at IS NULL
WHERE t.id IN (
    SELECT c.ticket_id FROM calls_call c
    WHERE c.tenant_id = ANY (%(tenants)s::bigint[]) AND c.direction = '{Direction.IN.value}' AND c.answered_at IS NULL
) AND {_OPEN} AND {_NOTHING_SINCE}
GROUP BY t.tenant_id
"""
