"""When a ticket waits for somebody else. Every wait is noted; which of them count, its service level says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Greatest

from kontor.sla.enums import PauseKind
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Pause, Ticket

_KINDS = {
    TicketState.RESUBMITTED: PauseKind.RESUBMISSION,
    TicketState.EXTERNAL_INQUIRED: PauseKind.INQUIRY,
    TicketState.EXTERNAL_FORWARDED: PauseKind.FORWARD,
}


def waits_as(ticket: Ticket) -> PauseKind | None:
    """For whom the ticket waits by its present state."""
    if ticket.state == TicketState.RESUBMITTED and ticket.waits_for_customer:
        return PauseKind.CUSTOMER
    return _KINDS.get(TicketState(ticket.state))


def turn(ticket: Ticket, before: PauseKind | None, at: datetime) -> bool:
    """The locked ticket waited like ``before``; from now on as its state says. Whether anything changed."""
    now = waits_as(ticket)
    if now == before:
        return False
    Pause.objects.filter(ticket=ticket, until=None).update(until=_not_before_it_began(at))
    if now:
        Pause.objects.bulk_create([_pause(ticket, now, at)])
    return True


def turn_all(tickets: Collection[Ticket], at: datetime) -> None:
    """What is noted of these locked tickets agrees with their states again, from now on. One statement if it does."""
    running = {pause.ticket_id: pause for pause in Pause.objects.filter(ticket__in=tickets, until=None)}
    wrong = [ticket for ticket in tickets if _noted(running.get(ticket.pk)) != waits_as(ticket)]
    ended = [running[ticket.pk].pk for ticket in wrong if ticket.pk in running]
    if ended:
        Pause.objects.filter(pk__in=ended).update(until=_not_before_it_began(at))
    begun = [_pause(ticket, kind, at) for ticket in wrong if (kind := waits_as(ticket))]
    if begun:
        Pause.objects.bulk_create(begun)


def _not_before_it_began(at: datetime) -> Greatest:
    """A wait that began while the clock was wrong, or on a machine whose clock is ahead, took no time."""
    return Greatest("since", Value(at))


def _noted(pause: Pause | None) -> PauseKind | None:
    return PauseKind(pause.kind) if pause else None


def _pause(ticket: Ticket, kind: PauseKind, at: datetime) -> Pause:
    return Pause(tenant_id=ticket.tenant_id, lent_to_id=ticket.lent_to_id, ticket=ticket, kind=kind, since=at)
