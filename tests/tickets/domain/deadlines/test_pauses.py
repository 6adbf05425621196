"""What is noted of a ticket's waiting agrees with its state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.sla.enums import PauseKind
from kontor.tickets.domain.pauses import turn_all, waits_as
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Pause, Ticket
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements


@pytest.mark.parametrize(
    ("state", "for_customer", "kind"),
    [
        (TicketState.RESUBMITTED, True, PauseKind.CUSTOMER),
        (TicketState.RESUBMITTED, False, PauseKind.RESUBMISSION),
        (TicketState.QUEUED, True, None),
        (TicketState.EXTERNAL_INQUIRED, True, PauseKind.INQUIRY),
        (TicketState.EXTERNAL_FORWARDED, False, PauseKind.FORWARD),
    ],
)
def test_for_whom_a_ticket_waits(state: TicketState, for_customer: bool, kind: PauseKind | None) -> None:
    assert waits_as(Ticket(state=state, waits_for_customer=for_customer)) == kind


def test_what_is_noted_wrongly_ends_and_what_is_right_goes_on(billing: Category) -> None:
    """One waits, and it is noted so; one does not wait any more; one waits for somebody else; one was never noted."""
    states = (TicketState.EXTERNAL_INQUIRED, TicketState.QUEUED, TicketState.EXTERNAL_FORWARDED)
    tickets = [make_ticket(billing) for _ticket in range(4)]
    since = clock.now() - timedelta(hours=1)
    with in_scope(billing.tenant_id):
        for ticket, state in zip(tickets, (*states, TicketState.EXTERNAL_INQUIRED), strict=True):
            ticket.state = state
        for ticket in tickets[:3]:
            Pause.objects.create(
                tenant_id=ticket.tenant_id, ticket=ticket, kind=PauseKind.INQUIRY, since=since, until=None
            )
        at = clock.now()

        turn_all(tickets, at)

        rows = [list(ticket.pauses.order_by("id").values_list("kind", "since", "until")) for ticket in tickets]
        with statements() as sent:
            turn_all(tickets, at)
    assert rows == [
        [(PauseKind.INQUIRY, since, None)],
        [(PauseKind.INQUIRY, since, at)],
        [(PauseKind.INQUIRY, since, at), (PauseKind.FORWARD, at, None)],
        [(PauseKind.INQUIRY, at, None)],
    ]
    assert len(sent) == 1
