from __future__ import annotations

from collections.abc import Callable
from html import unescape
from urllib.parse import urlencode

from django.urls import reverse

from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
FIND = reverse("desk:inbox:find")
LIST = reverse("desk:inbox:list")
MOST = 16


def _page(browser: Browser, words: str) -> str:
    return unescape(browser.get(FIND, {"q": words}, follow=True).content.decode())


def test_what_is_looked_for_is_a_folder_with_what_fits(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    ticket = make_ticket(billing, subject="Bestellung 83-46842")
    make_ticket(billing, subject="Bestellung 83-46843")
    browser = client_for(anna, nordlicht)

    response = browser.get(FIND, {"q": "  Bestellung   83-46842 "})

    assert response["Location"] == f"{LIST}?{urlencode({'folder': 'found:Bestellung 83-46842'})}"
    page = _page(browser, "Bestellung 83-46842")
    assert [number in page for number in ("83-46842</span>", "83-46843</span>")] == [True, False]
    assert f"/desk/ticket/{ticket.number}/?folder=found%3ABestellung%2083-46842" in page


def test_a_ticket_that_was_found_is_opened_beside_what_was_found(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    first, second = (make_ticket(billing, subject=f"Küchenmesser {number}") for number in (1, 2))

    address = reverse("desk:ticket:show", args=[first.number])
    page = client_for(anna, nordlicht).get(address, {"folder": "found:küchenmesser"}).content.decode()

    assert second.subject in page


def test_tickets_of_a_customer_are_found_by_name_address_and_phone_number(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    karin = make_customer(nordlicht, "Karin Böttcher", email="k.b@firma-nord.example")
    make_ticket(billing, customer=karin, subject="Ein Anliegen")
    browser = client_for(anna, nordlicht)

    pages = [_page(browser, words) for words in ("boettcher", "firma-nord", "böttcher karin", "brenner")]

    assert ["Ein Anliegen" in page for page in pages] == [True, True, True, False]


def test_nothing_of_another_tenant_is_found(
    anna: User, alpina_ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_message(alpina_ticket, text="Küchenmesser")
    browser = client_for(anna, nordlicht)

    pages = [_page(browser, words) for words in ("Küchenmesser", alpina_ticket.subject, str(alpina_ticket.number))]

    assert ["No ticket matches" in page for page in pages] == [True, True, True]


def test_customers_are_found_only_with_the_right_to_read_contacts(
    bela: User, agent_role: Role, billing: Category, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_ticket(billing, customer=customer, subject="Ein Anliegen")
    browser = client_for(bela, nordlicht)
    before = _page(browser, customer.name)
    with everywhere():
        agent_role.permissions = [right for right in agent_role.permissions if right != "contacts.read"]
        agent_role.save(update_fields=["permissions"])

    assert ["No ticket matches" in page for page in (before, _page(browser, customer.name))] == [False, True]


def test_words_that_are_too_long_are_cut_and_strange_ones_do_no_harm(
    anna: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    for words in ("x" * 500, "\x00", "%_\\", "<script>", "&folder=mine"):
        assert browser.get(FIND, {"q": words}, follow=True).status_code == 200
    assert browser.get(LIST, {"folder": "found:a\x00"}).status_code == 404


def test_the_list_of_what_was_found_is_not_asked_for_again_with_each_change(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(LIST, {"folder": "found:x"}).content.decode()

    assert 'hx-trigger="live:reload from:body"' in page


def test_statements_do_not_grow_with_what_is_found(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)
    sent = []
    for count in (1, 3):
        for _each in range(count):
            make_ticket(billing, subject="Küchenmesser", customer=make_customer(nordlicht, "Karin Böttcher"))
        browser.get(LIST, {"folder": "found:Küchenmesser"})
        with statements() as told:
            browser.get(LIST, {"folder": "found:Küchenmesser"})
        sent.append(len(told))

    assert sent[0] == sent[1] <= MOST
