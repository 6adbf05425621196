"""A contact's page of privacy: information, hold, erasure."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.customers.domain.contacts import link_customers
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.models import Erasure, Hold
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.customers import make_customer
from tests.factories.privacy import make_disclosure, make_hold
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db

ClientFor = Callable[..., Browser]


def place(name: str, *args: int) -> str:
    return reverse(f"desk:contacts:{name}", args=args)


def test_from_the_contact_to_the_file(client_for: ClientFor, ada: User, nordlicht: Tenant, ticket: Ticket) -> None:
    customer = ticket.customer_id or 0
    ada_here = client_for(ada, nordlicht)

    assert place("privacy", customer) in ada_here.get(place("show", customer)).content.decode()
    ada_here.post(place("disclose", customer))
    run_jobs("privacy.tasks.disclose")
    page = ada_here.get(place("privacy", customer)).content.decode()

    address = page.split(f'href="{place("privacy", customer)}file/')[1].split('"')[0]
    file = ada_here.get(f"{place('privacy', customer)}file/{address}")
    assert file.content[:2] == b"PK"
    assert file["Content-Disposition"].startswith("attachment")


def test_the_file_stands_there_by_itself_once_it_is_made(
    client_for: ClientFor, ada: User, nordlicht: Tenant, ticket: Ticket
) -> None:
    customer = ticket.customer_id or 0
    asks = f'id="information" hx-get="{place("privacy", customer)}" hx-trigger="every 2s" hx-select="#information"'
    ada_here = client_for(ada, nordlicht)
    ada_here.post(place("disclose", customer))

    assert asks in ada_here.get(place("privacy", customer)).content.decode()
    run_jobs("privacy.tasks.disclose")
    page = ada_here.get(place("privacy", customer)).content.decode()
    assert ("Save the file" in page, 'hx-trigger="every' in page, 'id="information"' in page) == (True, False, True)


def test_erased_with_a_reason_and_the_page_says_so(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category, customer: Customer
) -> None:
    ada_here = client_for(ada, nordlicht)

    without = ada_here.post(place("erase", customer.pk), {"erase-reason": " "})
    ada_here.post(place("erase", customer.pk), {"erase-reason": "Art. 17 DSGVO"})
    again = ada_here.post(place("erase", customer.pk), {"erase-reason": "noch einmal"})
    run_jobs("privacy.tasks.erase")
    page = ada_here.get(place("privacy", customer.pk)).content.decode()

    assert without.status_code == 422
    assert "This contact is being erased already." in again.content.decode()
    assert "This contact was erased." in page
    with in_scope(nordlicht):
        assert Erasure.objects.get().asked_by_id == ada.pk


def test_a_hold_takes_the_erasure_away(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category, customer: Customer
) -> None:
    ada_here = client_for(ada, nordlicht)

    ada_here.post(place("hold", customer.pk), {"hold-reason": "Rechtsstreit 12"})
    page = ada_here.get(place("privacy", customer.pk)).content.decode()
    refused = ada_here.post(place("erase", customer.pk), {"erase-reason": "Art. 17"})

    assert "On legal hold: Rechtsstreit 12." in page
    assert place("erase", customer.pk) not in page
    assert refused.status_code == 422
    with in_scope(nordlicht):
        assert (Hold.objects.count(), Erasure.objects.count()) == (1, 0)


def test_a_held_contact_says_so_and_offers_nothing_that_would_lose_something(
    client_for: ClientFor, anna: User, nordlicht: Tenant, customer: Customer
) -> None:
    with in_scope(nordlicht):
        other = make_customer(nordlicht)
        link_customers(customer, other)
        address = customer.addresses.get()
    taking = [place("remove-address", customer.pk, address.pk), place("unlink", customer.pk, other.pk)]
    anna_here = client_for(anna, nordlicht)
    before = anna_here.get(place("show", customer.pk)).content.decode()
    make_hold(customer)

    page = anna_here.get(place("show", customer.pk)).content.decode()

    assert [address in before for address in taking] == [True, True]
    assert [address in page for address in taking] == [False, False]
    assert ("you may add to what is kept" in before, "you may add to what is kept" in page) == (False, True)


def test_a_file_of_another_contact_is_not_found(
    client_for: ClientFor, ada: User, nordlicht: Tenant, customer: Customer, ticket: Ticket
) -> None:
    disclosure = make_disclosure(customer)
    make_hold(customer)

    answer = client_for(ada, nordlicht).get(place("disclosed", customer.pk + 999, disclosure.pk))

    assert answer.status_code == 404
