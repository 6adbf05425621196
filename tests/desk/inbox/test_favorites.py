"""The folders of the categories that somebody works most stand first, where they want it so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.client import Browser, HtmxBrowser

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
LIST = reverse("desk:inbox:list")


def _keep(browser: Browser, category: Category, keep: str = "1") -> int:
    return browser.post(reverse("desk:inbox:favorite", args=[category.pk]), {"keep": keep}).status_code


def _keys(browser: Browser, **data: str) -> list[str]:
    return [folder.key for folder in browser.get(LIST, data).context["groups"][1].folders]


@pytest.fixture
def last(anna: User, billing: Category, moving: Category, nordlicht: Tenant, client_for: ClientFor) -> Category:
    """Of the two, that whose folder stands below the other's."""
    key = _keys(client_for(anna, nordlicht))[2]
    return billing if key == f"category-{billing.pk}" else moving


def test_a_favorite_stands_first_until_it_is_none_any_more(
    anna: User, bela: User, last: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser, other = client_for(anna, nordlicht), client_for(bela, nordlicht)
    before = _keys(browser)

    _keep(browser, last)
    kept, theirs = _keys(browser), _keys(other)
    _keep(browser, last, "0")

    assert kept == ["queue", f"category-{last.pk}", before[1], "spam"]
    assert [theirs, _keys(browser)] == [before, before]


def test_it_is_marked_and_its_folder_offers_both(
    anna: User, last: Category, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    folder = {"folder": f"category-{last.pk}"}
    page = client_for(anna, nordlicht).get(LIST, folder).content.decode()
    renewed = htmx_for(anna, nordlicht).post(reverse("desk:inbox:favorite", args=[last.pk]), {"keep": "1"})

    shown = renewed.content.decode()
    assert ("Keep as a favorite" in page, "No favorite any more" in page) == (True, False)
    assert ("Keep as a favorite" in shown, "No favorite any more" in shown) == (False, True)
    assert 'aria-label="favorite"' in shown and 'id="folders"' in shown and "<main" not in shown
    assert "favorite</button>" not in client_for(anna, nordlicht).get(LIST).content.decode()


def test_an_empty_favorite_is_not_hidden(anna: User, last: Category, nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)
    browser.post(reverse("desk:inbox:empty"), {"hide": "1"})
    _keep(browser, last)

    assert _keys(browser) == ["queue", f"category-{last.pk}", "spam"]


def test_what_is_no_folder_of_theirs_is_not_found(
    anna: User, nordlicht: Tenant, claims: Category, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    assert _keep(browser, claims) == 404
    anna.refresh_from_db()
    assert "tickets.favorites" not in anna.preferences
