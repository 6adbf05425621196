"""Looking through a person's eyes: whatever is sent, to whatever address, changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.architecture.test_permissions import walked
from tests.support.client import HtmxBrowser

WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
WORDS: dict[str, object] = {"int": 1, "outside": "forward"}
OF_THE_BROWSER = {"django_session", "people_session"}
"""What a request writes down of itself."""
MEANT_FOR_ONESELF = {"eyes-end", "sign-out"}


def test_nothing_can_be_sent_to_any_address(
    request: pytest.FixtureRequest,
    htmx_for: Callable[..., HtmxBrowser],
    ada: User,
    sven: User,
    nordlicht: Tenant,
    billing: Category,
) -> None:
    """In the administration one address of each area stands for the others, unless ``--soak`` asks them all."""
    browser = htmx_for(ada, nordlicht)
    browser.post(f"/supervisor/users/{sven.pk}/look/", {"reason": "Schulung"})
    said = f"You look through the eyes of {sven.name} and can change nothing. End it first."
    done: set[str] = set()
    written: set[str] = set()
    urls = dict(_urls(full=request.config.getoption("--soak")))
    with connection.execute_wrapper(_noting(written)):
        for name, url in urls.items():
            if name not in MEANT_FOR_ONESELF and said not in browser.post(url).content.decode():
                done.add(name)

    assert done == set()
    assert written - OF_THE_BROWSER == set()


def _noting(written: set[str]) -> Callable[..., Any]:
    def noting(execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        if found := WRITING.match(str(sql)):
            written.add(found[1])
        return execute(sql, *given)

    return noting


def _urls(*, full: bool) -> list[tuple[str, str]]:
    """Nothing has to be there: it is refused before anything is looked for."""
    return [(each.name, reverse(each.name, kwargs=_anything(each.route))) for each in walked(full=full)]


def _anything(route: str) -> dict[str, object]:
    return {place: WORDS.get(kind, "a") for kind, place in PLACE.findall(route)}
