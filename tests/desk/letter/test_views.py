"""Letters that left, on the page of their ticket."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.customers.models import Customer
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import keep
from kontor.tickets.models import Ticket
from tests.factories.customers import make_postal_address
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import make_batch
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def mine(billing: Category, customer: Customer, anna: User) -> Ticket:
    letters_on()
    return make_ticket(billing, customer=customer, owner=anna)


@pytest.fixture
def letter(mine: Ticket, anna: User) -> OutgoingLetter:
    return make_outgoing_letter(mine, anna)


def url(name: str, ticket: Ticket, letter: OutgoingLetter) -> str:
    return reverse(f"desk:letter:{name}", args=[ticket.number, letter.pk])


def page_of(browser: Browser, ticket: Ticket) -> str:
    return browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()


def state_of(letter: OutgoingLetter) -> str:
    with in_scope(letter.tenant_id):
        return OutgoingLetter.objects.get(pk=letter.pk).state


def set_to(letter: OutgoingLetter, **values: object) -> None:
    with in_scope(letter.tenant_id):
        OutgoingLetter.objects.filter(pk=letter.pk).update(**values)


def test_the_ticket_shows_to_whom_the_letter_goes_and_its_state(
    mine: Ticket, letter: OutgoingLetter, nordlicht: Tenant, anna: User, client_for: ClientFor
) -> None:
    page = page_of(client_for(anna, nordlicht), mine)

    assert "Letter to Käthe Kunde" in page
    assert "Käthe Kunde, Deichweg 3, 20095 Hamburg" in page
    assert "Is being prepared" in page
    assert url("recall", mine, letter) in page
    assert url("again", mine, letter) not in page


def test_a_letter_that_failed_says_why_and_is_tried_again(
    mine: Ticket, letter: OutgoingLetter, nordlicht: Tenant, anna: User, htmx_for: HtmxFor, client_for: ClientFor
) -> None:
    set_to(letter, state=LetterState.FAILED, error_kind="time", next_attempt_at=None)
    page = page_of(client_for(anna, nordlicht), mine)
    assert "Could not be handed to print" in page
    assert "The letter took too long to render." in page

    answer = htmx_for(anna, nordlicht).post(url("again", mine, letter))

    assert answer.status_code == 200
    assert state_of(letter) == LetterState.QUEUED


def test_a_letter_whose_batch_has_failed_says_why(
    mine: Ticket, letter: OutgoingLetter, nordlicht: Tenant, anna: User, client_for: ClientFor
) -> None:
    make_batch(nordlicht, [letter], state=BatchState.FAILED, error_kind="library")
    set_to(letter, state=LetterState.WRITING)

    assert "apt install" in page_of(client_for(anna, nordlicht), mine)


def test_a_letter_is_recalled_until_it_is_handed_to_print(
    mine: Ticket, letter: OutgoingLetter, nordlicht: Tenant, anna: User, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)

    set_to(letter, state=LetterState.HANDED_OVER)
    assert browser.post(url("recall", mine, letter)).status_code == 409

    set_to(letter, state=LetterState.QUEUED)
    browser.post(url("recall", mine, letter))
    assert state_of(letter) == LetterState.RECALLED


def test_the_letter_is_shown_as_it_was_made(
    mine: Ticket, letter: OutgoingLetter, nordlicht: Tenant, anna: User, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)
    before = browser.get(url("pdf", mine, letter)).content
    with in_scope(nordlicht):
        set_to(letter, pdf=keep(before + b"\n% as it was", tenant_id=nordlicht.pk), pages=1)

    dialog = browser.get(url("show", mine, letter)).content.decode()
    pages = browser.get(url("pages", mine, letter)).content.decode()

    assert before.startswith(b"%PDF-")
    assert f'hx-get="{url("pages", mine, letter)}"' in dialog
    assert "data:image/png;base64," in pages
    assert browser.get(url("pdf", mine, letter)).content.endswith(b"% as it was")


@pytest.mark.parametrize("name", ["show", "pages", "pdf", "again", "anew", "recall"])
def test_letters_of_another_tenant_are_not_there(
    name: str,
    mine: Ticket,
    letter: OutgoingLetter,
    alpina: Tenant,
    carla: User,
    claims: Category,
    htmx_for: HtmxFor,
) -> None:
    browser = htmx_for(carla, alpina)
    own = make_ticket(claims, owner=carla)
    ask = browser.post if name in ("again", "anew", "recall") else browser.get

    assert ask(url(name, mine, letter)).status_code == 404
    assert ask(url(name, own, letter)).status_code == 404
    assert state_of(letter) == LetterState.QUEUED


def test_letters_need_as_many_statements_for_three(
    mine: Ticket, letter: OutgoingLetter, nordlicht: Tenant, anna: User, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    page_of(browser, mine)
    with statements() as one:
        page_of(browser, mine)
    for _time in range(2):
        make_outgoing_letter(mine, anna)
    with statements() as three:
        page_of(browser, mine)

    assert len(three) == len(one)


def test_a_letter_that_came_back_is_sent_anew_once_the_address_is_corrected(
    mine: Ticket,
    letter: OutgoingLetter,
    customer: Customer,
    nordlicht: Tenant,
    anna: User,
    htmx_for: HtmxFor,
    client_for: ClientFor,
) -> None:
    set_to(letter, state=LetterState.RETURNED, returned_reason="moved")
    assert url("anew", mine, letter) not in page_of(client_for(anna, nordlicht), mine)
    make_postal_address(customer, name="Käthe Kunde", street="Am Markt 7")
    assert "Send anew to Käthe Kunde, Am Markt 7, 24103 Kiel" in page_of(client_for(anna, nordlicht), mine)

    assert htmx_for(anna, nordlicht).post(url("anew", mine, letter)).status_code == 200

    page = page_of(client_for(anna, nordlicht), mine)
    assert "Käthe Kunde, Am Markt 7, 24103 Kiel</address>" in page
    assert "Is being prepared" in page
    assert htmx_for(anna, nordlicht).post(url("anew", mine, letter)).status_code == 409
