"""Axe on every example page: two widths, two themes; and nothing wider than the window."""

from __future__ import annotations

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page

from tests.support.axe import COLOURS, breaches, faults_wide_and_narrow
from tests.support.renamed import is_renamed

pytestmark = pytest.mark.browser
PAGES = [
    "/ui/",
    "/",
    "/?filter=1&sort=groups,-name",
    "/?empty=1",
    "/edit/7/general/",
    "/edit/7/settings/",
    "/sign-in/?wrong=1",
    "/rows/",
]


def test_pages_break_no_rule(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}, locale="en")
    page = context.new_page()
    troubles: dict[str, object] = {}
    with override_settings(DEBUG=True):
        for url in PAGES:
            page.goto(url)
            page.wait_for_selector("html[data-started]")
            if page.locator("[data-editor]").count():
                page.wait_for_selector(".toolbar [tabindex='0']")
            if faults := faults_wide_and_narrow(page):
                troubles[url] = faults
    context.close()

    assert troubles == {}


@pytest.mark.parametrize("opener", ["Control+k", "?"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_dialogs_break_no_rule(browser: Browser, address: str, opener: str, theme: str) -> None:
    context = browser.new_context(base_url=address, color_scheme=theme, locale="en")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/rows/")
    page.wait_for_selector("html[data-started]")
    page.keyboard.press(opener)
    page.wait_for_selector("dialog[open]")
    broken = breaches(page)
    context.close()

    assert broken == []


def test_looking_leaves_closed_dialogs_as_they_were(page: Page) -> None:
    page.goto("/rows/")
    page.wait_for_selector("html[data-started]")
    before = page.locator("dialog").evaluate_all("dialogs => dialogs.map(dialog => dialog.innerHTML)")

    for _look in range(2):
        breaches(page)

    assert "palette-list" in "".join(before)
    assert page.locator("dialog").evaluate_all("dialogs => dialogs.map(dialog => dialog.innerHTML)") == before


def test_a_word_of_the_frame_is_looked_at_wherever_its_look_is_new(page: Page) -> None:
    page.goto("/rows/")
    page.wait_for_selector("html[data-started]")
    first = breaches(page)
    word, bar = page.locator(".bar a:visible").first, page.locator(".bar")
    faults = []
    for change in (
        lambda: word.evaluate("word => { word.style.color = '#eeeeee'; word.style.backgroundColor = '#ffffff' }"),
        lambda: word.evaluate("word => { word.style.cssText = ''; word.textContent = 'Another word' }"),
        lambda: bar.evaluate("bar => { bar.style.opacity = '0.2' }"),
        lambda: None,
    ):
        change()
        faults.append([rule for rule, _markup in breaches(page)])

    assert first == []
    contrast = ["color-contrast"]
    assert faults == [contrast, [], contrast, contrast], "What is wrong is said at every look."


def test_a_colour_that_was_legible_is_looked_at_again_on_another_ground(page: Page) -> None:
    page.goto("/rows/")
    page.wait_for_selector("html[data-started]")
    first = breaches(page)
    title = page.locator("h1")
    title.evaluate("title => { title.parentElement.style.background = '#555555' }")

    found = [rule for rule, _markup in breaches(page, only=COLOURS)]
    title.evaluate("title => { title.parentElement.style.background = '' }")

    assert first == []
    assert found == ["color-contrast"]
    assert breaches(page, only=COLOURS) == []


def test_a_known_menu_is_looked_into_again_when_it_has_changed(page: Page) -> None:
    page.goto("/rows/")
    page.wait_for_selector("html[data-started]")
    first = breaches(page)
    before = page.locator("nav").first.inner_html()
    page.locator("nav").first.evaluate("menu => menu.insertAdjacentHTML('beforeend', '<button></button>')")

    found = [rule for rule, _markup in breaches(page)]
    page.locator("nav button:empty").evaluate("button => button.remove()")

    assert (first, found, breaches(page)) == ([], ["button-name"], [])
    assert page.locator("nav").first.inner_html() == before


def test_a_page_in_another_language_is_the_same_where_words_alone_are_others() -> None:
    german = '<p title="Stand">Offen</p><button aria-label="Sichern">Ja</button><a aria-label="Weg" href="/">Fort</a>'
    english = '<p title="State">Open</p><button aria-label="Save">No</button><a aria-label="Away" href="/">Delete</a>'
    changes = [
        (">Open", ">"),
        ('"State"', '""'),
        ('"Away"', '"Save"'),
        ("Delete", "Del"),
        (' aria-label="Save"', ""),
        ("<p ", "<b></b><p "),
    ]

    assert is_renamed(english, german)
    assert [change for change in changes if is_renamed(english.replace(*change), german)] == []
