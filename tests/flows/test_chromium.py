"""The browser that all files share: a test goes on in its own database, and finds nothing of those before it."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page

from kontor.people.models import Role
from tests.support.chromium import chromium

pytestmark = pytest.mark.browser
KNOWN = "() => [document.cookie, localStorage.length, sessionStorage.length]"
PAGE = "http://kontor.example/"


def test_a_browser_changes_nothing_about_the_database(request: pytest.FixtureRequest, django_db_setup: None) -> None:
    with chromium():
        everybodys = connection.settings_dict["NAME"]
    own = request.getfixturevalue("committed_db").rpartition("/")[2]

    with chromium():
        names = connection.settings_dict["NAME"], Role.objects.count()

    assert names == (own, 0)
    assert own != everybodys


def test_what_pages_knew_is_gone_with_them(django_db_setup: None) -> None:
    remember = "() => { document.cookie = 'a=1'; localStorage.a = 1; sessionStorage.a = 1 }"
    with chromium() as browser:
        page = _open(browser)
        page.evaluate(remember)
        known = page.evaluate(KNOWN)

    with chromium() as again:
        left = len(again.contexts)
        found = _open(again).evaluate(KNOWN)

    assert again is browser, "It is started once."
    assert known == ["a=1", 1, 1]
    assert (left, found) == (0, ["", 0, 0])


def test_one_whose_test_failed_is_left_as_clean(django_db_setup: None) -> None:
    with pytest.raises(AssertionError), chromium() as browser:
        _test_that_fails(browser)

    with chromium() as again:
        assert (again is browser, again.contexts) == (True, [])


def _test_that_fails(browser: Browser) -> None:
    _open(browser)
    raise AssertionError


def test_nobody_meets_its_event_loop_afterwards(django_db_setup: None) -> None:
    with chromium() as browser:
        _open(browser)

    assert asyncio.run(_nothing()) == "nothing"

    with chromium() as browser:
        assert _open(browser).evaluate("1 + 1") == 2


def test_one_that_has_died_is_replaced(django_db_setup: None) -> None:
    with chromium() as browser:
        browser.close()

    with chromium() as another:
        assert another is not browser
        assert _open(another).evaluate("1 + 1") == 2


async def _nothing() -> str:
    return "nothing"


def _open(browser: Browser) -> Page:
    """A page of an address that is answered here."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body="Kontor", content_type="text/html"))
    page.goto(PAGE)
    return page
