"""The next twenty for the person themselves: in the order of the queue, with the reason, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.org.models import Category
from kontor.people.enums import Availability
from kontor.people.models import User
from kontor.routing.domain.readiness import become
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.routing.domain.distributing.conftest import owners, prefer, ready
from tests.support.client import Browser
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
PAGE = reverse("desk:upcoming:list")


def test_the_next_ones_and_why(
    client_for: ClientFor, anna: User, bela: User, nordlicht: Tenant, billing: Category
) -> None:
    prefer(anna, capacity=1)
    prefer(bela, capacity=1)
    browser = client_for(anna, nordlicht)
    ready(bela, nordlicht)
    become(anna, Availability.READY, by=anna)
    waiting = [make_ticket(billing, subject=subject) for subject in ("Zuerst", "Danach", "Zuletzt")]
    make_ticket(billing, subject="Heikel", tags=["recht"])

    page = browser.get(PAGE).content.decode()

    found = [page.index(subject) for subject in ("Zuerst", "Danach", "Zuletzt", "Heikel")]
    assert found == sorted(found)
    assert page.count("Is given to you now.") == 1
    assert page.count("Goes to Bela Brand, who knows the customer or has more room.") == 1
    assert page.count("Others come first, or it waits for whoever knows the customer.") == 1
    assert page.count("You lack one of its tags.") == 1
    assert "0 of at most 1 lie on your desk." in page
    assert owners(*waiting) == [None, None, None]


def test_who_is_not_ready_reads_so(client_for: ClientFor, anna: User, nordlicht: Tenant, ticket: Ticket) -> None:
    page = client_for(anna, nordlicht).get(PAGE).content.decode()

    assert "Not given now: you are not ready." in page
    assert reverse("desk:ticket:show", args=[ticket.number]) in page


def test_an_empty_queue_says_so(client_for: ClientFor, anna: User, nordlicht: Tenant, billing: Category) -> None:
    assert "No ticket waits in your categories." in client_for(anna, nordlicht).get(PAGE).content.decode()


def test_nothing_of_another_tenant_is_seen(
    client_for: ClientFor, bela: User, nordlicht: Tenant, ticket: Ticket, alpina_ticket: Ticket
) -> None:
    page = client_for(bela, nordlicht).get(PAGE).content.decode()

    assert ticket.subject in page
    assert alpina_ticket.subject not in page


def test_needs_as_many_statements_for_three(
    client_for: ClientFor, anna: User, nordlicht: Tenant, billing: Category, ticket: Ticket
) -> None:
    browser = client_for(anna, nordlicht)
    browser.get(PAGE)
    with statements() as for_one:
        browser.get(PAGE)
    for _number in range(2):
        make_ticket(billing)
    with statements() as for_three:
        browser.get(PAGE)

    assert len(for_three) == len(for_one) <= 30, for_three
