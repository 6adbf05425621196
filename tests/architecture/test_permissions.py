"""Who may do what, at every address there is. The expectations stand in ``permission_table/``, a file an area."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from kontor.audit.models import AuditEntry
from kontor.people.models import User
from kontor.tickets.models import Ticket
from tests.architecture.addresses import Address, every_address
from tests.architecture.permission_table import AREAS, PEOPLE, TABLE
from tests.architecture.places import Places
from tests.support.client import Browser
from tests.support.scoping import everywhere

NOT_THROUGH_EYES = {
    "desk:figures:behind",
    "desk:figures:show",
    "password-new",
    "password-reset",
    "profile",
    "profile-tab",
    "sign-in",
    "tenant-choice",
}
"""What is somebody's own is not shown to those who look through their eyes."""


def _part(name: str) -> str:
    return name.partition(":")[0] if ":" in name else ""


PARTS = sorted({_part(name) for name in TABLE})


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    names = [address.name for address in every_address()]

    assert "" not in names, "An address has no name."
    assert sorted(set(names) - set(TABLE)) == [], "Add a line to the file of its area in permission_table/."
    assert sorted(set(TABLE) - set(names)) == []
    assert len(TABLE) == sum(len(area.LINES) for area in AREAS), "An address stands in two files."


@pytest.mark.parametrize("part", PARTS)
def test_permissions_of(part: str, browsers: dict[str, Browser], places: Places, states: dict[str, Ticket]) -> None:
    """All addresses of a part in one test: what stands in their places takes as long to make as they take to ask."""
    wrong = {}
    for address in every_address():
        if _part(address.name) != part:
            continue
        line = TABLE[address.name]
        here = {**places, "number": states[line.ticket].number, **line.words}
        here |= {place: places[row] for place, row in line.rows.items()}
        sent = {"selected": places[line.selected]} if line.selected else {}
        url = reverse(address.name, kwargs={place: here[place] for place in address.places})
        for method, wanted in (("get", line.get), ("post", line.post)):
            found = [outcome(browsers[person], method, url, sent) for person in PEOPLE]
            if found != wanted.split():
                wrong[address.name, method] = " ".join(found)

    assert wrong == {}


def test_through_somebodys_eyes_no_page_changes_anything_or_fails(
    request: pytest.FixtureRequest,
    browsers: dict[str, Browser],
    places: Places,
    states: dict[str, Ticket],
    sven: User,
) -> None:
    """PostgreSQL refuses to write; what cannot be shown without writing says so, and is named here.

    In the administration one page of each area stands for the others, unless ``--soak`` opens them all.
    """
    browsers["ada"].post(f"/supervisor/users/{sven.pk}/look/", {"reason": "test"})
    failed, not_shown = [], set()
    for address in walked(full=request.config.getoption("--soak")):
        line = TABLE[address.name]
        if line.get.split()[PEOPLE.index("sven")] != "ok":
            continue
        here = {**places, "number": states[line.ticket].number, **line.words}
        here |= {place: places[row] for place, row in line.rows.items()}
        url = reverse(address.name, kwargs={place: here[place] for place in address.places})
        with transaction.atomic():
            response = browsers["ada"].get(url, headers={"accept-language": "en"})
            transaction.set_rollback(True)
        if response.status_code >= 500:
            failed.append(address.name)
        elif response.status_code == 403 and b"Not shown here" in getattr(response, "content", b""):
            not_shown.add(address.name)

    assert failed == []
    assert sorted(not_shown) == sorted(NOT_THROUGH_EYES)


def walked(*, full: bool) -> list[Address]:
    chosen: list[Address] = []
    areas: set[str] = set()
    for address in every_address():
        area = ":".join(address.name.split(":")[:2])
        opens = TABLE[address.name].get.split()[PEOPLE.index("sven")] == "ok"
        if (
            full
            or not area.startswith("supervisor:")
            or address.name in NOT_THROUGH_EYES
            or (opens and area not in areas)
        ):
            chosen.append(address)
            areas.add(area)
    return chosen


def outcome(browser: Browser, method: str, url: str, sent: dict[str, Any]) -> str:
    """What the person meets; whatever they do there is rolled back."""
    cookies = browser.cookies.copy()
    before = _audited() if sent else 0
    with transaction.atomic():
        response = getattr(browser, method)(url, sent, headers={"accept-language": "en"})
        changed = bool(sent) and _audited() > before
        transaction.set_rollback(True)
    browser.cookies = cookies
    word = _word_for(response)
    return "nothing" if sent and word == "ok" and not changed else word


def _audited() -> int:
    with everywhere():
        return AuditEntry.objects.count()


def _word_for(response: HttpResponse) -> str:
    target = response.get("Location", "")
    if target.startswith(f"{reverse('sign-in')}?"):
        return "sign-in"
    if target == reverse("tenant-choice"):
        return "choice"
    return str(response.status_code) if response.status_code in (401, 403, 404, 405, 500) else "ok"
