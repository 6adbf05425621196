from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.searching import TEXTS_FOR, find_tickets
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements


def _found(user: User, query: str, *tenants: Tenant, customers: tuple[int, ...] = ()) -> list[int]:
    with in_scope(*tenants):
        access = load_access(user, tuple(tenant.pk for tenant in tenants))
        return [row.id for row in find_tickets(access, query, customers=customers)]


@pytest.mark.parametrize(
    "query", ["83-46842", "46842", "größe", "GROESSE", "Größe umtauschen", "umtausch Größe", "strasse", "Straße", "XL,"]
)
def test_tickets_are_found_by_words_of_their_subject_and_parts_of_them(
    billing: Category, anna: User, nordlicht: Tenant, query: str
) -> None:
    ticket = make_ticket(billing, subject="Größe umtauschen: XL, Bestellung 83-46842, Lange Straße", closed_at=None)
    make_ticket(billing, subject="Größe unbekannt")

    assert ticket.pk in _found(anna, query, nordlicht)
    assert len(_found(anna, query, nordlicht)) == (2 if query in ("größe", "GROESSE") else 1)


@pytest.mark.parametrize("query", ["", "  ", "Größe Rechnung", "83-46843", "%", "_", "1234567890"])
def test_what_stands_nowhere_is_not_found(billing: Category, anna: User, nordlicht: Tenant, query: str) -> None:
    make_ticket(billing, subject="Größe umtauschen, Bestellung 83-46842")

    assert _found(anna, query, nordlicht) == []


@pytest.mark.parametrize(
    "query", ["83-46842", "Küchenmesser", "küchenmesser", "kuechenmesser stumpf", "Chinesisch 你好"]
)
def test_tickets_are_found_by_what_was_written(billing: Category, anna: User, nordlicht: Tenant, query: str) -> None:
    ticket = make_ticket(billing)
    make_message(ticket, text="Mein Küchenmesser (Bestellung 83-46842) ist stumpf. Chinesisch: 你好")
    make_message(make_ticket(billing), text="Mein Messer ist scharf.")

    assert _found(anna, query, nordlicht) == [ticket.pk]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ab-1234", "Bestellung AB-1234"),
        ("GMBH", "Müller GmbH"),
        ("iphone", "mein iPhone"),
        ("küchenmesser", "KÜCHENMESSER"),
        ("Steuerrueckzahlung", "Steuerrückzahlung"),
        ("bauernhäuser", "Bauernhaeuser"),
    ],
)
def test_case_does_not_count_and_umlauts_are_written_either_way(
    billing: Category, anna: User, nordlicht: Tenant, query: str, text: str
) -> None:
    written, named = make_ticket(billing), make_ticket(billing, subject=text)
    make_message(written, text=f"Es geht um: {text}.")

    assert set(_found(anna, query, nordlicht)) == {written.pk, named.pk}


def test_words_of_two_messages_are_no_find(ticket: Ticket, anna: User, nordlicht: Tenant) -> None:
    make_message(ticket, text="Küchenmesser")
    make_message(ticket, text="stumpf")

    assert _found(anna, "Küchenmesser stumpf", nordlicht) == []


@pytest.mark.parametrize(("age", "is_found"), [(TEXTS_FOR / 2, True), (TEXTS_FOR * 2, False)])
def test_what_was_written_is_looked_through_for_a_while_after_closing(
    billing: Category, anna: User, nordlicht: Tenant, age: timedelta, is_found: bool
) -> None:
    ticket = make_ticket(billing, subject="Altes Anliegen", state=TicketState.CLOSED, closed_at=clock.now() - age)
    make_message(ticket, text="Küchenmesser")

    assert bool(_found(anna, "Küchenmesser", nordlicht)) is is_found
    assert _found(anna, "Altes", nordlicht) == [ticket.pk]


def test_tickets_are_found_by_number_and_by_customer(
    ticket: Ticket, customer: Customer, billing: Category, anna: User, nordlicht: Tenant
) -> None:
    of_customer = make_ticket(billing, customer=customer, subject="Ganz anders")

    assert _found(anna, format_number(ticket.number), nordlicht) == [ticket.pk]
    assert of_customer.pk in _found(anna, "x7", nordlicht, customers=(customer.pk,))


def test_the_latest_stands_first_and_no_more_come_than_are_wanted(
    billing: Category, anna: User, nordlicht: Tenant
) -> None:
    now = clock.now()
    tickets = [make_ticket(billing, subject="Messer", received_at=now - timedelta(hours=age)) for age in (3, 1, 2)]

    with in_scope(nordlicht):
        rows = find_tickets(load_access(anna, (nordlicht.pk,)), "messer", most=2)

    assert [row.id for row in rows] == [tickets[1].pk, tickets[2].pk]


def test_nothing_is_found_that_one_may_not_read(
    billing: Category, alpina_ticket: Ticket, anna: User, dora: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_message(alpina_ticket, text="Küchenmesser")
    mine = make_ticket(billing, subject="Küchenmesser")

    assert _found(anna, "Küchenmesser", nordlicht, alpina) == [mine.pk]
    assert _found(dora, "Küchenmesser", nordlicht, alpina) == []
    assert _found(anna, format_number(alpina_ticket.number), nordlicht, alpina) == []


def test_a_lent_ticket_is_found_on_both_sides(
    ticket: Ticket, claims: Category, anna: User, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_message(ticket, text="Küchenmesser")
    lend_ticket(ticket, claims)

    assert _found(anna, "Küchenmesser", nordlicht) == _found(carla, "Küchenmesser", alpina) == [ticket.pk]


def test_the_statements_of_a_search_do_not_depend_on_what_is_found(
    billing: Category, anna: User, nordlicht: Tenant
) -> None:
    sent = []
    for count in (1, 3):
        for _each in range(count):
            make_message(make_ticket(billing, subject="Messer"), text="Messer")
        with in_scope(nordlicht):
            access = load_access(anna, (nordlicht.pk,))
            access.category_ids("tickets.read")
            with statements() as told:
                find_tickets(access, "Messer")
        sent.append(len(told))

    assert sent == [3, 3]


def test_no_more_subjects_and_texts_are_read_than_the_latest(
    billing: Category, anna: User, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = [make_ticket(billing, subject="Messer") for _number in range(3)]
    written = [make_ticket(billing, subject="Anderes") for _number in range(3)]
    for ticket in written:
        make_message(ticket, text="Küchenmesser")
    monkeypatch.setattr("kontor.tickets.domain.searching.SUBJECTS", 4)
    monkeypatch.setattr("kontor.tickets.domain.searching.TEXTS", 2)

    assert set(_found(anna, "messer", nordlicht)) == {named[2].pk, written[1].pk, written[2].pk}
