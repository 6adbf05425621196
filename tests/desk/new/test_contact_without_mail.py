"""A new process about a contact that has no mail address: somebody who called, or stands at the counter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.new.test_views import BEGIN, only, post, typed
from tests.factories.customers import make_customer
from tests.support.client import Browser
from tests.support.scoping import in_scope


@pytest.fixture
def caller(nordlicht: Tenant) -> Customer:
    caller = make_customer(nordlicht, "Cora Ruf")
    with in_scope(nordlicht):
        caller.addresses.all().delete()
    return caller


@pytest.fixture
def page(anna: User, nordlicht: Tenant, nordlicht_account: MailAccount, client_for: Callable[..., Browser]) -> Browser:
    return client_for(anna, nordlicht)


def test_it_is_begun_without_a_recipient_and_becomes_their_ticket(
    page: Browser, caller: Customer, billing: Category, nordlicht: Tenant
) -> None:
    asked = page.get(BEGIN, {"customer": caller.pk}).content.decode()
    page.post(BEGIN, {"category": billing.pk, "to": "", "customer": caller.pk})
    post(page, "send", only(nordlicht), **typed(only(nordlicht), to="", create="1"))

    assert f'name="customer" value="{caller.pk}"' in asked
    with in_scope(nordlicht):
        assert Ticket.objects.get().customer == caller


def test_it_is_not_sent_to_nobody(page: Browser, caller: Customer, billing: Category, nordlicht: Tenant) -> None:
    page.post(BEGIN, {"category": billing.pk, "to": "", "customer": caller.pk})

    stopped = post(page, "send", only(nordlicht), **typed(only(nordlicht), to=""))

    assert stopped.status_code == 409
    with in_scope(nordlicht):
        assert not Ticket.objects.exists()


def test_whoever_has_an_address_is_written_to(page: Browser, customer: Customer, billing: Category) -> None:
    page_of_contact = page.get(BEGIN, {"customer": customer.pk}).content.decode()

    assert 'name="customer"' not in page_of_contact
    assert page.post(BEGIN, {"category": billing.pk, "to": "", "customer": customer.pk}).status_code == 422


def test_a_contact_of_another_tenant_is_not_found(page: Browser, alpina: Tenant, billing: Category) -> None:
    stranger = make_customer(alpina, "Fremd")

    assert page.post(BEGIN, {"category": billing.pk, "to": "", "customer": stranger.pk}).status_code == 404


def test_the_category_is_one_of_the_contacts_tenant(
    caller: Customer, claims: Category, alpina_account: MailAccount, client_of_both: Callable[..., Browser]
) -> None:
    browser = client_of_both("desk.access", "tickets.read", "tickets.create")

    refused = browser.post(BEGIN, {"category": claims.pk, "to": "", "customer": caller.pk})

    assert refused.status_code == 422
