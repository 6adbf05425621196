"""What customers waited for in the past, whether it was promised or not: the spans that a promise would have had.

They follow the verbs of ``tickets/domain/deadlines.py``, from messages and tickets instead of events. A ticket that was
closed and opened again counts as it is now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from django.db.models import QuerySet

from kontor.sla.domain.terms import Terms
from kontor.sla.enums import PromiseKind
from kontor.tickets.domain.clock_of import Clock, clock_of
from kontor.tickets.domain.promises import target_of
from kontor.tickets.domain.settling import ANSWERS, SPOKEN
from kontor.tickets.enums import Direction, MessageKind, TicketKind, TicketState
from kontor.tickets.models import HistoryEntry, Message, Pause, Promise, Ticket


class Outcome(Enum):
    """NONE: nothing was promised. OPEN: neither kept nor broken by then."""

    NONE = "none"
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


class Span(NamedTuple):
    """``done_at`` is None while it is awaited still."""

    kind: PromiseKind
    started_at: datetime
    done_at: datetime | None


@dataclass(slots=True)
class Past:
    """What is known of a ticket. ``events`` are messages in their order: when, and whether they answer the customer; so
    does speaking with them. ``missed``: when they called in vain and were to be called back."""

    id: int
    category_id: int
    kind: str
    state: str
    merged: bool
    received_at: datetime
    closed_at: datetime | None
    rank_at: datetime
    events: list[tuple[datetime, bool]] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    missed: list[datetime] = field(default_factory=list)

    @property
    def is_process(self) -> bool:
        return self.kind == TicketKind.PROCESS

    @property
    def answered_at(self) -> datetime | None:
        """When the customer was answered for the first time."""
        return next((at for at, answers in self.events if answers), None)


COLUMNS = ("id", "category_id", "kind", "state", "merged_into_id", "received_at", "closed_at", "rank_at")


def pasts_of(tickets: QuerySet[Ticket]) -> list[Past]:
    """Four statements, whatever the number."""
    found = {
        pk: Past(pk, category, kind, state, merged is not None, received, closed, rank)
        for pk, category, kind, state, merged, received, closed, rank in tickets.values_list(*COLUMNS)
    }
    for ticket_id, at, direction, kind in _messages(found):
        if direction == Direction.OUT and kind in ANSWERS:
            found[ticket_id].events.append((at, True))
        elif direction == Direction.IN and kind == MessageKind.CUSTOMER:
            found[ticket_id].events.append((at, False))
    for ticket_id, at, action, details in _calls(found):
        past = found[ticket_id]
        if action == SPOKEN:
            past.events = sorted([*past.events, (at, True)], key=lambda event: event[0])
        elif details.get("call_back"):
            past.missed.append(at)
    for ticket_id, pauses in _pauses(found).items():
        found[ticket_id].pauses = pauses
    return list(found.values())


def spans_of(past: Past) -> Iterator[Span]:
    """In the order of the verbs: responses, call backs, the resolution. What fell away (closed unanswered) is none."""
    yield from _responses(past)
    yield from _call_backs(past)
    first = next((at for at, answers in past.events if not answers), None)
    begun = first if past.is_process else past.received_at
    fell_away = past.merged or past.state == TicketState.SPAM
    if begun and not fell_away:
        yield Span(PromiseKind.RESOLUTION, begun, past.closed_at)


def clock_under(span: Span, terms: Terms, pauses: Sequence[Pause], at: datetime) -> Clock | None:
    """The clock of the span under these terms, at that moment or its end; None where nothing is promised."""
    target = target_of(terms.level, span.kind) if terms.level else None
    if terms.level is None or target is None:
        return None
    promise = Promise(
        kind=span.kind,
        target=target,
        warning_share=terms.level.warning_share,
        started_at=span.started_at,
        done_at=span.done_at,
        service_level=terms.level,
    )
    return clock_of(promise, pauses, terms.calendar, at)


def outcome_of(span: Span, clock: Clock | None) -> Outcome:
    if clock is None:
        return Outcome.NONE
    if clock.is_over:
        return Outcome.BROKEN
    return Outcome.KEPT if span.done_at else Outcome.OPEN


def _responses(past: Past) -> Iterator[Span]:
    kind = PromiseKind.NEXT_RESPONSE if past.is_process else PromiseKind.FIRST_RESPONSE
    asked_at = None if past.is_process else past.received_at
    for at, answers in past.events:
        if answers and asked_at:
            yield Span(kind, asked_at, at)
        if answers:
            kind, asked_at = PromiseKind.NEXT_RESPONSE, None
        elif asked_at is None:
            asked_at = at
    if asked_at and past.state not in (TicketState.CLOSED, TicketState.SPAM):
        yield Span(kind, asked_at, None)


def _call_backs(past: Past) -> Iterator[Span]:
    """From the first call in vain until the customer is spoken with or answered; closed, it fell away."""
    done: datetime | None = None
    for missed in past.missed:
        if done and missed <= done:
            continue
        done = next((at for at, answers in past.events if answers and at >= missed), None)
        if done or past.state not in (TicketState.CLOSED, TicketState.SPAM):
            yield Span(PromiseKind.CALL_BACK, missed, done)
        if done is None:
            return


def _calls(found: dict[int, Past]) -> Iterator[tuple[int, datetime, str, dict[str, object]]]:
    rows = HistoryEntry.objects.filter(ticket__in=list(found), action__in=(SPOKEN, "call_missed")).order_by("id")
    return rows.values_list("ticket_id", "at", "action", "details").iterator()


def _messages(found: dict[int, Past]) -> Iterator[tuple[int, datetime, str, str]]:
    rows = Message.objects.filter(ticket__in=list(found)).order_by("ticket_id", "id")
    return rows.values_list("ticket_id", "at", "direction", "kind").iterator()


def _pauses(found: dict[int, Past]) -> dict[int, list[Pause]]:
    pauses = defaultdict(list)
    for pause in Pause.objects.filter(ticket__in=list(found)).only("ticket_id", "kind", "since", "until"):
        pauses[pause.ticket_id].append(pause)
    return pauses
