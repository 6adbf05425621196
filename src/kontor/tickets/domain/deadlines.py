"""The life of promises. Called by name from the verbs that make things happen; the tickets are locked.

First response: from the receipt until something of ours is accepted for sending. Next response: from when the customer
writes after that. Resolution: from the receipt, or from when it is open again, until it is closed. Call back: from a
call that nobody answered until somebody speaks with the customer. Speaking and answering keep all that is awaited.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.sla.domain.terms import Terms, terms_for
from kontor.sla.enums import PauseKind, PromiseKind
from kontor.tickets.domain.pauses import turn
from kontor.tickets.domain.promises import AWAITED, RESPONSES, Promises
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Message, Promise, Ticket


def terms_of_categories(categories: Iterable[Category]) -> dict[int, Terms]:
    """By their ids."""
    rows = {category.pk: category for category in categories}
    return dict(zip(rows, terms_for([(category.tenant, category) for category in rows.values()]), strict=True))


def promise_at_opening(tickets: Collection[Ticket]) -> Promises:
    """What is promised to new tickets, which get their columns; to be written when they are. None to spam, and none to
    a process of ours before the customer writes."""
    promises = Promises(tickets)
    terms = terms_of_categories(ticket.category for ticket in tickets)
    for ticket in tickets:
        if ticket.is_open and ticket.kind != TicketKind.PROCESS:
            promises.begin(ticket, PromiseKind.FIRST_RESPONSE, terms[ticket.category_id], ticket.received_at)
            promises.begin(ticket, PromiseKind.RESOLUTION, terms[ticket.category_id], ticket.received_at)
        promises.place(ticket)
    return promises


def customer_wrote(moments: Mapping[Ticket, datetime]) -> None:
    """The customers of these open tickets have written then: they wait for a response, if they did not before."""
    terms = terms_of_categories(ticket.category for ticket in moments)
    waiting = [ticket for ticket in moments if ticket.is_open and terms[ticket.category_id].level]
    if not waiting:
        return
    promises = Promises.of(waiting)
    for ticket in waiting:
        if not promises.running(ticket, *RESPONSES):
            promises.begin(ticket, PromiseKind.NEXT_RESPONSE, terms[ticket.category_id], moments[ticket])
        if ticket.kind == TicketKind.PROCESS:
            promises.begin(ticket, PromiseKind.RESOLUTION, terms[ticket.category_id], moments[ticket])
    promises.write()


def answered(ticket: Ticket, message: Message) -> None:
    """The answer is accepted for sending: the response that was promised is kept or broken."""
    promises = Promises.of([ticket])
    for row in promises.running(ticket, *AWAITED):
        promises.settle(row, message.at)
    promises.write()


def call_missed(ticket: Ticket, at: datetime) -> None:
    """The customer of this open ticket called in vain: they wait to be called back, if they did not before."""
    if ticket.is_open:
        promises = Promises.of([ticket])
        promises.begin(ticket, PromiseKind.CALL_BACK, terms_of_categories([ticket.category])[ticket.category_id], at)
        promises.write()


def spoken(ticket: Ticket, since: datetime, until: datetime) -> None:
    """Somebody of us has spoken with the customer from then on: what was awaited before ``until`` is kept or broken."""
    promises = Promises.of([ticket])
    for row in promises.running(ticket, *AWAITED):
        if row.started_at <= until:
            promises.settle(row, max(since, row.started_at))
    promises.write()


def answer_taken_back(ticket: Ticket, message: Message) -> None:
    """It never left: the response is awaited as before."""
    rows = Promise.objects.filter(ticket=ticket, kind__in=AWAITED, done_at=message.at)
    kinds = set(rows.values_list("kind", flat=True))
    if kinds:
        again = [*RESPONSES, *kinds] if kinds & set(RESPONSES) else kinds
        Promise.objects.filter(ticket=ticket, kind__in=again, done_at=None).delete()
        rows.update(done_at=None, kept=None)
        Promises.of([ticket]).write()


def state_changed(ticket: Ticket, waited: PauseKind | None) -> dict[str, object]:
    """The ticket, which has ``waited`` like that before, has another state now. Returns columns to write with it.

    It stands still or goes on; closed, its resolution is kept or broken and a response that nobody gave falls away; as
    spam, and when it goes on in another ticket, everything falls away.
    """
    now = clock.now()
    turned = turn(ticket, waited, now)
    if ticket.state not in (TicketState.CLOSED, TicketState.SPAM):
        return _columns(Promises.of([ticket])) if turned else {}
    promises = Promises.of([ticket])
    for row in promises.running(ticket):
        if row.kind == PromiseKind.RESOLUTION and ticket.state == TicketState.CLOSED and not ticket.merged_into_id:
            promises.settle(row, ticket.closed_at or now)
        else:
            promises.drop(row, ticket.closed_at or now)
    return _columns(promises)


def _columns(promises: Promises) -> dict[str, object]:
    (ticket,) = promises.tickets
    place = promises.place(ticket)
    promises.write_promises()
    return dict(place._asdict())


def let_go(ticket: Ticket) -> None:
    """Nothing is promised any more: the ticket goes on elsewhere."""
    promises = Promises.of([ticket])
    for row in promises.running(ticket):
        promises.drop(row, clock.now())
    promises.write()


def reopened(tickets: Collection[Ticket]) -> None:
    """They were closed and are open again: the customer waits for a response and for a resolution from now on."""
    terms = terms_of_categories(ticket.category for ticket in tickets)
    promises, now = Promises(tickets), clock.now()
    for ticket in tickets:
        promises.begin(ticket, PromiseKind.NEXT_RESPONSE, terms[ticket.category_id], now)
        promises.begin(ticket, PromiseKind.RESOLUTION, terms[ticket.category_id], now)
    promises.write()


def closing_undone(ticket: Ticket, closed_at: datetime) -> None:
    """It was not closed after all: what ended then runs on."""
    running = Promise.objects.filter(ticket=ticket, done_at=None).values("kind")
    Promise.objects.filter(ticket=ticket, done_at=closed_at).exclude(kind__in=running).update(done_at=None, kept=None)
