"""The person's calls in the browser: what comes by itself, what the keys do, and what stays as it was."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.calls.domain.talks import tell_panels
from kontor.calls.enums import CallState, Direction, Outcome, PartyState, Question
from kontor.calls.models import Call, CallParty, TenantTelephony
from kontor.calls.preferences import CATEGORY
from kontor.channels.models import MailAccount
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.phone.rows import ago, integration, ringing, talking, telephone_system
from tests.factories.answers import prefer
from tests.factories.customers import make_address
from tests.factories.tickets import make_message, make_ticket
from tests.support.axe import breaches
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    integration()
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, subject="Zähler getauscht")


def started(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_selector("html[data-started]")
    return page


def change(call: Call, party: PartyState, **values: object) -> None:
    """As an event would."""
    with in_scope(call.tenant_id):
        Call.objects.filter(pk=call.pk).update(**values)
        CallParty.objects.filter(call=call).update(state=party)
        tell_panels(call)


def test_call_comes_while_one_writes_and_takes_nothing_away(
    anna: User, bela: User, mine: Ticket, customer: Customer, nordlicht: Tenant, alpina: Tenant, window: Window
) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{mine.number}/")
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type("Sehr geehrte")

    call = ringing(nordlicht, anna, customer=customer)
    expect(page.locator(".phone__for")).to_contain_text("Call for Nordlicht Energie")
    expect(page.locator("#phone [role=status]")).to_contain_text("Call for Nordlicht Energie: Käthe Kunde")
    expect(page).to_have_title(re.compile("^Call for"))
    page.evaluate("document.title = 'Next ticket'")
    expect(page).to_have_title(re.compile("^Call for"))
    page.keyboard.type(" Frau Kunde")
    expect(page.locator("#reply-text")).to_contain_text("Sehr geehrte Frau Kunde")
    expect(page.locator("#reply-text")).to_be_focused()

    change(call, PartyState.TALKING, state=CallState.TALKING, answered_at=ago(65), agent=anna)
    expect(page.locator(".phone__timer")).to_have_text(re.compile(r"^1:(0[5-9]|[1-5]\d)$"))
    expect(page).to_have_title("Next ticket")
    assert breaches(page) == []
    change(call, PartyState.LEFT, state=CallState.ENDED, ended_at=ago(0))
    expect(page.locator(".phone__call")).to_have_count(0)
    expect(page.locator("#reply-text")).to_be_focused()


def test_note_survives_reload_and_is_the_same_in_two_windows(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    call = talking(nordlicht, anna)
    one, other = window(anna, nordlicht), window(anna, nordlicht)
    started(one, "/desk/inbox/")
    started(other, "/desk/contacts/")

    one.keyboard.press("h")
    one.keyboard.press("n")
    expect(one.locator(".phone__note textarea")).to_be_focused()
    one.keyboard.type("Hat eine Frage zur Rechnung. o h x")
    expect(other.locator(".phone__note textarea")).to_have_value("Hat eine Frage zur Rechnung. o h x")
    expect(one.locator(".phone__note textarea")).to_be_focused()

    started(one, "/desk/inbox/")
    expect(one.locator(".phone__note textarea")).to_have_value("Hat eine Frage zur Rechnung. o h x")
    one.keyboard.press("h")
    one.keyboard.press("m")
    expect(one.locator(".phone__note")).to_be_hidden()
    started(one, "/desk/contacts/")
    expect(one.locator(".phone__note")).to_be_hidden()

    change(call, PartyState.LEFT, state=CallState.ENDED, ended_at=ago(0), wrap_up_until=ago(-40), agent=anna)
    for page in (one, other):
        expect(page.locator(".phone__call")).to_have_attribute("data-phase", "wrap_up")
        expect(page.locator("[data-until]")).to_contain_text("0:")
    expect(one.locator("[data-fold]")).to_have_attribute("aria-expanded", "false")
    one.keyboard.press("h")
    one.keyboard.press("m")
    expect(one.locator(".phone__note")).to_be_visible()


def test_unknown_caller_becomes_a_contact_and_nobody_else_sees_them(
    anna: User, carla: User, nordlicht: Tenant, alpina: Tenant, mine: Ticket, window: Window
) -> None:
    page, other = started(window(anna, nordlicht), "/desk/inbox/"), started(window(carla, alpina), "/desk/phone/")

    ringing(nordlicht, anna)
    page.get_by_role("link", name="Create a contact").press("Enter")
    expect(page.get_by_label("Name")).to_be_focused()
    assert breaches(page) == []
    page.keyboard.type("Nora Neu")
    page.keyboard.press("Enter")

    expect(page.locator(".phone__name")).to_have_text("Nora Neu")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(other.locator("#phone")).to_have_count(1)
    expect(other.locator(".phone__call")).to_have_count(0)
    assert breaches(other) == []


def test_phone_ticket_by_keyboard_and_calling_back(
    anna: User, mine: Ticket, customer: Customer, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    prefer(nordlicht, CATEGORY, billing.pk)
    make_address(customer, "040 1234567", kind=AddressKind.PHONE)
    with everywhere():
        TenantTelephony.objects.create(tenant=nordlicht, system=telephone_system(), prefix="81")
    page = started(window(anna, nordlicht), "/desk/inbox/")
    call = ringing(nordlicht, anna, customer=customer, question=Question.ASKED)
    expect(page.locator(".phone__question")).to_be_visible()

    page.keyboard.press("o")
    expect(page.locator("#subject")).to_contain_text("Käthe Kunde")
    page.wait_for_selector("html[data-started]")
    expect(page.locator(f"#of-call-{call.pk}")).to_contain_text("rings")
    spoken = {"outcome": Outcome.ANSWERED, "answered_at": ago(60), "ended_at": ago(0), "agent": anna}
    change(call, PartyState.LEFT, state=CallState.ENDED, **spoken, wrap_up_until=ago(-60))
    expect(page.locator(f"#of-call-{call.pk}")).to_contain_text("Answered")
    expect(page.locator(".phone__note textarea")).to_be_visible()
    page.keyboard.press("h")
    page.keyboard.press("n")
    page.keyboard.type("Wünscht einen Rückruf.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".phone__call")).to_have_count(0)
    expect(page.locator(".message--note", has_text="Wünscht einen Rückruf.")).to_have_count(1)

    page.keyboard.press("h")
    page.keyboard.press("c")
    expect(page.locator(".phone__for")).to_contain_text("Calling for Nordlicht Energie")
    assert placed(nordlicht) == ("81", "+49401234567", kept(call).ticket_id)

    expect(page.locator(".phone__call")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("anrufen")
    page.keyboard.press("Enter")
    expect(page.locator(".phone__for")).to_contain_text("Calling for Nordlicht Energie")
    assert placed(nordlicht) == ("81", "+49401234567", kept(call).ticket_id)

    make_message(mine, text="Bitte rufen Sie 040 7654321 an.")
    started(page, f"/desk/ticket/{mine.number}/")
    page.get_by_role("button", name="Call 040 7654321").press("Enter")
    expect(page.locator(".phone__for")).to_contain_text("Calling for Nordlicht Energie")
    assert placed(nordlicht) == ("81", "+49407654321", mine.pk)


def placed(tenant: Tenant) -> tuple[str, str, int | None]:
    """Prefix, number and ticket of the call that is being placed, which comes to nothing then."""
    with in_scope(tenant):
        call = Call.objects.get(direction=Direction.OUT, state=CallState.DIALLING)
    change(call, PartyState.LEFT, state=CallState.ENDED, ended_at=ago(0), wrapped_up_at=ago(0))
    return call.prefix, call.remote_normal, call.ticket_id


def kept(call: Call) -> Call:
    with in_scope(call.tenant_id):
        return Call.objects.get(pk=call.pk)
