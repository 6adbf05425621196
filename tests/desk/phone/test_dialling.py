"""Click to call: with the prefix of the tenant whose ticket or contact it is, never with another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.enums import CallState, Connector, LinkState
from kontor.calls.models import Call, PhoneDevice, PhoneLink, PhoneSystem, TenantTelephony
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.phone.rows import placed
from tests.factories.customers import make_address, make_customer
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere

pytestmark = pytest.mark.usefixtures("lines")
ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
DIAL = reverse("desk:phone:dial")
NUMBER = "040 1234567"


def test_number_on_a_ticket_is_called_with_the_tenants_prefix(
    bela: User, claims: Category, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(claims, subject="Dach undicht")
    browser = htmx_for(bela, nordlicht, alpina)

    answer = browser.post(DIAL, {"number": NUMBER, "ticket": ticket.number, "tenant": nordlicht.pk})

    assert answer.headers["HX-Trigger"] == "phone:refresh"
    assert placed() == [("ALPI", "82", "+49401234567", "Dach undicht")]
    assert (
        "Calling for <strong>Alpina Versicherung</strong>" in browser.get(reverse("desk:phone:calls")).content.decode()
    )


def test_number_of_a_contact_is_called_for_their_tenant(
    bela: User, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    customer = make_customer(alpina, "Alma Alm")

    htmx_for(bela, nordlicht, alpina).post(DIAL, {"number": NUMBER, "customer": customer.pk})

    assert placed() == [("ALPI", "82", "+49401234567", None)]


def test_other_tenants_ticket_contact_and_prefix_are_out_of_reach(
    anna: User, bela: User, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    stranger = make_customer(alpina, "Alma Alm")

    for browser in (htmx_for(anna, nordlicht), htmx_for(bela, nordlicht)):
        codes = [
            browser.post(DIAL, {"number": NUMBER, **whose}).status_code
            for whose in ({"ticket": alpina_ticket.number}, {"customer": stranger.pk}, {"customer": "1x"})
        ]
        assert codes == [404, 404, 404]
        assert browser.post(DIAL, {"number": NUMBER, "tenant": alpina.pk}).status_code == 422

    assert placed() == []


def test_typed_number_asks_for_the_tenant_where_several_are_chosen(
    bela: User, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(bela, nordlicht, alpina)

    page = browser.get(DIAL, {"number": NUMBER}).content.decode()
    without = browser.post(DIAL, {"number": NUMBER})
    browser.post(DIAL, {"number": NUMBER, "tenant": alpina.pk})

    assert (f'value="{NUMBER}"' in page, page.count('type="radio"')) == (True, 2)
    assert without.status_code == 422
    assert placed() == [("ALPI", "82", "+49401234567", None)]


def test_with_one_tenant_nothing_is_asked(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)

    page = browser.get(DIAL).content.decode()
    answer = browser.post(DIAL, {"number": NUMBER, "tenant": nordlicht.pk})

    assert 'type="radio"' not in page
    assert (answer.status_code, answer.headers["Location"]) == (302, DIAL)
    assert placed() == [("NORD", "81", "+49401234567", None)]


@pytest.mark.parametrize("number", ["110", "112", "0 112", "040 123 ABC", "12"])
def test_what_cannot_be_called_is_refused_with_a_sentence(
    number: str, anna: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    answer = htmx_for(anna, nordlicht).post(DIAL, {"number": number, "tenant": nordlicht.pk})

    assert answer.status_code == 409
    assert "toast" in answer.content.decode()
    assert placed() == []


def test_without_phone_or_line_nothing_is_called(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    browser = htmx_for(anna, nordlicht)
    PhoneLink.objects.update(state=LinkState.DOWN)
    down = browser.post(DIAL, {"number": NUMBER, "tenant": nordlicht.pk})
    PhoneLink.objects.update(state=LinkState.UP)
    PhoneDevice.objects.filter(user=anna).delete()
    none = browser.post(DIAL, {"number": NUMBER, "tenant": nordlicht.pk})

    assert (down.status_code, none.status_code) == (409, 409)
    assert "is not connected" in down.content.decode()
    assert "You have no phone" in none.content.decode()
    assert placed() == []


def test_who_may_not_telephone_has_no_such_button(
    anna: User, agent_role: Role, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_address(customer, NUMBER, kind=AddressKind.PHONE)
    browser = client_for(anna, nordlicht)
    contact = reverse("desk:contacts:show", args=[customer.pk])

    may = browser.get(contact).content.decode()
    agent_role.permissions = [one for one in agent_role.permissions if one != "calls.place"]
    agent_role.save()
    may_not = browser.get(contact).content.decode()

    button = f'aria-label="Call {NUMBER}"'
    assert (button in may, button in may_not, NUMBER in may_not) == (True, False, True)
    assert browser.post(DIAL, {"number": NUMBER, "tenant": nordlicht.pk}).status_code == 404


def test_ticket_offers_its_customers_number_in_head_and_context(
    anna: User, billing: Category, customer: Customer, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    make_address(customer, NUMBER, kind=AddressKind.PHONE)
    ticket = make_ticket(billing, owner=anna, customer=customer)
    browser = htmx_for(anna, nordlicht)

    head = browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()
    beside = browser.get(reverse("desk:ticket:context", args=[ticket.number])).content.decode()

    assert ('data-hotkey="h c"' in head, f"Call {NUMBER} (h c)" in head) == (True, True)
    assert f'aria-label="Call {NUMBER}"' in beside


def test_a_stored_number_is_written_as_in_the_tenants_country(
    anna: User, billing: Category, customer: Customer, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    make_address(customer, "+494066969101", kind=AddressKind.PHONE)
    ticket = make_ticket(billing, owner=anna, customer=customer)

    browser = htmx_for(anna, nordlicht)
    beside = browser.get(reverse("desk:ticket:context", args=[ticket.number])).content.decode()
    head = browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()

    assert ('name="number" value="+494066969101"' in beside, ">040 66969101</button>" in beside) == (True, True)
    assert 'title="Call 040 66969101 (h c)"' in head


def test_where_the_telephone_system_cannot_be_told_it_is_said_what_to_dial(
    bela: User, claims: Category, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor, client_for: ClientFor
) -> None:
    ticket = make_ticket(claims, subject="Dach undicht")
    PhoneSystem.objects.update(connector=Connector.PUSH, dial_format="zeros", country="DE")
    with everywhere():
        TenantTelephony.objects.filter(tenant=alpina).update(prefix="*82#")
    browser = htmx_for(bela, nordlicht, alpina)

    told = browser.post(DIAL, {"number": NUMBER, "ticket": ticket.number})
    page = client_for(bela, nordlicht, alpina).post(DIAL, {"number": NUMBER, "tenant": nordlicht.pk})
    refused = browser.post(DIAL, {"number": "112", "tenant": nordlicht.pk})

    assert (told.status_code, told["HX-Retarget"], told["HX-Reswap"]) == (200, "#phone-dialog", "innerHTML")
    text = told.content.decode()
    assert 'href="tel:*82%23004940' in text
    assert 'data-copy="*82#004940' in text
    assert "tells of calls and cannot be told to place them" in text
    assert ("ALPI" in text, "NORD" in text) == (True, False)
    assert (page.status_code, 'href="tel:81' in page.content.decode()) == (200, True)
    assert refused.status_code == 409
    assert placed() == []


def test_call_can_be_ended_from_the_panel(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(DIAL, {"number": NUMBER, "tenant": nordlicht.pk})
    with everywhere():
        call = Call.objects.get()
    page = browser.get(reverse("desk:phone:calls")).content.decode()

    answer = browser.post(reverse("desk:phone:hang-up", args=[call.pk]))

    assert reverse("desk:phone:hang-up", args=[call.pk]) in page
    assert reverse("desk:phone:hold", args=[call.pk]) not in page
    assert answer.headers["HX-Trigger"] == "phone:refresh"
    assert call.state == CallState.DIALLING
    assert browser.post(reverse("desk:phone:hold", args=[call.pk])).status_code == 409
