"""A ticket of another customer is called so before something goes there."""

from __future__ import annotations

import pytest

from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.ticket.rearranging.conftest import HtmxFor, address_of, newest_of
from tests.factories.customers import make_address, make_customer
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

KAI, UWE = "kai@post.example", "uwe@post.example"


@pytest.fixture
def kai(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, "Kai Kunde", email=KAI)


@pytest.fixture
def uwe(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, "Uwe Umzug", email=UWE)


@pytest.fixture
def of_kai(billing: Category, anna: User, kai: Customer) -> Ticket:
    ticket = make_ticket(billing, owner=anna, customer=kai, subject="Noch etwas")
    make_message(ticket, text="Etwas anderes")
    return ticket


def offered(browser: object, ticket: Ticket, name: str = "merge") -> str:
    more = [newest_of(ticket).pk] if name == "move" else []
    url = address_of(name, ticket, *more)
    page = browser.get(url, {"words": "Abschlag"}, headers={"HX-Target": "targets"})  # type: ignore[attr-defined]
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("name", ["merge", "move"])
def test_a_ticket_of_another_customer_is_offered_with_both_addresses(
    anna: User, of_kai: Ticket, uwe: Customer, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor, name: str
) -> None:
    make_ticket(billing, customer=uwe, subject="Abschlag")

    assert f"Another customer: {UWE}. The customer of this ticket: {KAI}." in offered(
        htmx_for(anna, nordlicht), of_kai, name
    )


def test_tickets_of_the_same_customer_and_of_nobody_are_offered_as_they_are(
    anna: User, of_kai: Ticket, kai: Customer, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    make_ticket(billing, customer=kai, subject="Abschlag")
    unknown = make_ticket(billing, subject="Abschlag zwei")
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=unknown.pk).update(customer=None)

    assert "Another customer" not in offered(htmx_for(anna, nordlicht), of_kai)


def test_who_may_not_read_contacts_sees_no_address(
    anna: User,
    of_kai: Ticket,
    uwe: Customer,
    billing: Category,
    nordlicht: Tenant,
    htmx_for: HtmxFor,
    agent_role: Role,
) -> None:
    make_ticket(billing, customer=uwe, subject="Abschlag")
    browser = htmx_for(anna, nordlicht)
    with everywhere():
        agent_role.permissions = [right for right in agent_role.permissions if right != "contacts.read"]
        agent_role.save()

    page = offered(browser, of_kai)

    assert "<span>Another customer.</span>" in page
    assert [address for address in (KAI, UWE) if address in page] == []


def test_without_an_address_the_other_customer_is_called_so_all_the_same(
    anna: User, of_kai: Ticket, uwe: Customer, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    make_ticket(billing, customer=uwe, subject="Abschlag")
    with in_scope(nordlicht):
        uwe.addresses.all().delete()

    assert "<span>Another customer.</span>" in offered(htmx_for(anna, nordlicht), of_kai)


def test_further_strangers_cost_no_further_statement(
    anna: User, of_kai: Ticket, uwe: Customer, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)
    make_ticket(billing, customer=uwe, subject="Abschlag")
    offered(browser, of_kai)
    with statements() as one:
        offered(browser, of_kai)
    for number in (2, 3):
        other = make_customer(nordlicht, f"Fremd {number}")
        make_address(other, f"fremd{number}@woanders.example")
        make_ticket(billing, customer=other, subject="Abschlag")
    with statements() as three:
        assert "fremd3@woanders.example" in offered(browser, of_kai)

    assert len(three) == len(one)
