from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kontor.customers.enums import Salutation
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.placeholders import PLACEHOLDERS, example_facts, facts_of
from kontor.texts.domain.rendering import fill_text
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements


@pytest.fixture
def jana(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, "Petersen, Jana", email="jana@post.example", salutation=Salutation.MS, number="K-7")


def value(name: str, tenant: Tenant, **what: object) -> str:
    with in_scope(tenant):
        return facts_of(tenant=tenant, language="de", **what).value(name)  # type: ignore[arg-type]


def test_every_placeholder_has_a_fact(nordlicht: Tenant, billing: Category, jana: Customer, anna: User):
    ticket = make_ticket(billing, customer=jana)

    with in_scope(nordlicht):
        facts = facts_of(tenant=nordlicht, language="de", ticket=ticket, author=anna)

    assert [name for name in PLACEHOLDERS if not facts.value(name)] == []
    assert set(facts.values) - set(PLACEHOLDERS) == {"signature"}


def test_facts_of_a_ticket(nordlicht: Tenant, billing: Category, jana: Customer, anna: User):
    ticket = make_ticket(
        billing, customer=jana, subject="Rechnung zu hoch", received_at=datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    )

    with in_scope(nordlicht):
        facts = facts_of(tenant=nordlicht, language="de", ticket=ticket, author=anna)

    known = {name: facts.value(name) for name in ("ticket.subject", "ticket.number", "ticket.received_at")}
    assert known == {
        "ticket.subject": "Rechnung zu hoch",
        "ticket.number": format_number(ticket.number),
        "ticket.received_at": "28. November 2026",
    }
    assert facts.value("category.name") == billing.name
    assert facts.value("agent.name") == anna.name
    assert facts.value("customer.salutation") == "Sehr geehrte Frau Petersen,"
    assert (facts.value("customer.first_name"), facts.value("customer.last_name")) == ("Jana", "Petersen")
    assert (facts.value("customer.number"), facts.value("customer.email")) == ("K-7", "jana@post.example")


def test_dates_are_written_in_the_language_and_the_tenants_time(nordlicht: Tenant, frozen: Frozen):
    frozen.at = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)

    with in_scope(nordlicht):
        days = [facts_of(tenant=nordlicht, language=each).value("date.today") for each in ("de", "en", "fr", "xx-yy")]

    assert days == ["29. November 2026", "November 29, 2026", "29 novembre 2026", "November 29, 2026"]


def test_the_process_is_that_of_the_ticket(nordlicht: Tenant, billing: Category):
    first = make_ticket(billing)
    second = make_ticket(billing, process=first)

    assert value("process.number", nordlicht, ticket=first) == format_number(first.number)
    assert value("process.number", nordlicht, ticket=second) == format_number(first.number)


@pytest.mark.parametrize(
    ("to", "greeting"),
    [
        ([], "Sehr geehrte Frau Petersen,"),
        ([["J. P.", "JANA@post.example"]], "Sehr geehrte Frau Petersen,"),
        ([["Max Gutachter", "max@experts.example"]], "Guten Tag Max Gutachter,"),
        ([["", "max@experts.example"]], "Sehr geehrte Damen und Herren,"),
    ],
)
def test_who_is_written_to_is_greeted(
    nordlicht: Tenant, billing: Category, jana: Customer, to: list[list[str]], greeting: str
):
    ticket = make_ticket(billing, customer=jana)

    assert value("customer.salutation", nordlicht, ticket=ticket, to=to) == greeting
    assert value("customer.name", nordlicht, ticket=ticket, to=to) == "Petersen, Jana"


def test_without_a_customer_the_recipient_is_who_is_known(nordlicht: Tenant):
    to = [["Max Muster", "max@post.example"]]

    assert value("customer.name", nordlicht, to=to) == "Max Muster"
    assert value("customer.email", nordlicht, to=to) == "max@post.example"


def test_signature_of_an_agent_without_one(nordlicht: Tenant, anna: User):
    assert value("signature", nordlicht, author=anna) == f"Freundliche Grüße\n{anna.name}\n{nordlicht.name}"
    assert value("agent.signature", nordlicht, author=anna) == anna.name
    anna.signature = "Ihre Anna\n\nNordlicht"
    assert value("signature", nordlicht, author=anna) == "Ihre Anna\n\nNordlicht"
    assert value("signature", nordlicht) == f"Freundliche Grüße\n{nordlicht.name}"


@pytest.mark.parametrize(
    ("subject", "harmless"),
    [
        ("Rechnung 4711, bitte prüfen!", "Rechnung 4711, bitte prüfen!"),
        ("Gewinn: https://evil.example/x?y=z jetzt", "Gewinn: … jetzt"),
        ("www.evil.example", "…"),
        ("evil.example", "evil.\u200bexample"),
        ("bob@evil.example", "bob@evil.\u200bexample"),
        ("${ticket}", "$ {ticket}"),
        ("x\r\nBcc: alle@post.example", "x Bcc: alle@post.\u200bexample"),
        ("\u202eelpmaxe", "elpmaxe"),
    ],
)
def test_what_a_customer_wrote_can_become_no_link_and_no_placeholder(
    nordlicht: Tenant, billing: Category, subject: str, harmless: str
):
    ticket = make_ticket(billing, subject="x")
    ticket.subject = subject

    assert value("ticket.subject", nordlicht, ticket=ticket) == harmless


def test_facts_never_mix_tenants(nordlicht: Tenant, alpina: Tenant, claims: Category, ticket: Ticket, anna: User):
    stranger = make_customer(alpina, "Fremd")

    with in_scope(nordlicht, alpina):
        for mixed in ({"category": claims}, {"customer": stranger}):
            with pytest.raises(ValueError):
                facts_of(tenant=nordlicht, language="de", ticket=ticket, author=anna, **mixed)  # type: ignore[arg-type]


def test_facts_take_two_statements(nordlicht: Tenant, billing: Category, jana: Customer, anna: User):
    ticket = make_ticket(billing, customer=jana)

    with in_scope(nordlicht), statements() as sent:
        facts_of(tenant=nordlicht, language="de", ticket=ticket, author=anna)

    assert len(sent) == 2


def test_examples_fill_every_placeholder(nordlicht: Tenant, billing: Category):
    everything = " ".join(f"${{{name}}}" for name in PLACEHOLDERS)

    with in_scope(nordlicht):
        filled = fill_text(everything, example_facts(nordlicht, "de", category=billing))

    assert filled.missing == ()
    assert "Sehr geehrte Frau Kunde," in filled.content and billing.name in filled.content
