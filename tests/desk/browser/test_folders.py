"""The folders beside the list, and the words of the finder above it: they are read, not guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page

from kontor.org.models import AgentGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_category
from tests.support.processes import Web
from tests.support.settled import settled

pytestmark = pytest.mark.browser


def test_a_longer_name_is_read_on_a_second_line_and_hiding_empty_folders_by_key_leaves_the_focus(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    make_category(nordlicht_service, "2nd-Level-Weiterleitungen", internal_name="forwards")
    make_category(nordlicht_service, "Donaudampfschifffahrtsgesellschaft " * 3, internal_name="river")
    page = window(anna, nordlicht)
    page.goto("/desk/inbox/")
    page.wait_for_selector("html[data-started]")

    def lines(word: str) -> list[int]:
        """How many lines the name has, and how many of them are seen."""
        name = page.locator("#folders .folders__name", has_text=word)
        return name.evaluate("name => [name.scrollHeight, name.clientHeight].map(high => Math.round(high / 16.8))")

    # an open page renews its folders as soon as it listens
    for width in (1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert settled(lambda: lines("Weiterleitungen")) == [2, 2], width
        assert settled(lambda: lines("Donau"))[1] == 2 < lines("Donau")[0], width

    page.locator("#folders-empty").focus()
    page.keyboard.press("Enter")
    page.locator("#folders .folders__name", has_text="Weiterleitungen").wait_for(state="detached")

    assert page.evaluate("document.activeElement.id") == "folders-empty"
    assert settled(lambda: page.locator("#folders-empty").inner_text().split()[0]) == "Show"


def test_no_folder_of_ours_is_cut_nor_are_the_words_of_the_finder_beside_two_tenants(
    site: Web, window: Callable[..., Page], bela: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    cut = "names => names.filter(name => name.scrollHeight > name.clientHeight + 1).map(name => name.innerText)"
    too_long = "words => words.scrollWidth - words.clientWidth"
    page = window(bela, nordlicht, alpina)
    for language in ("en", "de"):
        page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}])
        page.goto("/desk/inbox/?folder=lent")
        page.wait_for_selector(f"html[data-started][lang={language}]")

        assert settled(lambda: page.locator("#folders .folders__name").evaluate_all(cut)) == [], language
        assert settled(lambda: page.locator(".finder .clip").evaluate(too_long)) == 0, language
