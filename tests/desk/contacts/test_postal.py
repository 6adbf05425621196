from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from kontor.customers.domain.postal_addresses import postal_addresses
from kontor.customers.models import Customer, PostalAddress
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.customers import make_postal_address
from tests.factories.scans import make_letter
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
TYPED = {"name": "Käthe Kunde", "street": "Am Kai 7", "postcode": "24103", "city": "Kiel", "country": "DE"}


@pytest.fixture(autouse=True)
def with_letters(db: None) -> None:
    letters_on()


def url(name: str, customer: Customer, *more: int) -> str:
    return reverse(f"desk:contacts:{name}-postal", args=[customer.pk, *more])


def kept(customer: Customer) -> list[PostalAddress]:
    with in_scope(customer.tenant_id):
        return postal_addresses(customer)


def test_an_address_is_added(anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)

    form = browser.get(url("add", customer)).content.decode()
    answer = browser.post(url("add", customer), TYPED)

    assert 'value="Käthe Kunde"' in form
    assert '<option value="DE" selected>Germany</option>' in form
    assert answer.headers["Location"] == reverse("desk:contacts:show", args=[customer.pk])
    assert [(row.street, row.is_default) for row in kept(customer)] == [("Am Kai 7", True)]
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Käthe Kunde<br>Am Kai 7<br>24103 Kiel</address>" in page
    assert "letters go here" in page


