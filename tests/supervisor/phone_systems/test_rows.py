"""The list of telephone systems: rows, states, order, filters; what is said; what the mask starts with and refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kontor.calls.models import PhoneLink, PhoneSystem
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.phone_systems import make_phone_system
from tests.factories.telephony import make_asterisk
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.supervisor.phone_systems.test_views import Clients, url
from tests.support.client import Browser

ENTERED: dict[str, Any] = {
    "name": "Zentrale",
    "connector": "push",
    "all_tenants": "on",
    "country": "DE",
    "dial_format": "zeros",
    "active": "on",
}


@pytest.fixture
def browser(database: None, client_for: Clients, ada: User) -> Browser:
    connect_calls()
    return client_for(ada)


def test_a_row_says_how_it_is_connected_and_for_whom(browser: Browser) -> None:
    system = make_phone_system("Anbieter", all_tenants=True)
    at = clock.now() - timedelta(minutes=3)
    PhoneLink.objects.update_or_create(system=system, defaults={"event_at": at})

    page = browser.get(url("list"))

    (cells,) = rows_of(page)
    assert (cells["name"], str(cells["all_tenants"]), cells["event"]) == ("Anbieter", "all tenants", at)
    assert cells["connector"] == system.get_connector_display()
    (row,) = page.context["listing"].rows
    assert (row.url, offered(page), page.context["new_url"]) == (url("edit", system.pk), ["Delete"], url("new"))


@pytest.mark.parametrize(
    ("values", "event", "words"),
    [
        ({"active": False, "token_hash": "x"}, True, "switched off"),
        ({"token_hash": ""}, False, "no token yet"),
        ({"token_hash": "x"}, False, "no event yet"),
        ({"token_hash": "x"}, True, "events arrive"),
    ],
)
def test_of_a_system_that_posts_the_state_is_what_came(
    browser: Browser, values: dict[str, Any], event: bool, words: str
) -> None:
    system = make_phone_system()
    PhoneSystem.objects.filter(pk=system.pk).update(**values)
    PhoneLink.objects.update_or_create(system=system, defaults={"event_at": clock.now() if event else None})

    (state,) = column(browser.get(url("list")), "state")

    assert state.words == words


@pytest.mark.parametrize(
    ("link", "words"), [("up", "connected"), ("connecting", "is being connected"), ("down", "not connected")]
)
def test_of_an_asterisk_the_state_is_that_of_its_line(browser: Browser, link: str, words: str) -> None:
    make_asterisk(link=link)  # type: ignore[arg-type]

    (state,) = column(browser.get(url("list")), "state")

    assert (state.words, state.error) == (words, "")


def test_systems_are_ordered_and_found(browser: Browser, nordlicht: Tenant) -> None:
    make_asterisk(name="Zentrale", host="b.pbx.example", all_tenants=False)
    make_phone_system("Anbieter", all_tenants=True)
    make_asterisk(name="Filiale", host="a.pbx.example", all_tenants=False)
    browser.get(url("list"), {"columns-set": "1", "columns": ["connector", "all_tenants", "host"]})

    assert ordered(browser, url("list"), "", "-name", "-host", "all_tenants,name") == {
        "": ["Anbieter", "Filiale", "Zentrale"],
        "-name": ["Zentrale", "Filiale", "Anbieter"],
        "-host": ["Zentrale", "Filiale", "Anbieter"],
        "all_tenants,name": ["Filiale", "Zentrale", "Anbieter"],
    }
    assert narrowed(browser, url("list"), name="FIL", connector="push", all_tenants="False", host="b.pbx") == {
        "name": ["Filiale"],
        "connector": ["Anbieter"],
        "all_tenants": ["Filiale", "Zentrale"],
        "host": ["Zentrale"],
    }


@pytest.mark.parametrize(
    ("count", "sentence"), [(1, "1 telephone system is deleted."), (2, "2 telephone systems are deleted.")]
)
def test_how_many_were_deleted_is_said(browser: Browser, count: int, sentence: str) -> None:
    stays, *chosen = [make_phone_system() for _ in range(count + 1)]

    answer = browser.post(url("delete"), {"selected": [system.pk for system in chosen]})

    assert (said(answer), answer["Location"]) == ([sentence], url("list"))
    assert column(browser.get(url("list")), "name") == [stays.name]


def test_a_new_one_leads_to_how_it_is_connected(browser: Browser) -> None:
    answer = browser.post(url("new"), ENTERED)

    system = PhoneSystem.objects.get()
    assert said(answer) == ["“Zentrale” is created. Now enter how it is connected."]
    assert answer["Location"] == url("tab", system.pk, "connection")
    assert (system.name, system.all_tenants, system.active) == ("Zentrale", True, True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "N" * 121}, "name"),
        ({"connector": "smoke"}, "connector"),
        ({"country": "XX"}, "country"),
        ({"area_code": "0" * 11}, "area_code"),
        ({"outside_line": "0" * 7}, "outside_line"),
        ({"dial_format": "letters"}, "dial_format"),
        ({"tenants": ["0"]}, "tenants"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(browser: Browser, wrong: dict[str, Any], field: str) -> None:
    answer = browser.post(url("new"), ENTERED | wrong)

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])
    assert not PhoneSystem.objects.exists()


def test_the_tenants_of_a_system_are_ticked_where_it_is_not_for_all(
    browser: Browser, nordlicht: Tenant, alpina: Tenant
) -> None:
    some = make_phone_system("Einige", all_tenants=False, tenants=[alpina])
    every = make_phone_system("Alle", all_tenants=True)

    forms = [browser.get(url("edit", system.pk)).context["mask"].form for system in (some, every)]

    assert [form.initial.get("tenants") for form in forms] == [[str(alpina.pk)], None]
    assert forms[0].fields["tenants"].choices == [(str(alpina.pk), alpina.name), (str(nordlicht.pk), nordlicht.name)]


def test_a_saved_password_is_never_shown_and_may_be_kept(browser: Browser) -> None:
    with_secret, without = make_asterisk(secret="very secret"), make_asterisk(secret="")

    pages = [browser.get(url("tab", system.pk, "connection")) for system in (with_secret, without)]

    assert [str(page.context["mask"].form.fields["secret"].help_text) for page in pages] == [
        "Leave it empty to keep the saved one.",
        "",
    ]
    assert "very secret" not in pages[0].content.decode()


def test_only_a_secret_that_is_there_can_be_forgotten(browser: Browser) -> None:
    systems = [make_phone_system(signing_secret=secret) for secret in ("geheim", "")]

    forms = [browser.get(url("tab", system.pk, "connection")).context["mask"].form for system in systems]

    assert ["unsigned" in form.fields for form in forms] == [True, False]
    assert "signing_secret" not in forms[0].initial


def test_a_tab_without_a_form_takes_nothing(browser: Browser) -> None:
    system = make_phone_system()

    assert browser.post(url("tab", system.pk, "state")).status_code == 405
