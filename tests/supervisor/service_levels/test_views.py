from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.models import ServiceLevel
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from tests.factories.sla import choose, make_service_level
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/service-levels/"
GOLD: dict[str, Any] = {
    "name": "Gold",
    "first_response": "4:00",
    "next_response": "",
    "resolution": "16 h",
    "call_back": "1:30",
    "warning_share": 80,
    "pauses": ["customer", "inquiry"],
    "priority_percent": 150,
}


def _the(name: str) -> ServiceLevel:
    with everywhere():
        return ServiceLevel.objects.get(name=name)


def test_the_list_shows_own_tenants_only(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    make_service_level(nordlicht, "Gold", first_response=270)
    make_service_level(alpina, "Silber")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Gold" in page
    assert "4:30" in page
    assert "Silber" not in page


def test_the_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    make_service_level(nordlicht)
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_service_level(nordlicht)
    make_service_level(nordlicht)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_a_service_level_is_created_and_changed(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200

    browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, **GOLD})
    gold = _the("Gold")
    assert (gold.first_response, gold.next_response, gold.resolution, gold.call_back, gold.pauses) == (
        240,
        None,
        960,
        90,
        ["customer", "inquiry"],
    )

    url = f"{LIST}{gold.pk}/"
    assert 'value="16:00"' in browser.get(url).content.decode()
    assert browser.post(url, {"version": 1, **GOLD, "first_response": "90 min", "pauses": []}).status_code == 302
    assert browser.post(url, {"version": 1, **GOLD}).status_code == 409
    assert (_the("Gold").first_response, _the("Gold").pauses) == (90, [])


def test_a_service_level_may_promise_call_backs_only(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada, nordlicht)

    browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, **GOLD, "first_response": "", "resolution": ""})

    assert _the("Gold").call_back == 90
    assert "1:30" in browser.get(LIST).content.decode()


def test_what_is_wrong_is_said_at_its_field(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada, nordlicht)
    entered = {"tenant": nordlicht.pk, **GOLD}

    wrong = browser.post(f"{LIST}new/", {**entered, "first_response": "soon", "priority_percent": 5})
    nothing = browser.post(f"{LIST}new/", {**entered, "first_response": "", "resolution": "", "call_back": ""})

    assert (wrong.status_code, nothing.status_code) == (422, 422)
    assert "Write hours and minutes like 4:30, 8 h or 90 min." in wrong.content.decode()
    assert "Enter at least 10." in wrong.content.decode()
    assert "A service level promises something: enter at least one target." in nothing.content.decode()


def test_what_is_chosen_is_not_deleted_and_says_where(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category
) -> None:
    gold = make_service_level(nordlicht, "Gold")
    choose(nordlicht, SERVICE_LEVEL, gold)
    browser = client_for(ada, nordlicht)

    refused = browser.post(f"{LIST}delete/", {"selected": gold.pk})

    assert refused.status_code == 409
    assert f"/supervisor/tenants/{nordlicht.pk}/" in refused.content.decode()

    choose(nordlicht, SERVICE_LEVEL, None)
    browser.post(f"{LIST}delete/", {"selected": gold.pk})
    assert _the("Gold").deleted_at is not None
    browser.post(f"{LIST}restore/", {"selected": gold.pk})
    assert _the("Gold").deleted_at is None


def test_a_supervisor_looks_and_changes_nothing(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    gold = make_service_level(nordlicht, "Gold")
    browser, url = client_for(sven, nordlicht), f"{LIST}{gold.pk}/"

    assert "You may look at this service level, not change it." in browser.get(url).content.decode()
    assert browser.post(url, {"version": 1, **GOLD}).status_code == 403
    assert browser.post(f"{LIST}delete/", {"selected": gold.pk}).status_code == 403


def test_other_tenants_service_levels_are_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    foreign = make_service_level(alpina, "Silber")
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}{foreign.pk}/").status_code == 404
    assert browser.post(f"{LIST}{foreign.pk}/", {"version": 1, **GOLD}).status_code == 404
