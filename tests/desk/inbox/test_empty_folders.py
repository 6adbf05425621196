"""Folders of categories in which nothing waits are left out where one wants it so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.desk import workplace
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
LIST, FOLDERS, EMPTY = (reverse(f"desk:inbox:{name}") for name in ("list", "folders", "empty"))


def _keys(browser: Browser, url: str = LIST, **data: str) -> list[str]:
    return [folder.key for folder in browser.get(url, data).context["groups"][1].folders]


def test_empty_ones_are_left_out_and_shown_again(
    anna: User, billing: Category, moving: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_ticket(billing)
    browser = client_for(anna, nordlicht)
    every = ["queue", f"category-{billing.pk}", f"category-{moving.pk}", "spam"]
    before = _keys(browser)

    done = browser.post(EMPTY, {"hide": "1"})
    without = _keys(browser)
    browser.post(EMPTY, {"hide": "0"})

    assert [sorted(before), without, sorted(_keys(browser))] == [
        sorted(every),
        [every[0], every[1], "spam"],
        sorted(every),
    ]
    assert done["Location"] == LIST


def test_the_one_that_is_open_stays(anna: User, moving: Category, nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)
    browser.post(EMPTY, {"hide": "1"})

    assert f"category-{moving.pk}" in _keys(browser, folder=f"category-{moving.pk}")
    assert f"category-{moving.pk}" not in _keys(browser)


def test_it_is_offered_with_their_number_and_nothing_is_where_none_is_empty(
    anna: User, billing: Category, moving: Category, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    make_ticket(billing)
    page = client_for(anna, nordlicht).get(LIST).content.decode()
    renewed = htmx_for(anna, nordlicht).post(EMPTY, {"hide": "1", "folder": "queue"}).content.decode()
    make_ticket(moving)

    assert 'Hide empty ones <span class="count">1</span>' in page
    assert 'Show empty ones <span class="count">1</span>' in renewed
    assert 'id="folders"' in renewed and "<main" not in renewed
    assert "empty ones" not in client_for(anna, nordlicht).get(LIST).content.decode()


def test_until_they_are_counted_none_of_them_comes_and_goes(
    anna: User,
    billing: Category,
    moving: Category,
    nordlicht: Tenant,
    client_for: ClientFor,
    htmx_for: HtmxFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_ticket(billing)
    browser = client_for(anna, nordlicht)
    monkeypatch.setattr(workplace, "COUNTED_AT_ONCE", 0)
    browser.post(EMPTY, {"hide": "1"})

    assert _keys(browser) == ["queue", "spam"]
    assert _keys(htmx_for(anna, nordlicht), FOLDERS) == ["queue", f"category-{billing.pk}", "spam"]


def test_it_is_each_persons_own(
    anna: User, bela: User, moving: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    client_for(anna, nordlicht).post(EMPTY, {"hide": "1"})

    assert f"category-{moving.pk}" in _keys(client_for(bela, nordlicht))
