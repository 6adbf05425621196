"""Looking through a person's eyes with several pages open: each can only do what it was opened for."""

from __future__ import annotations

import re

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.support.client import Browser, sign_in
from tests.support.scoping import in_scope

EN = {"accept-language": "en"}
WHOSE = re.compile(r'"Kontor-Eyes": "(\d*)"')
TOKEN = re.compile(r'"X-CSRFToken": "([^"]+)"')


@pytest.fixture
def browser(database: None, ada: User, nordlicht: Tenant, billing: Category) -> Browser:
    """Ada's; with the check of tokens that a real one meets."""
    browser = Browser(enforce_csrf_checks=True, headers=EN)
    sign_in(browser, ada, nordlicht)
    return browser


def tab(browser: Browser) -> str:
    """A page that stays open: what it sends along."""
    found = TOKEN.search(browser.get("/desk/inbox/").content.decode())
    assert found
    return found[1]


def begin(browser: Browser, person: User, tab: str) -> None:
    sent = {"reason": "Schulung", "csrfmiddlewaretoken": tab}
    assert browser.post(f"/supervisor/users/{person.pk}/look/", sent).headers["Location"] == "/"


def end(browser: Browser, tab: str) -> None:
    assert browser.post("/eyes/end/", {"csrfmiddlewaretoken": tab}).status_code == 302


def take(browser: Browser, ticket: Ticket, tab: str) -> str:
    return browser.post(
        f"/desk/ticket/{ticket.number}/take/", {"csrfmiddlewaretoken": tab}, headers={"hx-request": "true"}
    ).content.decode()


def whose(browser: Browser) -> str:
    found = WHOSE.search(browser.get("/desk/inbox/").content.decode())
    assert found
    return found[1]


def part(browser: Browser, whose: str) -> tuple[int, str | None]:
    """A part of the page is fetched: how that is answered, and whether the page shall be loaded anew."""
    answer = browser.get("/desk/inbox/", headers={"hx-request": "true", "kontor-eyes": whose})
    return answer.status_code, answer.headers.get("HX-Refresh")


def owner_of(ticket: Ticket) -> User | None:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.select_related("owner").get(pk=ticket.pk).owner


def test_a_page_of_the_persons_that_stays_open_does_nothing_after_the_end(
    browser: Browser, ticket: Ticket, anna: User
) -> None:
    begin(browser, anna, tab(browser))
    theirs = tab(browser)
    end(browser, theirs)

    assert "This page is out of date" in take(browser, ticket, theirs)
    assert owner_of(ticket) is None


def test_ones_own_page_waits_for_the_end(browser: Browser, ticket: Ticket, anna: User, ada: User) -> None:
    own = tab(browser)
    begin(browser, anna, own)

    assert f"You look through the eyes of {anna.name} and can change nothing." in take(browser, ticket, own)
    assert owner_of(ticket) is None
    end(browser, tab(browser))
    take(browser, ticket, own)
    assert owner_of(ticket) == ada


def test_the_other_page_shows_the_persons_desk_and_after_the_end_ones_own(browser: Browser, anna: User) -> None:
    """One browser, one look: whatever is opened beside it."""
    begin(browser, anna, tab(browser))
    banner = f"You look through the eyes of <strong>{anna.name}</strong>"

    assert [banner in browser.get(url).content.decode() for url in ("/desk/inbox/", "/desk/contacts/")] == [True, True]
    end(browser, tab(browser))
    assert banner not in browser.get("/desk/contacts/").content.decode()


def test_no_page_fetches_what_other_eyes_see(browser: Browser, anna: User) -> None:
    own = whose(browser)
    begin(browser, anna, tab(browser))
    theirs = whose(browser)
    during = part(browser, own), part(browser, theirs)
    end(browser, tab(browser))

    assert (own, theirs) == ("", str(anna.pk))
    assert during == ((204, None), (200, None))
    assert (part(browser, own), part(browser, theirs)) == ((200, None), (204, "true"))
