from __future__ import annotations

from functools import partial
from threading import Event

from django.db import IntegrityError, connection

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.domain.opening import NewTicket, open_ticket, open_tickets
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket, new_message
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits


def test_a_ticket_waits_in_the_queue_of_its_category(billing: Category, customer: Customer) -> None:
    with in_scope(billing.tenant_id):
        ticket, message = open_ticket(
            category=billing, customer=customer, subject="Frage", message=new_message(customer), by=None
        )

    assert (ticket.state, ticket.owner, ticket.unread) == (TicketState.QUEUED, None, True)
    assert message is not None
    assert (message.ticket_id, message.tenant_id) == (ticket.pk, billing.tenant_id)


def test_a_ticket_can_begin_on_a_desk(billing: Category, anna: User) -> None:
    with in_scope(billing.tenant_id):
        ticket, message = open_ticket(category=billing, customer=None, subject="Anruf", owner=anna, by=anna)

    assert (ticket.state, ticket.owner, ticket.unread, message) == (TicketState.ASSIGNED, anna, False, None)
    assert ticket.assigned_at is not None
    with everywhere():
        assert HistoryEntry.objects.get(ticket=ticket).action == "created"


def test_the_number_has_ten_digits_that_check(ticket: Ticket) -> None:
    assert parse_number(str(ticket.number)) == ticket.number


def test_numbers_are_unique_over_all_tenants_though_nobody_looks(
    committed_db: str, billing: Category, claims: Category
) -> None:
    calls = [partial(make_ticket, category) for category in (billing, claims) for _ticket in range(8)]

    tickets = at_once(*calls)

    assert len({ticket.number for ticket in tickets if isinstance(ticket, Ticket)}) == 16


def test_a_deleted_category_gets_no_ticket(billing: Category) -> None:
    with in_scope(billing.tenant_id):
        Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())

        with refused("The category “Abrechnung” is deleted."):
            open_ticket(category=billing, customer=None, subject="x", by=None)


def test_a_category_deleted_at_the_same_moment_gets_no_ticket(committed_db: str, billing: Category) -> None:
    deleted = Event()

    def delete() -> None:
        with in_scope(billing.tenant_id):
            Category.objects.select_for_update().get(pk=billing.pk)
            Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())
            deleted.set()
            until_somebody_waits()

    def write() -> None:
        deleted.wait(10)
        with in_scope(billing.tenant_id):
            open_ticket(category=billing, customer=None, subject="x", by=None)

    assert [type(result) for result in at_once(delete, write)] == [type(None), Refused]
    with everywhere():
        assert Ticket.objects.count() == 0


def test_several_tickets_are_opened_in_their_order(billing: Category, claims: Category, customer: Customer) -> None:
    new = [
        NewTicket(billing, customer, "Erste", message=new_message(customer, text="eins")),
        NewTicket(claims, None, "Zweite"),
        NewTicket(billing, customer, "Dritte", message=new_message(customer, text="drei"), steps=[("note", {})]),
    ]

    with everywhere():
        opened = open_tickets(new, by=None)
        found = Ticket.objects.order_by("id").values_list("subject", "tenant", "category__ever_held_ticket")
        assert list(found) == [
            ("Erste", billing.tenant_id, True),
            ("Zweite", claims.tenant_id, True),
            ("Dritte", billing.tenant_id, True),
        ]
    assert [message.text if message else None for _ticket, message in opened] == ["eins", None, "drei"]
    assert [message.ticket for _ticket, message in opened if message] == [opened[0][0], opened[2][0]]
    assert len({ticket.number for ticket, _message in opened}) == 3


def test_of_several_tickets_none_is_opened_when_one_is_refused(
    committed_db: str, billing: Category, moving: Category
) -> None:
    with in_scope(billing.tenant_id):
        Category.objects.filter(pk=moving.pk).update(deleted_at=clock.now())
        with refused("The category “Umzug” is deleted."):
            open_tickets([NewTicket(billing, None, "x"), NewTicket(moving, None, "y")], by=None)
    with everywhere():
        assert Ticket.objects.count() == 0


def test_the_category_remembers_that_it_held_a_ticket(billing: Category) -> None:
    make_ticket(billing)

    with in_scope(billing.tenant_id):
        assert Category.objects.get(pk=billing.pk).ever_held_ticket is True


def test_the_database_refuses_a_customer_an_account_or_a_category_of_another_tenant(
    ticket: Ticket, alpina: Tenant, claims: Category, alpina_account: MailAccount
) -> None:
    foreign = make_customer(alpina)

    for values in (
        {"customer": foreign},
        {"category": claims},
        {"account": alpina_account, "account_owner": alpina.pk},
        {"account": alpina_account, "account_owner": ticket.tenant_id},
    ):
        with everywhere(), rolled_back(IntegrityError):
            Ticket.objects.filter(pk=ticket.pk).update(**values)
            connection.check_constraints()


def test_a_scope_of_one_tenant_cannot_open_a_ticket_of_another(claims: Category, nordlicht: Tenant) -> None:
    with in_scope(nordlicht), rolled_back(Category.DoesNotExist):
        open_ticket(category=claims, customer=None, subject="x", by=None)
