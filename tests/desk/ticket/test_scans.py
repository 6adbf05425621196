"""A letter that came in, page by page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.letters.enums import LetterState
from kontor.letters.models import Scan
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.customers import make_postal_address
from tests.factories.letters import make_outgoing_letter
from tests.factories.loans import lend_ticket
from tests.factories.scans import make_letter
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]


@pytest.fixture
def mine(billing: Category, anna: User) -> Ticket:
    """A ticket of a letter: nobody is known to have written it."""
    return make_ticket(billing, owner=anna, customer=None)


@pytest.fixture
def scan(mine: Ticket) -> Scan:
    return make_letter(mine, "Erste Seite", "Zweite Seite", "Dritte Seite")


def page(ticket: Ticket, scan: Scan, number: int) -> str:
    return reverse("desk:ticket:scan", args=[ticket.number, scan.pk, number])


def test_the_ticket_shows_the_first_page_and_its_text(anna, mine, scan, nordlicht, client_for):
    answer = client_for(anna, nordlicht).get(reverse("desk:ticket:show", args=[mine.number]))

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Page 1 of 3" in html
    assert f'src="{page(mine, scan, 1)}picture/"' in html
    assert html.count("scan__number") == 3
    assert "Text of the letter" in html
    assert "Text layer of the scan" in html


def test_pages_are_turned_by_fragments_and_have_addresses_of_their_own(
    anna, mine, scan, nordlicht, client_for, htmx_for
):
    part = htmx_for(anna, nordlicht).get(page(mine, scan, 2)).content.decode()
    whole = client_for(anna, nordlicht).get(page(mine, scan, 3)).content.decode()

    assert part.lstrip().startswith('<section class="scan"')
    assert ("Page 2 of 3" in part, "Zweite Seite" in part, "Dritte Seite" in part) == (True, True, False)
    assert ("<html" in whole, "Page 3 of 3" in whole, "Next page" in whole) == (True, True, False)


def test_the_picture_of_a_page_is_a_picture_and_nothing_else(anna, mine, scan, nordlicht, client_for):
    answer = client_for(anna, nordlicht).get(f"{page(mine, scan, 1)}picture/")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("number", [0, 4])
def test_there_are_no_other_pages(anna, mine, scan, nordlicht, client_for, number):
    browser = client_for(anna, nordlicht)

    assert browser.get(page(mine, scan, number)).status_code == 404
    assert browser.get(f"{page(mine, scan, number)}picture/").status_code == 404


def test_a_scan_of_another_ticket_or_tenant_is_not_there(
    anna: User, mine: Ticket, billing: Category, claims: Category, nordlicht: Tenant, client_for: ClientFor
):
    other = make_letter(make_ticket(billing))
    theirs_ticket = make_ticket(claims)
    theirs = make_letter(theirs_ticket)
    browser = client_for(anna, nordlicht)

    assert browser.get(page(mine, other, 1)).status_code == 404
    assert browser.get(page(mine, theirs, 1)).status_code == 404
    assert browser.get(page(theirs_ticket, theirs, 1)).status_code == 404
    assert browser.get(f"{page(theirs_ticket, theirs, 1)}picture/").status_code == 404


def test_what_could_not_be_read_is_said_and_the_text_stands_in_the_open(anna, mine, nordlicht, client_for):
    scan = make_letter(mine, "Nur der Text vom Dienstleister", remarks=[{"kind": "encrypted"}])
    with in_scope(nordlicht):
        scan.pictures.all().delete()

    html = client_for(anna, nordlicht).get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert "The PDF is protected by a password." in html
    assert "<p>Nur der Text vom Dienstleister</p>" in html


def test_two_letters_cost_no_more_statements_than_one(anna, mine, scan, nordlicht, client_for):
    browser = client_for(anna, nordlicht)
    browser.get(reverse("desk:ticket:show", args=[mine.number]))
    with statements() as one:
        browser.get(reverse("desk:ticket:show", args=[mine.number]))
    make_letter(mine)
    with statements() as two:
        browser.get(reverse("desk:ticket:show", args=[mine.number]))

    assert len(two) == len(one)


def test_a_person_says_that_a_letter_came_back_and_finds_the_contact(anna, billing, customer, nordlicht, client_for):
    ticket = make_ticket(billing, owner=anna, customer=customer)
    address = make_postal_address(customer)
    sent = make_outgoing_letter(ticket, anna, state=LetterState.HANDED_OVER, postal_address=address)
    scan = make_letter(ticket, "Nur unser Brief", letter=sent)
    browser = client_for(anna, nordlicht)
    show, say = (
        reverse("desk:ticket:show", args=[ticket.number]),
        reverse("desk:ticket:scan-returned", args=[ticket.number, scan.pk]),
    )

    before = browser.get(show).content.decode()
    browser.post(say)
    after = browser.get(show).content.decode()

    assert ("Came back undelivered" in before, say in before) == (True, True)
    assert ("Came back undelivered" in after, "This letter of ours came back" in after) == (False, True)
    assert f'href="{reverse("desk:contacts:show", args=[customer.pk])}"' in after
    with in_scope(nordlicht):
        sent.refresh_from_db()
        address.refresh_from_db()
    assert sent.state == LetterState.RETURNED
    assert address.undeliverable_since is not None


def test_a_borrower_cannot_say_that_the_lenders_letter_came_back(
    anna: User, carla: User, billing: Category, claims: Category, alpina: Tenant, client_for: ClientFor
):
    ticket = make_ticket(billing)
    sent = make_outgoing_letter(ticket, anna, state=LetterState.HANDED_OVER)
    scan = make_letter(ticket, "Nur unser Brief", letter=sent)
    lend_ticket(ticket, claims)
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=carla)

    answer = client_for(carla, alpina).post(reverse("desk:ticket:scan-returned", args=[ticket.number, scan.pk]))

    with everywhere():
        sent.refresh_from_db()
    assert (answer.status_code, sent.state) == (403, LetterState.HANDED_OVER)


def test_a_scan_without_a_letter_of_ours_cannot_come_back(anna, mine, scan, nordlicht, client_for):
    url = reverse("desk:ticket:scan-returned", args=[mine.number, scan.pk])

    assert client_for(anna, nordlicht).post(url).status_code == 404


def test_an_answer_can_be_begun_though_nobody_is_known_to_have_written(anna, mine, scan, nordlicht, client_for):
    answer = client_for(anna, nordlicht).get(reverse("desk:ticket:show", args=[mine.number]), {"write": "1"})

    assert answer.status_code == 200
