"""Mail of a customer whose ticket is, or was, lent to another tenant."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.enums import LoanEnd
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.factories.loans import lend_ticket
from tests.intake.domain.conftest import Receive
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope


def _closed_by_borrower(ticket: Ticket, carla: User, *, reopen_days: int) -> None:
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=carla, assigned_at=clock.now())
        Category.objects.filter(pk=ticket.category_id).update(preferences={"tickets.reopen_days": reopen_days})
    with in_scope(ticket.tenant_id):
        close_ticket(Ticket.objects.get(pk=ticket.pk), by=carla)


def test_what_comes_while_it_is_lent_is_read_by_the_borrower(
    account: MailAccount, ticket: Ticket, claims: Category, alpina: Tenant, receive: Receive
) -> None:
    lend_ticket(ticket, claims)

    arrival = receive(account, letter(f"Zu {ticket.number}", text="Noch etwas."))

    assert arrival.ticket == ticket
    with in_scope(alpina):
        assert Message.objects.filter(ticket_id=ticket.pk, text__contains="Noch etwas.").exists()


@pytest.mark.parametrize(("reopen_days", "same"), [(7, True), (0, False)])
def test_closed_by_the_borrower_it_goes_on_at_the_lender(
    account: MailAccount,
    ticket: Ticket,
    claims: Category,
    billing: Category,
    alpina: Tenant,
    carla: User,
    receive: Receive,
    reopen_days: int,
    same: bool,
) -> None:
    lend_ticket(ticket, claims)
    _closed_by_borrower(ticket, carla, reopen_days=reopen_days)

    arrival = receive(account, letter(f"Zu {ticket.number}", text="Das stimmt noch nicht."))

    with everywhere():
        after = Ticket.objects.get(pk=arrival.ticket_id)
        loan = Loan.objects.get(ticket=ticket)
        actions = HistoryEntry.objects.filter(ticket=after).values_list("action", flat=True)
        assert ("reopened" in actions) is same
    assert (after == ticket, loan.ended_by) == (same, LoanEnd.CLOSED)
    assert (after.state, after.lent_to_id, after.queue_category_id, after.owner_id) == (
        TicketState.QUEUED,
        None,
        billing.pk,
        None,
    )
    with in_scope(alpina):
        assert not Message.objects.filter(ticket_id__in=[ticket.pk, after.pk]).exists()
