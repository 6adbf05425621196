from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.domain.devices import set_phones
from kontor.calls.domain.trunks import add_trunk
from kontor.calls.enums import Connector, LinkState
from kontor.calls.models import DialledNumber, PhoneLink, PhoneSystem, RefusedEvent, Trunk
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.phone_systems import make_phone_system
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere
from tests.support.statements import statements

Clients = Callable[..., Browser]
GENERAL = {
    "name": "Zentrale",
    "connector": "asterisk",
    "all_tenants": "on",
    "country": "DE",
    "area_code": "040",
    "outside_line": "0",
    "dial_format": "zeros",
    "active": "on",
}
ASTERISK = {
    "host": "pbx.example",
    "port": "5038",
    "username": "kontor",
    "secret": "very secret",
    "technology": "PJSIP",
    "context": "kontor-out",
}


@pytest.fixture(autouse=True)
def _on(database: None) -> None:
    connect_calls()


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:phone-systems:{name}", args=args)


def content(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_nothing_is_there_while_the_integration_is_off(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    on = content(browser.get(reverse("supervisor:tenants:list")))
    SystemValues.objects.update(preferences={})

    off = content(browser.get(reverse("supervisor:tenants:list")))
    assert url("list") in on
    assert url("list") not in off
    assert browser.get(url("list")).status_code == 404


def test_only_administrators_of_the_installation(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    assert client_for(sven, nordlicht).get(url("list")).status_code == 403


def test_a_telephone_system_is_created_and_connected(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)

    created = browser.post(url("new"), GENERAL)
    system = PhoneSystem.objects.get()
    shown = content(browser.get(url("tab", system.pk, "connection")))
    saved = browser.post(url("tab", system.pk, "connection"), {**ASTERISK, "version": "1"})

    system.refresh_from_db()
    assert created["Location"] == url("tab", system.pk, "connection")
    assert "Context for outgoing calls" in shown
    assert saved.status_code == 302
    assert (system.host, system.secret, system.outside_line) == ("pbx.example", "very secret", "0")
    assert "very secret" not in content(browser.get(url("tab", system.pk, "connection")))


def test_a_refusal_keeps_what_was_entered(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    make_phone_system("Zentrale")

    response = client_for(ada).post(url("new"), GENERAL)

    assert response.status_code == 422
    assert "There is a telephone system called “Zentrale” already." in content(response)
    assert response.context["mask"].form["area_code"].value() == "040"


def test_two_people_at_one_mask(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    system = make_phone_system("Zentrale")
    browser = client_for(ada)
    entered = {**GENERAL, "connector": "push", "version": "1"}
    browser.post(url("edit", system.pk), {**entered, "name": "Eins"})

    response = browser.post(url("edit", system.pk), {**entered, "name": "Zwei"})

    assert response.status_code == 409
    assert PhoneSystem.objects.get().name == "Eins"


def test_tenants_are_chosen(client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    system = make_phone_system("Zentrale")
    entered = {**GENERAL, "connector": "push", "version": "1", "tenants": [str(alpina.pk)]}
    del entered["all_tenants"]

    client_for(ada).post(url("edit", system.pk), entered)

    page = client_for(ada).get(url("edit", system.pk))
    assert page.context["served"] == [alpina]


def test_the_list_shows_how_the_lines_stand(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    make_phone_system("Anbieter")
    down = make_phone_system("Zentrale", connector=Connector.ASTERISK, context="out")
    up = make_phone_system("Zweite", connector=Connector.ASTERISK, context="out")
    PhoneLink.objects.filter(system=down).update(error_kind="refused", error_values={"host": "pbx", "port": 5038})
    PhoneLink.objects.filter(system=up).update(state=LinkState.UP, event_at=clock.now())

    rows = client_for(ada).get(url("list")).context["listing"].rows

    states = {row.item.name: row.cells[2].value for row in rows}
    assert {name: state.words for name, state in states.items()} == {
        "Anbieter": "no token yet",
        "Zentrale": "not connected",
        "Zweite": "connected",
    }
    assert states["Zentrale"].error == "The server pbx does not answer on port 5038. Check the port."


def test_the_list_needs_as_many_statements_for_many(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    make_phone_system()
    browser.get(url("list"))
    with statements() as one:
        browser.get(url("list"))
    for _ in range(2):
        make_phone_system()

    with statements() as three:
        browser.get(url("list"))

    assert len(three) == len(one)


def test_one_in_use_is_not_deleted_and_says_by_whom(
    client_for: Clients, ada: User, anna: User, nordlicht: Tenant
) -> None:
    system, free = make_phone_system("Zentrale"), make_phone_system("Frei")
    set_phones(anna, system, ["201"], seen=[], by=None)
    browser = client_for(ada)

    refused = browser.post(url("delete"), {"selected": [system.pk]})
    deleted = browser.post(url("delete"), {"selected": [free.pk]})

    assert refused.status_code == 409
    assert reverse("supervisor:users:edit", args=[anna.pk]) in content(refused)
    assert deleted.status_code == 302
    assert list(PhoneSystem.objects.living()) == [system]


def test_a_token_is_shown_once(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    system = make_phone_system("Anbieter")
    browser = client_for(ada)

    response = browser.post(url("token", system.pk))
    again = browser.get(url("tab", system.pk, "connection"))

    found = re.search(r"/calls/([\w-]+)/", content(response))
    system.refresh_from_db()
    assert found
    assert hashlib.sha256(found[1].encode()).hexdigest() == system.token_hash
    assert "no-store" in response["Cache-Control"]
    assert found[1] not in content(again)
    assert "A token is set." in content(again)


def test_trunks_are_added_changed_and_removed(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    system = make_phone_system("Zentrale")
    browser, page = client_for(ada), url("trunks", system.pk)
    entered = {"pbx_name": "trunk-n", "tenant": str(nordlicht.pk), "prefix": "71", "active": "on"}

    browser.post(page, {**entered, "row_version": "0"})
    with everywhere():
        trunk = Trunk.objects.get()
    shown = browser.get(f"{page}?row={trunk.pk}")
    browser.post(f"{page}?row={trunk.pk}", {**entered, "name": "Nord", "row_version": "1"})
    old = browser.post(f"{page}?row={trunk.pk}", {**entered, "name": "Süd", "row_version": "1"})
    with everywhere():
        changed = Trunk.objects.get().name
    browser.post(url("trunk-remove", system.pk, trunk.pk))

    assert shown.context["mask"].form["prefix"].value() == "71"
    assert (changed, old.status_code) == ("Nord", 409)
    with everywhere():
        assert not Trunk.objects.exists()


def test_numbers_are_added_changed_and_removed(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    system = make_phone_system("Zentrale")
    browser, page = client_for(ada), url("numbers", system.pk)
    entered = {"number": "040/55 12 34-5", "tenant": str(nordlicht.pk), "category": str(billing.pk)}

    browser.post(page, {**entered, "row_version": "0"})
    with everywhere():
        number = DialledNumber.objects.get()
    mixed = browser.post(f"{page}?row={number.pk}", {**entered, "tenant": str(alpina.pk), "row_version": "1"})
    browser.post(f"{page}?row={number.pk}", {**entered, "category": "", "row_version": "1"})
    with everywhere():
        changed = DialledNumber.objects.get()
    browser.post(url("number-remove", system.pk, number.pk))

    assert (number.normalized, number.category_id) == ("+49405512345", billing.pk)
    assert "is not one of Alpina Versicherung" in content(mixed)
    assert changed.category_id is None
    with everywhere():
        assert not DialledNumber.objects.exists()


def test_a_trunk_of_another_system_is_not_there(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    system, other = make_phone_system(), make_phone_system()
    with everywhere():
        trunk = add_trunk(other, pbx_name="x", by=None)
    browser = client_for(ada)

    assert browser.get(f"{url('trunks', system.pk)}?row={trunk.pk}").status_code == 404
    assert browser.post(url("trunk-remove", system.pk, trunk.pk)).status_code == 404


def test_refusals_stay_in_the_form(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    system = make_phone_system()

    response = client_for(ada).post(url("trunks", system.pk), {"pbx_name": "x", "prefix": "7a", "row_version": "0"})

    assert response.status_code == 422
    assert "digits, * and # only" in content(response)


def test_the_state_says_what_was_refused(
    client_for: Clients, htmx_for: Callable[..., HtmxBrowser], ada: User, nordlicht: Tenant
) -> None:
    system = make_phone_system()
    with everywhere():
        RefusedEvent.objects.create(system=system, at=clock.now(), kind="signature", body="from=abc")

    page = content(client_for(ada).get(url("tab", system.pk, "state")))
    part = content(htmx_for(ada).get(url("tab", system.pk, "state")))

    assert "from=abc" in page
    assert "<main" in page
    assert part.lstrip().startswith("<section")


def test_whoever_may_only_look_changes_nothing(client_for: Clients, nordlicht: Tenant, dora: User) -> None:
    system = make_phone_system("Zentrale")
    make_grant(dora, make_role("Gast", {"phone_systems.read", "tenants.read"}))
    browser = client_for(dora)

    page = browser.get(url("edit", system.pk))
    posted = browser.post(url("edit", system.pk), {**GENERAL, "version": "1"})

    assert "You may see this telephone system, but not change it." in content(page)
    assert posted.status_code == 403
    assert browser.post(url("token", system.pk)).status_code == 403
