"""The note of a call that ends, or is the person's no more, while they type it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.calls.enums import CallState, PartyState
from kontor.calls.models import Call
from kontor.org.models import Grant
from kontor.people.models import User
from kontor.routing.domain.leaving import change_memberships, withdraw_role
from kontor.tenants.models import Tenant
from tests.desk.browser.test_phone import change, started
from tests.desk.phone.rows import ago, integration, talking
from tests.support.scoping import everywhere, in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
NOTE = ".phone__note textarea"
LOST = "what you noted last is not kept"
TEXT = "Wartet auf den Monteur und ruft am Freitag noch einmal an, wenn niemand kommt."


def kept(call: Call) -> str:
    with in_scope(call.tenant_id):
        return Call.objects.get(pk=call.pk).note


@pytest.fixture
def call(anna: User, nordlicht: Tenant) -> Call:
    integration()
    return talking(nordlicht, anna)


@pytest.fixture
def page(anna: User, nordlicht: Tenant, call: Call, window: Window) -> Page:
    return noting(window(anna, nordlicht))


def noting(page: Page) -> Page:
    started(page, "/desk/inbox/")
    page.keyboard.press("h")
    page.keyboard.press("n")
    expect(page.locator(NOTE)).to_be_focused()
    return page


def nothing_left(user: User, tenant: Tenant) -> None:
    """Neither role nor group in the tenant."""
    with everywhere():
        for grant in Grant.objects.filter(user=user, tenant=tenant):
            withdraw_role(grant, by=None)
        groups = [row.agent_group for row in user.memberships.exclude(tenant=tenant)]
        change_memberships(user, groups, by=None, version=user.version)


def test_what_is_typed_when_the_wrap_up_ends_is_kept_till_then_and_stays_on_the_page(
    anna: User, call: Call, page: Page
) -> None:
    change(call, PartyState.LEFT, state=CallState.ENDED, ended_at=ago(0), wrap_up_until=ago(-4), agent=anna)
    expect(page.locator(".phone__call")).to_have_attribute("data-phase", "wrap_up")

    page.keyboard.type(TEXT, delay=100)

    expect(page.locator(".toast--near")).to_contain_text(LOST)
    expect(page.locator(NOTE)).to_have_value(TEXT)
    assert kept(call)
    assert TEXT.startswith(kept(call))


def test_what_is_noted_when_the_tenant_goes_stays_on_the_page(
    bela: User, nordlicht: Tenant, alpina: Tenant, window: Window
) -> None:
    integration()
    talking(nordlicht, bela)
    page = noting(window(bela, nordlicht, alpina))
    page.keyboard.type("Ruft am")
    nothing_left(bela, nordlicht)

    page.keyboard.type(" Freitag wieder an.")

    expect(page.locator(".toast--near")).to_contain_text(LOST)
    expect(page.locator(NOTE)).to_have_value("Ruft am Freitag wieder an.")


def test_what_is_noted_when_all_tenants_go_stays_on_the_page(
    anna: User, nordlicht: Tenant, call: Call, page: Page
) -> None:
    page.keyboard.type("Ruft am")
    nothing_left(anna, nordlicht)

    page.keyboard.type(" Freitag wieder an.")

    expect(page.locator(".toast--near")).to_contain_text("You work for none of the tenants you signed in for any more.")
    expect(page.locator(NOTE)).to_have_value("Ruft am Freitag wieder an.")


def test_a_note_that_is_kept_goes_with_its_call(anna: User, call: Call, page: Page) -> None:
    page.keyboard.type("Erledigt.")
    becomes(lambda: kept(call), "Erledigt.")

    change(call, PartyState.LEFT, state=CallState.ENDED, ended_at=ago(0))

    expect(page.locator(".phone__call")).to_have_count(0)
    expect(page.locator(".toast--near")).to_have_count(0)
