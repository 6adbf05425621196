"""What belongs to another tenant is answered like what is not there, at every address there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.db import transaction
from django.urls import reverse

from tests.architecture.addresses import Address, every_address
from tests.flows.asking import NOT_ASKED, tabs_of
from tests.flows.house import House
from tests.support.client import Browser

NOWHERE = 987_654_321
"""No row has this number."""
CODES = re.compile(rb'nonce-[\w+/=-]+|nonce="[^"]+"|csrf[\w-]*"[^>]*|"X-CSRFToken": "[^"]+"', re.IGNORECASE)
NOT_A_TENANTS = {"role_id", "version_number", "page_number"}
"""Places for what belongs to the installation, or whose number counts within something else."""
NOT_ALLOWED = 405


def test_what_is_another_tenants_is_answered_like_what_is_not_there(
    ours: House, theirs: House, client_for: Callable[..., Browser], soak: bool
) -> None:
    """To the byte: nobody finds out by guessing numbers which of them are in use elsewhere.

    Each address is asked in one way, for the thing it is about; at full size in both, for each of its things.
    """
    browser = client_for(ours.administrator, ours.tenant)
    browser.raise_request_exception = False
    different, asked = [], 0

    for address, place in _places(theirs, every=soak):
        for method in ("get", "post"):
            missing = _answer(browser, method, address, ours, place, NOWHERE)
            if missing[0] == NOT_ALLOWED:
                continue
            asked += 1
            strange = theirs.places[place]
            found = _answer(browser, method, address, ours, place, strange)
            if found != missing and _masked(found, strange) != _masked(missing, NOWHERE):
                different.append((method, address.name, place, found[0], missing[0]))
            if not soak:
                break

    assert different == []
    assert asked > 200


def _places(theirs: House, *, every: bool) -> Iterator[tuple[Address, str]]:
    for address in every_address():
        places = [
            place
            for place in address.places
            if place not in NOT_A_TENANTS and isinstance(theirs.places.get(place), int)
        ]
        if address.name and address.name not in NOT_ASKED:
            yield from ((address, place) for place in (places if every else places[-1:]))


def _answer(
    browser: Browser, method: str, address: Address, ours: House, place: str, number: int
) -> tuple[int, bytes, bytes]:
    tab = tabs_of(address)[0]
    words = {"tab": tab, "step": tab, "token": "a-token", "uid": 1, "address": "kunde@post.example"}
    here = {**ours.places, **words}
    url = reverse(address.name, kwargs={**{name: here[name] for name in address.places}, place: number})
    cookies = browser.cookies.copy()
    with transaction.atomic():
        response = getattr(browser, method)(url, headers={"accept-language": "en"})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    browser.cookies = cookies
    return response.status_code, CODES.sub(b"", body), response.headers.get("Location", "").encode()


def _masked(answer: tuple[int, bytes, bytes], number: int) -> tuple[int, bytes, bytes]:
    """Where the page says once more what was asked for."""
    status, body, place = answer
    asked = re.compile(rb"(?<!\w)%d(?!\w)" % number)
    return status, asked.sub(b"NUMBER", body), asked.sub(b"NUMBER", place)
