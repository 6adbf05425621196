"""Messages are separated and moved, tickets merged."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.links import NewLink, link_all
from kontor.tickets.enums import LinkKind, TicketState
from kontor.tickets.models import Message, MessageMove, Ticket, TicketLink
from tests.desk.ticket.rearranging.conftest import ClientFor, HtmxFor, address_of, kept, newest_of, tickets_of
from tests.factories.customers import make_customer
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import in_scope


def test_a_message_is_separated_and_comes_back(
    anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown, browser = newest_of(mine), client_for(anna, nordlicht)

    answer = browser.post(address_of("separate", mine, shown.pk))

    assert (answer.status_code, answer["Location"]) == (302, address_of("show", mine))
    assert tickets_of(shown) != [mine.pk]
    with in_scope(nordlicht):
        move = MessageMove.objects.get()
    undo = address_of("undo-move", mine, move.pk)
    assert undo in browser.get(address_of("show", mine)).content.decode()
    browser.post(undo)
    assert tickets_of(shown) == [mine.pk]


def test_a_message_is_moved_to_the_ticket_with_that_number(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = newest_of(mine)

    client_for(anna, nordlicht).post(address_of("move", mine, shown.pk), {"words": str(other.number)})

    assert tickets_of(shown) == [other.pk]


def test_the_chosen_ticket_counts_before_what_was_typed(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = newest_of(mine)

    client_for(anna, nordlicht).post(
        address_of("move", mine, shown.pk), {"words": "Umzug", "target": str(other.number)}
    )

    assert tickets_of(shown) == [other.pk]


@pytest.mark.parametrize("words", ["umzug kiel", "Ursula", "kunde@umzug.example"])
def test_tickets_are_found_by_subject_name_and_address(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor, words: str
) -> None:
    customer = make_customer(nordlicht, "Ursula Umzug", email="kunde@umzug.example")
    found = make_ticket(billing, subject="Umzug nach Kiel", customer=customer)
    hidden = make_ticket(billing, subject="Abschlag")

    part = htmx_for(anna, nordlicht).get(
        address_of("move", mine, newest_of(mine).pk), {"words": words}, headers={"HX-Target": "targets"}
    )

    page = part.content.decode()
    assert (str(found.number) in page, str(hidden.number) in page) == (True, False)
    assert "<dialog" not in page


def test_tickets_of_other_tenants_are_neither_found_nor_reached(
    bela: User, billing: Category, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    mine = make_ticket(billing, owner=bela)
    shown = make_message(mine)
    with in_scope(alpina):
        Ticket.objects.filter(pk=alpina_ticket.pk).update(subject="Geheim")

    one = client_for(bela, nordlicht)
    assert one.post(address_of("move", mine, shown.pk), {"words": str(alpina_ticket.number)}).status_code == 422
    both = client_for(bela, nordlicht, alpina)
    assert (
        str(alpina_ticket.number)
        not in both.get(address_of("move", mine, shown.pk), {"words": "Geheim"}).content.decode()
    )
    both.post(address_of("move", mine, shown.pk), {"words": str(alpina_ticket.number)})
    assert tickets_of(shown) == [mine.pk]


def test_nothing_chosen_is_asked_again(anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    answer = client_for(anna, nordlicht).post(address_of("merge", mine), {"words": "weiß nicht"})

    assert answer.status_code == 422
    assert "Choose a ticket" in answer.content.decode()


# Merging and suggestions


def test_a_ticket_is_merged_and_says_where_it_went(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    answer = browser.post(address_of("merge", mine), {"target": str(other.number)})

    assert answer["Location"] == address_of("show", other)
    page = browser.get(address_of("show", mine)).content.decode()
    assert address_of("show", other) in page
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).state == TicketState.CLOSED
        move = MessageMove.objects.get()
    browser.post(address_of("undo-move", mine, move.pk))
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).owner == anna


@pytest.fixture
def suggested(mine: Ticket, other: Ticket) -> Ticket:
    """Anna's ticket suggests the other one."""
    with in_scope(mine.tenant_id):
        first = Message.objects.filter(ticket=mine).order_by("id")[0]
        link_all([NewLink(mine, LinkKind.SUGGESTED, other.number, other.tenant_id)])
    kept(first, filing="suggested", ticket=other.number, score=12, needed=100, signals={"number": 12})
    return mine


def test_a_suggestion_is_shown_and_accepted(
    anna: User, suggested: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    page = browser.get(address_of("show", suggested)).content.decode()
    assert "Perhaps this belongs to a ticket that exists:" in page
    assert other.subject in page

    browser.post(address_of("merge", suggested), {"target": str(other.number)})

    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=suggested.pk).merged_into_id == other.pk


def test_a_suggestion_is_dismissed(
    anna: User, suggested: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    dismiss = reverse("desk:ticket:dismiss", args=[suggested.number, other.number])

    browser.post(dismiss)

    with in_scope(nordlicht):
        assert not TicketLink.objects.filter(kind=LinkKind.SUGGESTED).exists()
    assert "Perhaps this belongs" not in browser.get(address_of("show", suggested)).content.decode()
    assert browser.post(dismiss).status_code == 404


def test_a_ticket_that_one_may_not_read_is_not_suggested(
    anna: User, suggested: Ticket, claims: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    hidden = make_ticket(claims, subject="Geheim")
    with in_scope(nordlicht):
        TicketLink.objects.filter(kind=LinkKind.SUGGESTED).update(other_number=hidden.number)

    page = client_for(anna, nordlicht).get(address_of("show", suggested)).content.decode()

    assert "Geheim" not in page
    assert "Perhaps this belongs" not in page
