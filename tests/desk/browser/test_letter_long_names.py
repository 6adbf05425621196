"""Letters to people and into folders with long names: nothing is cut off, nothing stands over its neighbour."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from kontor.customers.models import Customer
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.customers import make_postal_address
from tests.factories.outgoing_letters import make_failed_letter
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
LONG = "Rechtsschutzversicherungsgesellschaftenverband" * 2


@pytest.fixture
def ticket(billing: Category, anna: User, customer: Customer, nordlicht: Tenant, committed_db: str) -> Ticket:
    letters_on()
    with in_scope(nordlicht):
        Customer.objects.filter(pk=customer.pk).update(name=LONG)
        customer.refresh_from_db()
    make_postal_address(customer)
    return make_ticket(billing, owner=anna, customer=customer)


@pytest.fixture
def letter(ticket: Ticket, anna: User) -> OutgoingLetter:
    return make_failed_letter(ticket, anna, error_values={"path": f"/letters/{LONG}/4711.pdf"})


def test_the_address_and_the_trouble_of_a_letter_stay_in_their_place(
    anna: User, sven: User, nordlicht: Tenant, ticket: Ticket, letter: OutgoingLetter, window: Window
) -> None:
    page = window(anna, nordlicht)
    page.goto(f"/desk/ticket/{ticket.number}/")

    anew = page.get_by_role("button", name="Send anew to").bounding_box()
    beside = page.locator("#context").bounding_box()

    assert anew and beside
    assert anew["x"] + anew["width"] <= beside["x"]

    page = window(sven, nordlicht)
    page.goto(f"/supervisor/letters/{letter.pk}/")

    assert page.locator(".letter__facts").evaluate("facts => facts.scrollWidth <= facts.clientWidth")
