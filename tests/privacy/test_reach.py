"""What a hold reaches beyond its own ticket and the tickets of its contact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.domain.erasing import erase
from kontor.privacy.domain.holds import lift_hold
from kontor.privacy.domain.retention import begin_retention, dry_run
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Erasure
from kontor.privacy.preferences import KEEP_MONTHS
from kontor.tenants.models import Tenant
from kontor.tickets.domain.moving import merge_tickets, separate_message
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.privacy import make_hold, make_ticket_hold
from tests.factories.tickets import make_inquiry, make_message, make_ticket
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db

JANA = "jana@post.example"
PLACES: dict[str, dict[str, Any]] = {
    "written": {"from_address": "Jana@Post.example"},
    "answers to": {"reply_to": JANA},
    "to": {"to": [["Jana", "JANA@post.example"]]},
    "copy": {"cc": [["Otto", "otto@post.example"], ["", JANA]]},
    "blind copy": {"bcc": [["", JANA]]},
}


@pytest.fixture
def a_year(nordlicht: Tenant) -> Tenant:
    prefer(nordlicht, KEEP_MONTHS, 12)
    return nordlicht


@pytest.fixture
def jana(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, "Jana Petersen", email=JANA)


def old(category: Category, **values: Any) -> Ticket:
    at = clock.now() - timedelta(days=500)
    return make_ticket(category, state="closed", closed_at=at, subject="Alter Vertrag", **values)


def with_a_message(ticket: Ticket, **values: Any) -> Ticket:
    message = make_message(ticket, text="Janas Worte")
    with in_scope(ticket.tenant_id):
        Message.objects.filter(pk=message.pk).update(**values)
    return ticket


def retain(tenant: Tenant) -> Erasure | None:
    with in_scope(tenant):
        erasure = begin_retention(tenant.pk)
    run_jobs("privacy.tasks.erase")
    return erasure


def erased(*tickets: Ticket) -> list[bool]:
    with in_scope(tickets[0].tenant_id):
        return [Ticket.objects.get(pk=ticket.pk).erased_at is not None for ticket in tickets]


@pytest.mark.parametrize("place", PLACES)
def test_what_a_held_contact_wrote_or_was_written_on_tickets_of_others_stays(
    a_year: Tenant, billing: Category, jana: Customer, place: str
) -> None:
    """And goes with the others' tickets once the hold is lifted."""
    hold = make_hold(jana)
    others, without = with_a_message(old(billing), **PLACES[place]), old(billing)
    longer = with_a_message(old(billing), from_address="marijana@post.example", cc=[["", "x" + JANA]])

    with in_scope(a_year):
        [due] = [each for each in dry_run(a_year) if each.tickets]
    retain(a_year)

    assert (due.tickets, due.held) == (2, 1)
    assert erased(others, without, longer) == [False, True, True]
    with in_scope(a_year):
        assert Message.objects.filter(ticket=others, text="Janas Worte").count() == 1
        lift_hold(hold, by=None)
    retain(a_year)
    assert erased(others) == [True]


def test_whom_outside_was_asked_counts_too(a_year: Tenant, billing: Category, jana: Customer) -> None:
    make_hold(jana)
    ticket = old(billing)
    inquiry = make_inquiry(ticket, None, to="else@post.example")
    with in_scope(a_year):
        Inquiry.objects.filter(pk=inquiry.pk).update(to=[JANA])

    retain(a_year)

    assert erased(ticket) == [False]


def test_the_erasure_of_whoever_has_the_ticket_waits_for_the_hold(
    billing: Category, jana: Customer, nordlicht: Tenant
) -> None:
    karl = make_customer(nordlicht, "Karl Kunde")
    hold = make_hold(jana)
    ticket = with_a_message(old(billing, customer=karl), from_address=JANA)
    with in_scope(nordlicht):
        erasure = ask_erasure(karl, reason="Article 17", by=None)
    run_jobs("privacy.tasks.erase")

    with in_scope(nordlicht):
        erasure.refresh_from_db()
        assert erasure.waits_for == [{"code": "held_tickets", "tickets": [ticket.number]}]
        lift_hold(hold, by=None)
    erase(nordlicht.pk, erasure.pk)
    with in_scope(nordlicht):
        erasure.refresh_from_db()
    assert (erasure.state, erased(ticket)) == (ErasureState.DONE, [True])


def test_what_was_merged_into_another_ticket_stays_held_there(a_year: Tenant, billing: Category, anna: User) -> None:
    """Over two stations. A move that was undone holds nothing."""
    held, first, second, other = (make_ticket(billing, owner=anna) for _number in range(4))
    make_ticket_hold(held)
    with in_scope(a_year):
        undone = merge_tickets(held, other, by=anna)
        undo_move(undone, by=anna)
        held.refresh_from_db()
        merge_tickets(held, first, by=anna)
        first.refresh_from_db()
        merge_tickets(first, second, by=anna)
        Ticket.objects.update(state="closed", closed_at=clock.now() - timedelta(days=500), owner=None)

    retain(a_year)

    assert erased(held, first, second, other) == [False, False, False, True]


def test_what_was_separated_from_a_held_contacts_ticket_stays_held(
    a_year: Tenant, billing: Category, jana: Customer, anna: User
) -> None:
    make_hold(jana)
    ticket = make_ticket(billing, customer=jana, owner=anna)
    message = make_message(ticket)
    with in_scope(a_year):
        Message.objects.filter(pk=message.pk).update(from_address="karl@post.example")
        move = separate_message(Message.objects.select_related("ticket").get(pk=message.pk), by=anna)
        Ticket.objects.update(state="closed", closed_at=clock.now() - timedelta(days=500), owner=None)
        target = move.target

    retain(a_year)

    assert erased(ticket, target) == [False, False]


@pytest.mark.parametrize("how", ["takes part", "moved"])
def test_the_ticket_says_what_keeps_it(
    client_for: Callable[..., Browser],
    ada: User,
    anna: User,
    billing: Category,
    jana: Customer,
    nordlicht: Tenant,
    how: str,
) -> None:
    """It is not lifted there, and may be held for itself."""
    if how == "takes part":
        make_hold(jana, "Rechtsstreit 12")
        ticket = with_a_message(make_ticket(billing), from_address=JANA)
    else:
        held, ticket = make_ticket(billing, owner=anna), make_ticket(billing, owner=anna)
        make_ticket_hold(held, "Rechtsstreit 12")
        with in_scope(nordlicht):
            merge_tickets(held, ticket, by=anna)

    page = client_for(ada, nordlicht).get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()

    sentence = {"takes part": "Somebody who is on legal hold takes part in it", "moved": "was moved here: nothing"}
    assert sentence[how] in page
    assert "Rechtsstreit 12" in page
    assert reverse("desk:ticket:hold-lift", args=[ticket.number]) not in page
    assert reverse("desk:ticket:hold", args=[ticket.number]) + '"' in page


def test_what_another_tenant_holds_is_no_hold_here(
    a_year: Tenant, billing: Category, alpina: Tenant, claims: Category
) -> None:
    """The same person is a contact of both."""
    make_hold(make_customer(alpina, "Jana Petersen", email=JANA))
    ticket = with_a_message(old(billing), from_address=JANA)

    retain(a_year)

    assert erased(ticket) == [True]