def test_what_cannot_be_sent_is_said_beside_the_field(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    answer = client_for(anna, nordlicht).post(url("add", customer), {**TYPED, "postcode": "2410", "city": ""})

    assert answer.status_code == 422
    assert "This is not a postcode of this country; they look like 26133." in answer.content.decode()
    assert "The city is missing." in answer.content.decode()
    assert kept(customer) == []


def test_only_what_an_address_can_do_without_is_called_optional(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    form = browser.get(url("add", customer)).content.decode()
    company = browser.post(url("add", customer), {"company": "Werft GmbH", "country": "DE"}).content.decode()
    place = browser.post(reverse("desk:contacts:postal-place", args=[customer.pk]), {"country": "IE"})

    assert optional(form) == {"Company", "Additional line"}
    assert optional(company) == {"Company", "Name", "Additional line", "Street and number, or PO box"}
    assert optional(place.content.decode()) == {"County", "Eircode"}


def test_the_path_to_the_form_leads_back(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(url("add", customer)).content.decode()

    path = re.search(r'<nav class="crumbs".*?</nav>', page, re.DOTALL)
    assert path
    links = re.findall(r'<a href="([^"]+)"', path[0])
    assert links == [reverse("desk:contacts:list"), reverse("desk:contacts:show", args=[customer.pk])]
    assert path[0].count("<svg") == 3, "the menu's arrow, and one before each link"


def optional(page: str) -> set[str]:
    """The fields that are called so."""
    return set(re.findall(r'<label class="field__label" for="[^"]+">([^<]+) <span class="field__optional">', page))


def test_what_only_looks_odd_is_kept_and_said(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    answer = client_for(anna, nordlicht).post(url("add", customer), {**TYPED, "street": "Am Kai"})

    assert [str(said) for said in get_messages(answer.wsgi_request)] == [
        "The postal address is saved.",
        "The street has no number.",
    ]
    assert [row.street for row in kept(customer)] == ["Am Kai"]


def test_who_came_from_a_ticket_goes_back_to_it(
    anna: User, customer: Customer, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    form = browser.get(url("add", customer), {"ticket": ticket.number}).content.decode()

    answer = browser.post(url("add", customer), {**TYPED, "ticket": ticket.number})

    assert f'name="ticket" value="{ticket.number}"' in form
    assert answer.headers["Location"] == reverse("desk:ticket:show", args=[ticket.number]) + "?write=1"


def test_the_letter_stands_beside_the_form_of_who_came_from_it(
    anna: User, customer: Customer, ticket: Ticket, alpina_ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    scan, foreign = make_letter(ticket), make_letter(alpina_ticket)

    def form(*numbers: object) -> str:
        return browser.get(url("add", customer), dict(zip(["ticket"], numbers, strict=False))).content.decode()

    assert f'hx-get="{reverse("desk:ticket:scan", args=[ticket.number, scan.pk, 1])}"' in form(ticket.number)
    assert "hx-get" not in form().partition("postal-form__foot")[2]
    assert f"/{foreign.pk}/" not in form(alpina_ticket.number).partition("postal-form__foot")[2]


def test_the_first_field_that_is_empty_has_the_focus(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(url("add", customer)).content.decode()

    assert re.findall(r'name="(\w+)"[^>]* autofocus', page) == ["street"]


def test_a_stale_form_overwrites_nothing(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    row = make_postal_address(customer)
    browser = client_for(anna, nordlicht)

    first = browser.post(url("change", customer, row.pk), {**TYPED, "street": "Am Markt 1", "version": 1})
    second = browser.post(url("change", customer, row.pk), {**TYPED, "street": "Am Markt 2", "version": 1})

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Nothing was overwritten" in second.content.decode()
    assert [address.street for address in kept(customer)] == ["Am Markt 1"]


def test_an_address_is_marked_and_the_mark_taken_away(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    row = make_postal_address(customer)
    browser = client_for(anna, nordlicht)

    browser.post(url("undeliverable", customer, row.pk), {"reason": "Moved away"})
    assert [address.undeliverable_reason for address in kept(customer)] == ["Moved away"]
    assert "Moved away" in browser.get(reverse("desk:contacts:show", args=[customer.pk])).content.decode()

    browser.post(url("deliverable", customer, row.pk))
    assert [address.undeliverable_since for address in kept(customer)] == [None]


def test_another_address_takes_over(anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor) -> None:
    first, second = make_postal_address(customer), make_postal_address(customer, city="Eutin", is_default=False)
    browser = client_for(anna, nordlicht)

    browser.post(url("default", customer, second.pk))
    assert [row.city for row in kept(customer)] == ["Eutin", "Kiel"]

    browser.post(url("delete", customer, second.pk))
    assert [(row.pk, row.is_default) for row in kept(customer)] == [(first.pk, True)]


@pytest.mark.parametrize("name", ["add", "change", "delete", "default", "undeliverable", "deliverable"])
def test_addresses_of_another_tenant_are_not_there(
    name: str, carla: User, customer: Customer, alpina: Tenant, client_for: ClientFor
) -> None:
    row = make_postal_address(customer)
    more = () if name == "add" else (row.pk,)

    answer = client_for(carla, alpina).post(url(name, customer, *more), TYPED)

    assert answer.status_code == 404
    assert [(address.street, address.is_default) for address in kept(customer)] == [("Am Kai 7", True)]


def test_nothing_of_letters_shows_while_they_are_off(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_postal_address(customer)
    letters_on(False)
    browser = client_for(anna, nordlicht)

    page = browser.get(reverse("desk:contacts:show", args=[customer.pk])).content.decode()

    assert "Postal addresses" not in page
    assert "Am Kai 7" not in page
    assert browser.get(url("add", customer)).status_code == 404


def test_the_contact_needs_as_many_statements_for_three_addresses(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    page = reverse("desk:contacts:show", args=[customer.pk])
    make_postal_address(customer)
    with statements() as one:
        browser.get(page)
    for city in ("Eutin", "Plön"):
        make_postal_address(customer, city=city, is_default=False)
    with statements() as three:
        browser.get(page)

    assert len(three) == len(one)


def _order(html: str) -> list[str]:
    return re.findall(r'name="(postcode|city|region)"', html)


def test_the_form_has_the_fields_of_the_country_and_follows_another_one(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht)
    begun = page.get(reverse("desk:contacts:add-postal", args=[customer.pk])).content.decode()
    typed = {"postcode": "10001", "city": "New York", "country": "US"}
    answer = page.post(reverse("desk:contacts:postal-place", args=[customer.pk]), typed).content.decode()

    assert _order(begun) == ["postcode", "city"]
    assert _order(answer) == ["city", "region", "postcode"]
    assert "ZIP code" in answer
    assert 'value="New York"' in answer


def test_what_is_filled_in_is_never_hidden(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht)
    typed = {"postcode": "24103", "city": "Kiel", "region": "Holstein", "country": "DE"}
    answer = page.post(reverse("desk:contacts:postal-place", args=[customer.pk]), typed).content.decode()

    assert _order(answer) == ["postcode", "city", "region"]
