"""The page of an agreement while it is open: what is lent meanwhile stands there, and nobody loses their place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from kontor.escalations.domain.overflow import flow
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.tickets import make_ticket
from tests.flows.browsing import started
from tests.supervisor.overflow.conftest import LIST, ClientFor
from tests.support.chromium import page_of
from tests.support.narrow import faults
from tests.support.processes import Web
from tests.support.scoping import everywhere

pytestmark = pytest.mark.browser
HALF_A_MINUTE = 31_000
LONG = "Rechtsschutzversicherungsgesellschaftenverband" * 2
BEYOND = """parts => parts.flatMap(part => {
    const words = document.createRange();
    words.selectNodeContents(part);
    return words.getBoundingClientRect().right > part.getBoundingClientRect().right + 1 ? [part.innerText] : [];
})"""


def test_what_is_lent_while_one_looks_stands_there_and_the_focus_stays(
    site: Web,
    window: Chromium,
    client_for: ClientFor,
    ada: User,
    nordlicht: Tenant,
    billing: Category,
    claims: Category,
    carla: User,
) -> None:
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, active=True, threshold=1, after=0)
    make_ticket(billing)
    page = page_of(site, window, client_for(ada, nordlicht))
    page.clock.install()
    page.goto(f"{LIST}{agreement.pk}/")
    started(page)
    expect(page.locator("#agreement-state")).to_have_text("ready")
    again = page.get_by_role("link", name="Look again")
    again.focus()

    flow(nordlicht.pk)
    page.clock.fast_forward(HALF_A_MINUTE)

    expect(page.get_by_role("heading", name="1 ticket is lent")).to_be_visible()
    expect(page.locator("#agreement-state")).to_have_text("too much waits")
    expect(again).to_be_focused()


def test_every_place_of_the_menu_stays_on_one_line_when_one_is_there(
    site: Web, window: Chromium, client_for: ClientFor, ada: User, nordlicht: Tenant
) -> None:
    """German has the longest of them; the one where one is is written stronger."""
    page = page_of(site, window, client_for(ada, nordlicht), language="de")
    page.goto(LIST)
    started(page)
    expect(page.locator(".nav [aria-current=page]")).to_have_text("Eskalation bei Engpässen")

    lines = page.locator(".nav__item").evaluate_all(
        """places => places.flatMap(place => {
            place.setAttribute("aria-current", "page");
            return place.offsetHeight > 30 ? [place.textContent] : [];
        })"""
    )

    assert lines == []


def test_long_names_of_both_tenants_break(
    site: Web,
    window: Chromium,
    client_for: ClientFor,
    ada: User,
    nordlicht: Tenant,
    alpina: Tenant,
    claims: Category,
    carla: User,
) -> None:
    with everywhere():
        for named in (nordlicht, alpina, claims):
            type(named).objects.filter(pk=named.pk).update(name=LONG)
            named.refresh_from_db()
    agreement = make_agreement(nordlicht, claims)
    page = page_of(site, window, client_for(ada, nordlicht, alpina))

    for page_of_it in ("", "terms/"):
        page.goto(f"{LIST}{agreement.pk}/{page_of_it}")

        assert faults(page) == [], page_of_it
        assert page.locator(".fixed, .flow__end").evaluate_all(BEYOND) == [], page_of_it
