from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.customers.models import Address, Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
LIST = reverse("desk:contacts:list")


def address(name: str, customer: Customer, *more: int) -> str:
    return reverse(f"desk:contacts:{name}", args=[customer.pk, *more])


def values(customer: Customer) -> list[str]:
    with in_scope(customer.tenant_id):
        return [row.value for row in Address.objects.filter(customer=customer).order_by("pk")]


def test_contacts_are_found_by_name_and_address(
    anna: User, customer: Customer, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    make_customer(nordlicht, "Norbert Nord", email="norbert@post.example")
    browser = htmx_for(anna, nordlicht)

    by_name = browser.get(LIST, {"q": "käthe"}).content.decode()
    by_address = browser.get(LIST, {"q": "norbert@post.example"}).content.decode()
    none = browser.get(LIST, {"q": "nobody"}).content.decode()

    assert ("Käthe Kunde" in by_name, "Norbert Nord" in by_name) == (True, False)
    assert ("Käthe Kunde" in by_address, "Norbert Nord" in by_address) == (False, True)
    assert "No contact matches" in none


def test_contacts_of_another_tenant_are_not_found(
    carla: User, customer: Customer, alpina: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(carla, alpina)

    assert "Käthe Kunde" not in browser.get(LIST).content.decode()
    assert browser.get(address("show", customer)).status_code == 404
    assert browser.post(address("add-address", customer), {"kind": "email", "value": "a@b.example"}).status_code == 404


def test_contacts_need_as_many_statements_for_three_rows(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    with statements() as one:
        browser.get(LIST)
    for name in ("Ute", "Per"):
        make_customer(nordlicht, name, email=f"{name}@post.example")
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_contact_shows_earlier_tickets_that_one_may_see(
    anna: User, ticket: Ticket, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(address("show", customer)).content.decode()

    assert ticket.subject in page
    assert "kaethe@post.example" in page


def test_contact_is_changed(anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor) -> None:
    data = {"name": "Katharina Kunde", "number": "K-1", "language": "de", "remarks": "", "version": customer.version}

    client_for(anna, nordlicht).post(address("show", customer), data)

    with in_scope(nordlicht):
        customer.refresh_from_db()
    assert (customer.name, customer.number) == ("Katharina Kunde", "K-1")


def test_second_change_of_the_same_contact_is_said(
    anna: User, customer: Customer, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)
    data = {"name": "Katharina", "version": customer.version}
    browser.post(address("show", customer), data)

    response = browser.post(address("show", customer), data | {"name": "Kathrin"})

    assert response.status_code == 409
    assert "Somebody else has changed this contact" in response.content.decode()
    assert 'value="Kathrin"' in response.content.decode()
    with in_scope(nordlicht):
        customer.refresh_from_db()
    assert customer.name == "Katharina"


def test_contact_has_several_addresses(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    browser.post(address("add-address", customer), {"kind": "email", "value": "kk@post.example"})
    added = values(customer)
    with in_scope(nordlicht):
        first = Address.objects.get(customer=customer, value="kaethe@post.example")
    browser.post(address("remove-address", customer, first.pk))

    assert added == ["kaethe@post.example", "kk@post.example"]
    assert values(customer) == ["kk@post.example"]


def test_a_phone_number_is_added_found_in_any_notation_and_removed(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    make_customer(nordlicht, "Norbert Nord")
    browser = client_for(anna, nordlicht)

    browser.post(address("add-address", customer), {"kind": "phone", "value": "(0431) 123 45-67"})
    added = values(customer)
    rows = htmx_for(anna, nordlicht).get(LIST, {"q": "0049 431 1234567"}).content.decode()
    with in_scope(nordlicht):
        phone = Address.objects.get(customer=customer, kind="phone")
    browser.post(address("remove-address", customer, phone.pk))

    assert added == ["kaethe@post.example", "(0431) 123 45-67"]
    assert ("Käthe Kunde" in rows, "Norbert Nord" in rows) == (True, False)
    assert values(customer) == ["kaethe@post.example"]


def test_the_list_writes_numbers_as_in_the_tenants_country(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    browser.post(address("add-address", customer), {"kind": "phone", "value": "+494311234567"})

    page = browser.get(LIST).content.decode()

    assert ("kaethe@post.example, 0431 1234567<" in page, "+494311234567" in page) == (True, False)


def test_what_is_wrong_with_a_number_is_said(
    anna: User, customer: Customer, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    response = htmx_for(anna, nordlicht).post(
        address("add-address", customer), {"kind": "phone", "value": "0800 FLOWERS"}
    )

    assert response.status_code == 409
    assert "“0800 FLOWERS” contains letters." in response.content.decode()


def test_contacts_are_linked_by_phone_number(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    other = make_customer(nordlicht, "Karl Kunde")
    browser = client_for(anna, nordlicht)
    browser.post(address("add-address", other), {"kind": "phone", "value": "0431 1234567"})

    browser.post(address("link", customer), {"address": "+49 431 1234567"})

    assert "Käthe Kunde" in browser.get(address("show", other)).content.decode()


def test_wrong_address_is_refused(anna: User, customer: Customer, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    data = {"kind": "email", "value": "kein Komma"}

    response = htmx_for(anna, nordlicht).post(address("add-address", customer), data)

    assert response.status_code == 409
    assert values(customer) == ["kaethe@post.example"]


def test_contacts_are_linked_and_unlinked(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    other = make_customer(nordlicht, "Karl Kunde", email="karl@post.example")
    browser = client_for(anna, nordlicht)

    browser.post(address("link", customer), {"address": "karl@post.example"})
    linked = browser.get(address("show", other)).content.decode()
    browser.post(address("unlink", customer, other.pk))
    unlinked = browser.get(address("show", other)).content.decode()

    assert ("Käthe Kunde" in linked, "Käthe Kunde" in unlinked) == (True, False)


def test_contacts_of_two_tenants_are_never_linked(
    bela: User, customer: Customer, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    make_customer(alpina, "Karl Kunde", email="karl@post.example")

    response = htmx_for(bela, nordlicht, alpina).post(address("link", customer), {"address": "karl@post.example"})

    assert response.status_code == 409
    assert "No contact of this tenant has this address." in response.content.decode()


def test_contacts_are_for_those_who_may(
    dora: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    assert client_for(dora, nordlicht).get(LIST).status_code == 302


def test_a_search_with_a_nul_finds_as_without(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(reverse("desk:contacts:list"), {"q": "\x00K\u00e4the"})

    assert customer.name in page.content.decode()


def test_how_many_tickets_a_contact_has_is_no_smaller_than_it_is(
    client_for: ClientFor, anna: User, nordlicht: Tenant, billing: Category, customer: Customer
) -> None:
    tickets = [make_ticket(billing, customer=customer) for _number in range(12)]
    browser = client_for(anna, nordlicht)

    beside = browser.get(reverse("desk:ticket:context", args=[tickets[0].number])).content.decode()
    contact = browser.get(address("show", customer)).content.decode()

    assert '<span class="count">10+</span>' in beside
    assert f"{address('show', customer)}#tickets" in beside
    assert 'id="tickets">Tickets <span class="count">12</span>' in contact
