"""The stretches in which something was promised, of what is known of a ticket."""

from __future__ import annotations

from datetime import timedelta

from kontor.escalations.domain.spans import Past, Span, spans_of
from kontor.sla.enums import PromiseKind
from kontor.tickets.enums import TicketKind, TicketState
from tests.escalations.domain.replay_promises.conftest import HOUR, MONDAY


def test_of_a_process_of_ones_own_a_resolution_is_promised_once_the_customer_writes() -> None:
    asked = MONDAY + HOUR
    past = Past(1, 1, TicketKind.PROCESS, TicketState.ASSIGNED, False, MONDAY, None, MONDAY)
    past.events = [(MONDAY + timedelta(minutes=1), True)]
    before = list(spans_of(past))
    past.events.append((asked, False))

    assert before == []
    assert list(spans_of(past)) == [
        Span(PromiseKind.NEXT_RESPONSE, asked, None),
        Span(PromiseKind.RESOLUTION, asked, None),
    ]
