"""Whose call it is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kontor.calls.enums import Direction, Question
from kontor.calls.models import Call
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.phone.panel.conftest import CALLS, ClientFor, HtmxFor, panel
from tests.desk.phone.rows import REMOTE, phone_of, ringing, talking
from tests.factories.customers import make_address, make_customer
from tests.support.scoping import in_scope


def test_incoming_call_shows_whose_it_is_before_it_is_answered(
    anna: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    ringing(nordlicht, anna)

    page = panel(htmx_for(anna, nordlicht))

    assert "Call for <strong>Nordlicht Energie</strong>" in page
    assert f'data-tenant-colour="{nordlicht.colour}"' in page
    assert "040 1234567" in page
    assert 'data-said="Call for Nordlicht Energie: unknown caller, 040 1234567."' in page


def test_a_window_of_an_administrator_without_tenant_is_not_led_away(
    ada: User, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    """The masks show the panel too, and fetch it anew: what stands unsaved there would be lost."""
    phone_of(ada)

    mask = client_for(ada).get(reverse("supervisor:tenants:list"))
    anew = htmx_for(ada).get(CALLS)

    assert 'id="phone"' in mask.content.decode()
    assert (anew.status_code, "HX-Redirect" in anew.headers) == (200, False)
    assert 'id="phone"' in anew.content.decode()


@pytest.mark.usefixtures("nordlicht_service")
def test_masks_show_the_calls_of_the_tenants_one_has_signed_in_for(
    ada: User, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    """A call is answered at the desk, which knows no others; one that only the masks know could never be renewed."""
    ours, other = ringing(nordlicht, ada), ringing(alpina, ada)

    mask = client_for(ada, nordlicht).get(reverse("supervisor:tenants:list")).content.decode()

    assert (f'id="call-{ours.pk}"' in mask, f'id="call-{other.pk}"' in mask) == (True, False)


def test_whom_one_calls_is_no_caller_and_a_test_call_becomes_nothing(
    anna: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    talking(nordlicht, anna, direction=Direction.OUT, is_test=True)

    page = panel(htmx_for(anna, nordlicht))

    assert '<p class="phone__name">unknown number</p>' in page
    assert [words for words in ("Create a contact", "Create the phone ticket", "Another ticket") if words in page] == []


def test_panel_speaks_german(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    ringing(nordlicht, anna, question=Question.ASKED)

    page = htmx_for(anna, nordlicht).get(CALLS, headers={"accept-language": "de"}).content.decode()

    for words in ("Anruf für <strong>Nordlicht Energie</strong>", "unbekannter Anrufer", "Ja, anlegen", "klingelt"):
        assert words in page


def test_caller_is_the_contact_with_the_number_and_their_open_tickets_are_there(
    anna: User, nordlicht: Tenant, customer: Customer, ticket: Ticket, htmx_for: HtmxFor
) -> None:
    make_address(customer, REMOTE, kind=AddressKind.PHONE)
    ringing(nordlicht, anna, customer=customer)

    page = panel(htmx_for(anna, nordlicht))

    assert reverse("desk:contacts:show", args=[customer.pk]) in page
    assert ticket.subject in page
    assert "Create a contact" not in page


def test_several_contacts_with_the_number_are_a_choice(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = ringing(nordlicht, anna)
    one, other = make_customer(nordlicht, "Karl Klein"), make_customer(nordlicht, "Klara Klein")
    for each, address in ((one, REMOTE), (other, f"{REMOTE};ext=12")):
        make_address(each, address, kind=AddressKind.PHONE)
    browser = htmx_for(anna, nordlicht)

    before = panel(browser)
    browser.post(reverse("desk:phone:customer", args=[call.pk]), {"customer": other.pk})
    after = panel(browser)

    assert ("several contacts" in before, "Karl Klein" in before, "Klara Klein" in before) == (True, True, True)
    assert ("Karl Klein" in after, "Klara Klein" in after) == (False, True)


def test_contacts_of_other_tenants_are_never_offered(
    bela: User, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    make_address(make_customer(alpina, "Alma Alm"), REMOTE, kind=AddressKind.PHONE)
    call = ringing(nordlicht, bela)
    stranger = make_customer(alpina, "Fritz Fremd")
    browser = htmx_for(bela, nordlicht, alpina)

    assert "Alma Alm" not in panel(browser)
    chosen = browser.post(reverse("desk:phone:customer", args=[call.pk]), {"customer": stranger.pk})
    assert (chosen.status_code, kept(call).customer) == (409, None)


def test_unknown_caller_becomes_a_contact(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = ringing(nordlicht, anna)
    browser = htmx_for(anna, nordlicht)
    url = reverse("desk:phone:new-customer", args=[call.pk])

    assert browser.get(url).status_code == 200
    assert browser.post(url, {"name": ""}).status_code == 422
    assert browser.post(url, {"name": "Nora Neu"}).headers["HX-Trigger"] == "phone:refresh"

    customer = kept(call).customer
    assert customer is not None
    with in_scope(nordlicht):
        assert (customer.name, [row.kind for row in customer.addresses.all()]) == ("Nora Neu", [AddressKind.PHONE])
    assert browser.post(url, {"name": "Noch eine"}).status_code == 409


def test_anonymous_caller_has_no_number_and_makes_no_contact(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = ringing(nordlicht, anna, anonymous=True, remote="", remote_normal="")
    browser = htmx_for(anna, nordlicht)

    page = panel(browser)

    assert ("number withheld" in page, "Create a contact" in page) == (True, False)
    assert browser.post(reverse("desk:phone:new-customer", args=[call.pk]), {"name": "X"}).status_code == 409


def kept(call: Call) -> Call:
    with in_scope(call.tenant_id):
        return Call.objects.select_related("customer").get(pk=call.pk)
