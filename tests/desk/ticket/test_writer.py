"""Who has written the letter: a person chooses the contact, or makes one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.whose import set_customer
from kontor.tickets.enums import TicketKind
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.customers import make_customer
from tests.factories.scans import make_letter
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]


@pytest.fixture
def mine(billing: Category, anna: User) -> Ticket:
    ticket = make_ticket(billing, owner=anna, kind=TicketKind.LETTER)
    with in_scope(billing.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(customer=None)
        ticket.refresh_from_db()
    make_letter(ticket)
    return ticket


def url(ticket: Ticket) -> str:
    return reverse("desk:ticket:writer", args=[ticket.number])


def customer_of(ticket: Ticket) -> Customer | None:
    with everywhere():
        return Ticket.objects.select_related("customer").get(pk=ticket.pk).customer


def test_a_contact_is_found_and_chosen(anna, mine, customer, nordlicht, client_for, htmx_for):
    found = htmx_for(anna, nordlicht).get(url(mine), {"words": customer.name[:3]}).content.decode()
    client_for(anna, nordlicht).post(url(mine), {"words": "", "customer": customer.pk})

    assert customer.name in found
    assert customer_of(mine) == customer
    with in_scope(nordlicht):
        assert HistoryEntry.objects.filter(ticket=mine, action="customer_linked").count() == 1


def test_whoever_is_not_found_can_be_made_at_once(anna, mine, customer, nordlicht, htmx_for):
    browser = htmx_for(anna, nordlicht)
    unknown = browser.get(url(mine), {"words": "Gerda Brief"}).content.decode()
    known = browser.get(url(mine), {"words": customer.name}).content.decode()

    assert 'name="customer" value="new" checked' in unknown
    assert "Make a new contact “Gerda Brief”" in unknown
    assert f'name="customer" value="{customer.pk}" checked' in known
    assert 'name="customer" value="new">' in known


def test_a_new_contact_is_made_and_the_context_shows_it(anna, mine, nordlicht, client_for):
    browser = client_for(anna, nordlicht)
    before = browser.get(reverse("desk:ticket:context", args=[mine.number])).content.decode()
    browser.post(url(mine), {"words": "  Gerda   Brief ", "customer": "new"})
    after = browser.get(reverse("desk:ticket:context", args=[mine.number])).content.decode()

    made = customer_of(mine)
    assert ("Who has written?" in before, "Gerda Brief" in after) == (True, True)
    assert made is not None
    assert (made.name, made.sort_key, made.tenant_id) == ("Gerda Brief", "gerda brief", nordlicht.pk)


def test_nothing_chosen_is_said(anna, mine, nordlicht, client_for):
    browser = client_for(anna, nordlicht)
    answer = browser.post(url(mine), {"words": ""})
    nameless = browser.post(url(mine), {"words": " ", "customer": "new"})

    assert (answer.status_code, nameless.status_code, customer_of(mine)) == (422, 422, None)
    assert "Choose a contact, or enter the name of a new one." in answer.content.decode()


def test_a_contact_of_another_tenant_is_not_there(anna, mine, alpina: Tenant, nordlicht, client_for):
    theirs = make_customer(alpina, name="Fremde Person")
    browser = client_for(anna, nordlicht)

    assert browser.post(url(mine), {"customer": theirs.pk}).status_code == 404
    assert "Fremde Person" not in browser.get(url(mine), {"words": "Fremde"}).content.decode()
    assert customer_of(mine) is None


def test_of_a_mail_nobody_may_say_it(anna, billing, customer, nordlicht, client_for):
    mail = make_ticket(billing, owner=anna, customer=customer)

    assert client_for(anna, nordlicht).get(url(mail)).status_code == 403


def test_a_contact_of_another_tenant_is_refused(mine, anna, alpina, nordlicht):
    theirs = make_customer(alpina)

    with everywhere(), refused("This contact belongs to another tenant."):
        set_customer(mine, theirs, by=anna)
