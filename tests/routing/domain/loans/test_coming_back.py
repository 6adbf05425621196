"""A lent ticket comes back."""

from __future__ import annotations

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.assign import open_from_queue, release_ticket
from kontor.routing.domain.bulk import close_many
from kontor.routing.domain.category_deletion import delete_category
from kontor.routing.domain.loans import end_loan, end_loans, lend, running_loan
from kontor.routing.enums import LoanEnd
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.listing import queue_page
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.spam import mark_as_spam
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_ticket, new_message
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_handed_back_it_stands_in_the_queue_of_the_lender(
    lent: Ticket, billing: Category, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht, alpina):
        end_loan(open_from_queue(lent, by=carla), LoanEnd.HANDED_BACK, by=carla, reason="Wir kennen den Vertrag nicht.")
    with in_scope(alpina):
        assert not Ticket.objects.filter(pk=lent.pk).exists()
        assert Loan.objects.get(ticket_id=lent.pk).ended_by == LoanEnd.HANDED_BACK
    with in_scope(nordlicht):
        after = Ticket.objects.get(pk=lent.pk)
        (row,) = queue_page([billing.pk])
        last = sentence(HistoryEntry.objects.filter(ticket=lent).latest("id"))

    assert (after.state, after.owner_id, after.lent_to_id, after.lent_category_id) == ("queued", None, None, None)
    assert (row.id, row.tenant.lent_to) == (lent.pk, "")
    assert last == f"Handed back from {alpina.name} by {carla.name}: Wir kennen den Vertrag nicht."


def test_what_is_not_lent_cannot_be_given_back(ticket: Ticket, sven: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht), refused("not lent any more"):
        end_loan(ticket, LoanEnd.TAKEN_BACK, by=sven)


def test_an_answer_on_its_way_is_waited_for(
    lent: Ticket, sven: User, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=lent.pk).update(state=TicketState.SENDING, owner=carla)

        with refused("from a desk or from the queue"):
            end_loan(lent, LoanEnd.TAKEN_BACK, by=sven)


def test_what_somebody_works_on_stays_lent_when_the_backlog_falls(
    lent: Ticket, billing: Category, claims: Category, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    worked = make_ticket(billing)
    lend_ticket(worked, claims)
    with in_scope(nordlicht, alpina):
        open_from_queue(worked, by=carla)

        back = end_loans([lent.pk, worked.pk], LoanEnd.BACKLOG)

        assert ([ticket.pk for ticket in back], running_loan(lent)) == ([lent.pk], None)
        assert running_loan(Ticket.objects.get(pk=worked.pk)) is not None


def test_closed_by_the_borrower_it_is_the_lenders_with_all_that_was_written(
    lent: Ticket, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(nordlicht, alpina):
        close_ticket(open_from_queue(lent, by=carla), by=carla)
    with in_scope(alpina):
        assert not Ticket.objects.filter(pk=lent.pk).exists()
    with in_scope(nordlicht):
        after = Ticket.objects.get(pk=lent.pk)
        loan = Loan.objects.get(ticket=lent)
        told = list(HistoryEntry.objects.filter(ticket=lent).order_by("id").values_list("action", flat=True))[-4:]

    assert (after.state, after.lent_to_id, after.last_owner_id) == (TicketState.CLOSED, None, carla.pk)
    assert loan.ended_by == LoanEnd.CLOSED and loan.until is not None
    assert told == ["lent", "taken", "loan_closed", "closed"]


def test_marked_as_spam_it_is_the_lenders(lent: Ticket, carla: User, nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        mark_as_spam(open_from_queue(lent, by=carla), by=carla)
    with in_scope(nordlicht):
        after = Ticket.objects.get(pk=lent.pk)

    assert (after.state, after.lent_to_id) == (TicketState.SPAM, None)


def test_what_the_customer_writes_meanwhile_is_lent_too(
    lent: Ticket, customer: Customer, nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(nordlicht):
        append_message(lent, new_message(customer, text="Ich warte."))
    with in_scope(alpina):
        texts = list(Message.objects.filter(ticket=lent).order_by("id").values_list("text", flat=True))

    assert texts[-1] == "Ich warte."


def test_a_released_ticket_stays_lent(lent: Ticket, carla: User, nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        release_ticket(open_from_queue(lent, by=carla), by=carla)
        after = Ticket.objects.get(pk=lent.pk)

    assert (after.state, after.lent_to_id) == (TicketState.QUEUED, alpina.pk)


def test_the_time_of_the_loan_is_kept(lent: Ticket, nordlicht: Tenant, alpina: Tenant) -> None:
    begun = clock.now()
    with in_scope(nordlicht, alpina):
        end_loan(lent, LoanEnd.ENDED)
        loan = Loan.objects.get(ticket=lent)

    assert loan.until is not None and loan.since <= begun <= loan.until


def test_a_category_in_which_a_lent_ticket_stands_is_not_deleted(
    lent: Ticket, claims: Category, alpina: Tenant
) -> None:
    with in_scope(alpina), refused("1 open ticket lies in the category"):
        delete_category(claims, by=None)


def test_nothing_is_lent_into_a_deleted_category(
    ticket: Ticket, claims: Category, alpina: Tenant, nordlicht: Tenant
) -> None:
    with in_scope(alpina):
        delete_category(claims, by=None)
    with in_scope(nordlicht, alpina), refused("has been deleted"):
        lend(ticket, agreement_id=1, category=claims, lent_to=alpina)


def test_whoever_takes_it_while_it_comes_back_gets_nothing(
    lent: Ticket, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    """Else it would lie on the desk of somebody who does not see it."""
    with in_scope(nordlicht, alpina):
        seen = Ticket.objects.get(pk=lent.pk)
        end_loans([lent.pk], LoanEnd.BACKLOG)

        with refused("not lent any more"):
            open_from_queue(seen, by=carla)
        [(_number, sentence)] = close_many([seen], closing_code=None, by=carla).refused

        assert sentence == "This ticket is not lent any more. Nothing was changed."
        after = Ticket.objects.get(pk=lent.pk)
    assert (after.state, after.owner_id) == (TicketState.QUEUED, None)


def test_whoever_takes_it_while_it_is_lent_gets_nothing(
    ticket: Ticket, claims: Category, anna: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        seen = Ticket.objects.get(pk=ticket.pk)
    lend_ticket(ticket, claims)

    with in_scope(nordlicht):
        with refused("was lent to another tenant in the meantime"):
            open_from_queue(seen, by=anna)
        [(_number, sentence)] = close_many([seen], closing_code=None, by=anna).refused

    assert sentence.startswith("This ticket was lent to another tenant")
