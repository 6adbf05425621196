"""The whole job of a call by keyboard, from what the telephone system tells to the note at the ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kontor.calls.domain.events import receive
from kontor.calls.enums import Creation, Moment
from kontor.calls.models import Call, PhoneSystem
from kontor.calls.preferences import CATEGORY, MOMENT_IN, TICKET_IN
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.enums import Availability
from kontor.people.models import User
from kontor.routing.domain.readiness import become
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketKind
from tests.desk.phone.rows import integration
from tests.factories.answers import prefer
from tests.factories.customers import make_address
from tests.factories.phone_systems import make_dialled_number, make_phone_system
from tests.factories.telephony import make_phone
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
CALLER, OURS = "+491701234567", "+49405550100"


@pytest.fixture
def system(nordlicht: Tenant, billing: Category, customer: Customer, anna: User, carla: User) -> PhoneSystem:
    """Nordlicht's number, Anna's phone, and a tenant that asks for phone tickets while it rings."""
    integration()
    prefer(nordlicht, TICKET_IN, Creation.ASK)
    prefer(nordlicht, MOMENT_IN, Moment.RINGING)
    prefer(nordlicht, CATEGORY, billing.pk)
    system = make_phone_system(country="DE", area_code="040")
    make_dialled_number(system, nordlicht, OURS)
    make_phone(anna, system, "21")
    make_phone(carla, system, "31")
    make_address(customer, CALLER, kind=AddressKind.PHONE)
    return system


def test_call_to_note_by_keyboard(
    anna: User, carla: User, system: PhoneSystem, nordlicht: Tenant, alpina: Tenant, window: Window
) -> None:
    page, other = started(window(anna, nordlicht)), started(window(carla, alpina))
    with in_scope(nordlicht):
        become(anna, Availability.READY, by=anna)

    tell(system, EventKind.BEGUN, caller=CALLER, dialled=OURS)
    tell(system, EventKind.RINGING, extension="21")
    expect(page.locator(".phone__for")).to_have_text("Call for Nordlicht Energie")
    expect(page.locator(".phone__name")).to_have_text("Käthe Kunde")
    expect(page.locator(".phone__question")).to_be_visible()

    page.keyboard.press("o")
    expect(page.locator("#subject")).to_contain_text("Käthe Kunde")
    page.wait_for_selector("html[data-started]")
    tell(system, EventKind.ANSWERED, extension="21")
    expect(page.locator(".phone__call")).to_have_attribute("data-phase", "talking")
    expect(page.locator(".message--call")).to_contain_text("in conversation")
    expect(page.locator("#agent-state-button")).to_have_attribute("aria-label", "Your state: On the phone")

    press(page, "h", "n")
    page.keyboard.type("Zählerstand 4711")
    tell(system, EventKind.ENDED, cause=16)
    expect(page.locator(".phone__call")).to_have_attribute("data-phase", "wrap_up")
    expect(page.locator(".phone__note textarea")).to_be_focused()
    page.keyboard.type(", wird berichtigt.")
    expect(page.locator("#agent-state-button")).to_have_attribute("aria-label", "Your state: Wrap-up")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".phone__call")).to_have_count(0)
    expect(page.locator(".message--note", has_text="Zählerstand 4711, wird berichtigt.")).to_have_count(1)
    expect(page.locator("#agent-state-button")).to_have_attribute("aria-label", "Your state: Ready")
    with everywhere():
        call = Call.objects.select_related("ticket").get()
    assert call.ticket is not None
    assert (call.tenant_id, call.ticket.kind, call.note) == (nordlicht.pk, TicketKind.PHONE, "")
    expect(other.locator(".phone__call")).to_have_count(0)


def tell(system: PhoneSystem, kind: EventKind, **values: object) -> None:
    at = clock.now() + timedelta(milliseconds=1)
    event = CallEvent(call="c1", kind=kind, at=at, direction=CallDirection.IN, identity=f"c1-{kind}", **values)  # type: ignore[arg-type]
    receive(system.pk, [event])


def started(page: Page) -> Page:
    page.goto("/desk/inbox/")
    page.wait_for_selector("html[data-started]")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
