"""A ticket on legal hold, and one that was erased: what its page says and what can be done with it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.holds import hold_ticket, lift_hold
from kontor.privacy.models import Hold
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.loans import lend_ticket
from tests.factories.privacy import make_hold, make_ticket_hold
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


def place(ticket: Ticket, name: str = "show") -> str:
    return reverse(f"desk:ticket:{name}", args=[ticket.number])


def stamp(page: str) -> str:
    return page.split('id="ticket-head" data-stamp="')[1].split('"')[0]


def test_placed_with_a_reason_marked_and_lifted(
    htmx_for: HtmxFor, ada: User, ticket: Ticket, nordlicht: Tenant
) -> None:
    ada_here = htmx_for(ada, nordlicht)

    without = ada_here.post(place(ticket, "hold"), {"reason": " "})
    before = ada_here.get(place(ticket)).content.decode()
    closes = ada_here.post(place(ticket, "hold"), {"reason": "Rechtsstreit 12"})
    held = ada_here.get(place(ticket)).content.decode()
    history = ada_here.get(place(ticket, "context")).content.decode()
    lifted = ada_here.post(place(ticket, "hold-lift")).content.decode()

    assert without.status_code == 422
    assert "ticket:refresh" in json.loads(closes["HX-Trigger"])
    assert stamp(before) != stamp(held), "an open page would not show the mark"
    assert "Rechtsstreit 12" in held
    assert (place(ticket, "hold") + '"' in held, place(ticket, "hold-lift") in held) == (False, True)
    assert "Put on legal hold by Ada" in history
    assert ("Rechtsstreit 12" in lifted, place(ticket, "hold") + '"' in lifted) == (False, True)
    with in_scope(ticket.tenant_id):
        assert Hold.objects.get().lifted_by_id == ada.pk


def test_whoever_reads_the_ticket_sees_the_hold_and_only_who_may_lifts_it(
    client_for: ClientFor, anna: User, ticket: Ticket, nordlicht: Tenant
) -> None:
    make_ticket_hold(ticket, "Rechtsstreit 12")
    anna_here = client_for(anna, nordlicht)

    page = anna_here.get(place(ticket)).content.decode()

    assert "Rechtsstreit 12" in page
    assert place(ticket, "hold-lift") not in page
    assert anna_here.post(place(ticket, "hold-lift")).status_code == 403


def test_a_held_contact_marks_its_tickets_and_is_lifted_at_the_contact(
    client_for: ClientFor, ada: User, ticket: Ticket, nordlicht: Tenant, customer: Customer
) -> None:
    make_hold(customer, "Rechtsstreit 12")
    ada_here = client_for(ada, nordlicht)

    page = ada_here.get(place(ticket)).content.decode()

    assert "Its contact is on legal hold" in page
    assert place(ticket, "hold-lift") not in page
    assert ada_here.post(place(ticket, "hold-lift")).status_code == 404


def test_a_borrower_does_not_learn_of_the_lenders_hold(
    client_for: ClientFor, carla: User, billing: Category, claims: Category, alpina: Tenant
) -> None:
    ticket = make_ticket(billing, subject="Verliehen")
    lend_ticket(ticket, claims)
    make_ticket_hold(ticket, "Rechtsstreit 12")

    page = client_for(carla, alpina).get(place(ticket)).content.decode()

    assert ("Verliehen" in page, "Rechtsstreit 12" in page, "legal hold" in page) == (True, False, False)


def test_a_borrower_is_not_told_of_it_in_the_history_either(
    client_for: ClientFor,
    carla: User,
    sven: User,
    billing: Category,
    claims: Category,
    alpina: Tenant,
    nordlicht: Tenant,
) -> None:
    """Whether it was placed before the lending or while it lasted."""
    ticket = make_ticket(billing, subject="Verliehen")
    with in_scope(nordlicht):
        lift_hold(hold_ticket(ticket, reason="Rechtsstreit 11", by=None), by=None)
    lend_ticket(ticket, claims)
    with in_scope(nordlicht, alpina):
        hold_ticket(ticket, reason="Rechtsstreit 12", by=None)

    borrower = client_for(carla, alpina).get(place(ticket, "context")).content.decode()
    lender = client_for(sven, nordlicht).get(place(ticket, "context")).content.decode()

    assert ("legal hold" in borrower, "Lent" in borrower) == (False, True)
    assert ("Put on legal hold" in lender, "Legal hold lifted" in lender) == (True, True)


def test_a_borrower_who_may_hold_at_home_holds_nothing_of_the_lender(
    client_for: ClientFor, ada: User, billing: Category, claims: Category, alpina: Tenant
) -> None:
    """With a right for the whole installation, but at the desk of the borrower."""
    ticket = make_ticket(billing, subject="Verliehen")
    lend_ticket(ticket, claims)
    ada_there = client_for(ada, alpina)

    page = ada_there.get(place(ticket))
    answer = ada_there.post(place(ticket, "hold"), {"reason": "Rechtsstreit 12"})

    assert (page.status_code, place(ticket, "hold") in page.content.decode()) == (200, False)
    assert answer.status_code == 403
    with in_scope(billing.tenant_id):
        assert not Hold.objects.exists()


def test_an_erased_ticket_says_so_and_offers_nothing(
    client_for: ClientFor, ada: User, ticket: Ticket, nordlicht: Tenant
) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(
            state=TicketState.CLOSED,
            owner=None,
            closed_at=clock.now(),
            erased_at=clock.now(),
            subject="",
            customer=None,
        )
    ada_here = client_for(ada, nordlicht)

    page = ada_here.get(place(ticket)).content.decode()
    beside = ada_here.get(place(ticket, "context")).content.decode()

    assert "The content of this ticket was erased for good" in page
    assert "Whose it was, was erased" in beside
    for name in ("reactivate", "note", "merge", "duplicate", "hold"):
        assert place(ticket, name) not in page
        assert ada_here.post(place(ticket, name)).status_code == 403
