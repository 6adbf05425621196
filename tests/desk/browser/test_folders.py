"""The folders beside the list, and the words of the finder above it: they are read, not guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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


def test_a_longer_name_is_read_on_a_second_line(
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

    for width in (1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        # an open page renews its folders as soon as it listens
        assert settled(lambda: lines("Weiterleitungen")) == [2, 2], width
        assert settled(lambda: lines("Donau"))[1] == 2 < lines("Donau")[0], width


def test_no_folder_of_ours_is_cut(
    site: Web, window: Callable[..., Page], anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    page = window(anna, nordlicht)
    cut = "names => names.filter(name => name.scrollHeight > name.clientHeight + 1).map(name => name.innerText)"

    for language in _spoken(page, site, "/desk/inbox/?folder=lent"):
        assert settled(lambda: page.locator("#folders .folders__name").evaluate_all(cut)) == [], language


def test_the_words_of_the_finder_are_not_cut_beside_two_tenants(
    site: Web, window: Callable[..., Page], bela: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    page = window(bela, nordlicht, alpina)
    cut = "words => words.scrollWidth - words.clientWidth"

    for language in _spoken(page, site, "/desk/inbox/"):
        assert settled(lambda: page.locator(".finder .clip").evaluate(cut)) == 0, language


def test_who_hides_empty_folders_by_key_stays_at_the_button(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    make_category(nordlicht_service, "Selten", internal_name="rare")
    page = window(anna, nordlicht)
    page.goto("/desk/inbox/")
    page.wait_for_selector("html[data-started]")
    settled(lambda: page.locator("#folders .folders__name", has_text="Selten").count())

    page.locator("#folders-empty").focus()
    page.keyboard.press("Enter")
    page.locator("#folders .folders__name", has_text="Selten").wait_for(state="detached")

    assert page.evaluate("document.activeElement.id") == "folders-empty"
    assert settled(lambda: page.locator("#folders-empty").inner_text().split()[0]) == "Show"


def _spoken(page: Page, site: Web, url: str) -> Iterator[str]:
    """The page in English, then in German."""
    for language in ("en", "de"):
        page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}])
        page.goto(url)
        page.wait_for_selector(f"html[data-started][lang={language}]")
        yield language
