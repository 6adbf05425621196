"""A stylesheet in a real browser: by keys alone, with the letter beside it, and nothing lost by an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from kontor.letters.models import Stylesheet
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.stationery import make_stylesheet
from tests.flows.hands import Keyboard
from tests.support.axe import breaches
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.processes import Web
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
LINES = """["numbers", "shown"].map((one) => {
    const { scrollTop } = document.querySelector("#id_css");
    return scrollTop > 0 && document.querySelector(`.css-editor__${one}`).scrollTop === scrollTop;
})"""
"""Do they stand beside the line that one was led to?"""


def test_a_stylesheet_is_changed_by_keyboard_beside_its_letter(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    letters_on()
    sheet = make_stylesheet(nordlicht, "Haus", ".subject { color: #0b5a7d }", is_default=True)
    context = window.new_context(base_url=site.url, locale="en")
    cookies = client_for(ada).cookies.items()
    context.add_cookies([{"name": name, "value": morsel.value, "url": site.url} for name, morsel in cookies])
    page = context.new_page()
    hand = Keyboard(page)
    page.goto(reverse("supervisor:tenants:pdf:stylesheet", args=[nordlicht.pk, sheet.pk]))
    letter, area = page.get_by_role("img", name="Page 1 of 1 of the sample letter"), page.locator("#id_css")
    expect(letter).to_be_visible()
    before = letter.get_attribute("src")

    hand.reach(area)
    page.keyboard.press("Control+End")
    page.keyboard.type("\n.text { colr: red }")
    problem = page.locator("#letter-shown").get_by_role("link", name="Line 2")
    expect(problem).to_be_visible()
    expect(page.locator(".css-editor__numbers [data-wrong]")).to_have_text("2")
    expect(page.locator(".css-editor__property").last).to_have_text("colr")
    assert breaches(page) == []

    page.keyboard.press("Tab")
    hand.press(page.get_by_role("button", name="Save", exact=True))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing was saved: letters look as they did before.")
    expect(area).to_have_value(".subject { color: #0b5a7d }\n.text { colr: red }")

    hand.press(alert.get_by_role("link", name="Line 2"))
    page.keyboard.type(".subject { color: #aa0000 }")
    expect(page.locator("#letter-shown [data-css-line]")).to_have_count(0)
    expect(letter).not_to_have_attribute("src", before or "")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("The stylesheet is saved.")).to_be_visible()

    area.evaluate("area => { area.style.blockSize = '12rem'; }")  # somebody wants it small
    area.fill("/* */\n" * 80 + ".text { colr: red }")
    page.locator("#letter-shown").get_by_role("link", name="Line 81").click()
    becomes(lambda: page.evaluate(LINES), [True, True])
    context.close()

    with in_scope(nordlicht):
        assert Stylesheet.objects.get().css == ".subject { color: #0b5a7d }\n.subject { color: #aa0000 }"
