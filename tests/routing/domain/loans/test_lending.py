"""A ticket is lent: what goes along, and who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.answers.domain.drafts import attach_file, open_draft
from kontor.answers.models import Draft, DraftFile
from kontor.customers.models import Address, Customer
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.assign import open_from_queue
from kontor.routing.domain.loans import LoanTerms, end_loan, lend, lend_all
from kontor.routing.domain.take_next import take_next_ticket
from kontor.routing.enums import LoanEnd
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from kontor.tickets.domain.lent import tables
from kontor.tickets.domain.listing import ListedTenant, queue_counts, queue_page
from kontor.tickets.domain.open_counts import open_counts
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Message, Note, Ticket
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_note, make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def test_a_lent_ticket_stands_in_the_queue_of_the_borrower(
    lent: Ticket, claims: Category, billing: Category, alpina: Tenant, nordlicht: Tenant
) -> None:
    with in_scope(alpina):
        rows = queue_page([claims.pk])
        counts = queue_counts([claims.pk]), open_counts([claims.pk])[alpina.pk].number
    with in_scope(nordlicht):
        left = queue_page([billing.pk]), queue_counts([billing.pk]), open_counts([billing.pk])[nordlicht.pk].number

    assert [row.id for row in rows] == [lent.pk]
    assert counts == ({claims.pk: 1}, 1)
    assert left == ([], {billing.pk: 0}, 0)


def test_it_keeps_tenant_receipt_rank_and_category(ticket: Ticket, claims: Category, alpina: Tenant) -> None:
    before = (ticket.tenant_id, ticket.category_id, ticket.customer_id, ticket.received_at, ticket.rank_at)

    lend_ticket(ticket, claims)

    assert (ticket.tenant_id, ticket.category_id, ticket.customer_id, ticket.received_at, ticket.rank_at) == before
    assert (ticket.lent_to_id, ticket.lent_category_id, ticket.queue_category_id) == (alpina.pk, claims.pk, claims.pk)
    assert (ticket.place_tenant_id, ticket.place_category_id) == (alpina.pk, claims.pk)


def test_each_side_reads_who_the_other_is(
    lent: Ticket, claims: Category, alpina: Tenant, nordlicht: Tenant, customer: Customer
) -> None:
    with in_scope(alpina):
        (row,) = queue_page([claims.pk])
    with everywhere():
        lent_name = Message.objects.get(ticket=lent).from_name
    with in_scope(nordlicht, alpina):
        (both,) = queue_page([claims.pk])

    assert row.customer == lent_name
    assert row.tenant == ListedTenant(
        nordlicht.pk, nordlicht.name, nordlicht.code, nordlicht.colour, alpina.pk, alpina.code
    )
    assert both.tenant == row.tenant
    assert both.customer == customer.name


def test_the_borrower_sees_this_ticket_and_nothing_else(
    lent: Ticket, billing: Category, customer: Customer, alpina: Tenant, anna: User
) -> None:
    other = make_ticket(billing, customer=customer)
    make_note(other, anna)

    with in_scope(alpina):
        seen = list(Ticket.objects.filter(pk__in=[lent.pk, other.pk]).values_list("pk", flat=True))
        messages = set(Message.objects.values_list("ticket_id", flat=True))
        notes = [note.text for note in Note.objects.all()]
        people = Customer.objects.filter(pk=customer.pk).exists(), Address.objects.filter(customer=customer).exists()
        category = Category.objects.filter(pk=billing.pk).exists()

    assert (seen, messages, notes) == ([lent.pk], {lent.pk}, ["Nur für uns."])
    assert (people, category) == ((False, False), False)


def test_every_row_of_it_is_lent_and_comes_back(
    lent: Ticket, claims: Category, anna: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht, alpina):
        open_from_queue(lent, by=carla)
        draft = open_draft(Ticket.objects.get(pk=lent.pk), author=carla)
        attach_file(draft, filename="a.txt", content_type="text/plain", content=b"1", by=carla)
    with everywhere():
        marked = {
            model._meta.label: {row.lent_to_id for row in model._default_manager.filter(**{way: lent.pk})}
            for model, way in tables().items()
        }
        drafted = Draft.objects.get(ticket=lent).lent_to_id, DraftFile.objects.get(draft__ticket=lent).lent_to_id

    with in_scope(nordlicht, alpina):
        end_loan(lent, LoanEnd.TAKEN_BACK, by=anna)
    with everywhere():
        left = [
            model._meta.label
            for model, way in tables().items()
            if model._default_manager.filter(**{way: lent.pk}, lent_to__isnull=False).exists()
        ]

    seen = {alpina.pk}
    assert (marked["tickets.Message"], marked["tickets.Note"], marked["tickets.HistoryEntry"]) == (seen, seen, seen)
    assert drafted == (alpina.pk, alpina.pk)
    assert left == []


@pytest.mark.parametrize(("notes", "history"), [(True, True), (False, True), (True, False), (False, False)])
def test_what_was_there_before_is_shown_only_where_agreed(
    ticket: Ticket, claims: Category, anna: User, carla: User, alpina: Tenant, notes: bool, history: bool
) -> None:
    make_note(ticket, anna, "Von vorher.")

    lend_ticket(ticket, claims, sees_notes=notes, sees_history=history)
    with in_scope(alpina, ticket.tenant_id):
        open_from_queue(ticket, by=carla)
    with in_scope(alpina):
        actions = set(HistoryEntry.objects.filter(ticket=ticket).values_list("action", flat=True))

        assert Note.objects.filter(ticket=ticket).exists() is notes
    assert {"lent", "taken"} <= actions
    assert ("created" in actions or "received" in actions) is history


def test_the_borrowers_agent_takes_it_as_the_next_one(
    lent: Ticket, claims: Category, carla: User, alpina: Tenant, anna: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        nothing = take_next_ticket(anna, load_access(anna, (nordlicht.pk,)))
    with in_scope(alpina):
        taken = take_next_ticket(carla, load_access(carla, (alpina.pk,)))

    assert (nothing, taken) == (None, lent)
    assert taken is not None and taken.owner_id == carla.pk


def test_it_stands_in_line_with_the_borrowers_own(
    ticket: Ticket, claims: Category, carla: User, alpina: Tenant
) -> None:
    own = make_ticket(claims, received_at=ticket.received_at - timedelta(minutes=1))
    later = make_ticket(claims, received_at=ticket.received_at + timedelta(minutes=1))
    lend_ticket(ticket, claims)

    with in_scope(alpina):
        order = [take_next_ticket(carla, load_access(carla, (alpina.pk,))) for _each in range(3)]

    assert order == [own, ticket, later]


def test_both_sides_may_find_it(
    lent: Ticket, claims: Category, anna: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    with in_scope(alpina):
        assert list(visible_to(load_access(carla, (alpina.pk,)))) == [lent]
    with in_scope(nordlicht):
        assert list(visible_to(load_access(anna, (nordlicht.pk,)))) == [lent]


@pytest.mark.parametrize("state", [TicketState.ASSIGNED, TicketState.RESUBMITTED, TicketState.CLOSED])
def test_only_what_waits_in_the_queue_is_lent(
    ticket: Ticket, claims: Category, anna: User, alpina: Tenant, nordlicht: Tenant, state: TicketState
) -> None:
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=ticket.pk).update(state=state, owner=anna)

        with refused("waits in the queue"):
            lend(ticket, agreement_id=1, category=claims, lent_to=alpina)


def test_a_lent_ticket_is_not_lent_on(lent: Ticket, claims: Category, alpina: Tenant, nordlicht: Tenant) -> None:
    with in_scope(nordlicht, alpina), refused("lent already"):
        lend(lent, agreement_id=99, category=claims, lent_to=alpina)


def test_it_is_lent_once_under_an_agreement_and_again_under_another(
    ticket: Ticket, claims: Category, alpina: Tenant, nordlicht: Tenant
) -> None:
    lend_ticket(ticket, claims, agreement_id=1)
    with in_scope(nordlicht, alpina):
        end_loan(ticket, LoanEnd.BACKLOG)

        with refused("under this agreement before"):
            lend(ticket, agreement_id=1, category=claims, lent_to=alpina)
        lend(ticket, agreement_id=2, category=claims, lent_to=alpina)

    with everywhere():
        assert list(Loan.objects.values_list("agreement_id", "ended_by")) == [(1, LoanEnd.BACKLOG), (2, "")]


def test_many_are_lent_in_statements_that_do_not_grow(
    billing: Category, claims: Category, customer: Customer, alpina: Tenant, nordlicht: Tenant
) -> None:
    counts = []
    for number in (1, 5):
        tickets = [make_ticket(billing, customer=customer) for _each in range(number)]
        with in_scope(nordlicht, alpina), statements() as sent:
            loans = lend_all([ticket.pk for ticket in tickets], LoanTerms(number, claims, alpina))
        counts.append((len(loans), len(sent)))

    assert [lent for lent, _sent in counts] == [1, 5]
    assert counts[0][1] == counts[1][1]


def test_those_that_cannot_be_lent_are_passed_over(
    ticket: Ticket, billing: Category, claims: Category, anna: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    on_desk = make_ticket(billing, owner=anna)

    with in_scope(nordlicht, alpina):
        loans = lend_all([on_desk.pk, ticket.pk], LoanTerms(1, claims, alpina))
        again = lend_all([on_desk.pk, ticket.pk], LoanTerms(1, claims, alpina))

    assert ([loan.ticket_id for loan in loans], again) == ([ticket.pk], [])
