from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pypdfium2 import PdfDocument

from kontor.letters.domain import switch
from kontor.letters.domain.postage import postage_of
from kontor.letters.domain.stationery import stationery_of
from kontor.letters.preferences import OUTPUT_DIRECTORY, WINDOW
from kontor.letters.rendering.failures import INSTALL
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.factories.stationery import SVG, make_asset, make_postage
from tests.supervisor.tenants.pdf.pages import at, content, tab
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

OWN_DIRECTORY = {"letters-output_directory-own": "1"}
Clients = Callable[..., Browser]
WORDS = {
    "sender": "Nordlicht Versand",
    "return_line": "Nordlicht · Hafenstr. 1",
    "contact": "",
    "footer_0": "Eins",
    "footer_2": "Drei",
    "bank": "DE02",
    "legal": "HRB 1",
    "logo": "",
}


def test_the_tab_is_there_for_a_saved_tenant_while_letters_are_on(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada)
    address = reverse("supervisor:tenants:edit", args=[nordlicht.pk])

    on = content(browser.get(address))
    new = content(browser.get(reverse("supervisor:tenants:new")))
    SystemValues.objects.update(preferences={})
    off = content(browser.get(address))

    assert [f'href="{tab(nordlicht)}"' in page for page in (on, new, off)] == [True, False, False]
    assert [browser.get(each).status_code for each in (tab(nordlicht), at("letterhead", nordlicht.pk))] == [404, 404]


def test_settings_are_own_or_inherited(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    entered = {
        "version": str(nordlicht.version),
        "letters-window": "a",
        "letters-window-own": "1",
        "letters-output_directory": "nord/briefe",
    }

    saved = browser.post(tab(nordlicht), entered)
    old = browser.post(tab(nordlicht), entered)

    assert (saved.status_code, old.status_code) == (302, 409)
    with in_scope(nordlicht):
        tenant = Tenant.objects.get(pk=nordlicht.pk)
    assert tenant.preferences[WINDOW.key] == "a"
    assert OUTPUT_DIRECTORY.key not in tenant.preferences
    assert "Position of the address" not in content(
        browser.get(reverse("supervisor:tenants:tab", args=[nordlicht.pk, "settings"]))
    )


def test_a_directory_that_leaves_the_root_is_refused_and_stays_typed(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    entered = {"version": str(nordlicht.version), "letters-output_directory": "../fort", **OWN_DIRECTORY}
    browser = client_for(ada)

    saved = browser.post(tab(nordlicht), entered)
    system = browser.post(reverse("supervisor:system:tab", args=["letters"]), {**entered, "version": "1"})

    for page in (saved, system):
        assert page.status_code == 422
        assert "“../fort” leaves the folder for letters." in content(page)
        assert 'value="../fort"' in content(page)


def test_file_names_are_checked(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    entered = {"version": str(nordlicht.version), "letters-file_names": "[datum]", "letters-file_names-own": "1"}

    page = client_for(ada).post(tab(nordlicht), entered)

    assert page.status_code == 422
    assert "“[datum]” is not filled in." in content(page)


def test_the_directory_is_tried_as_it_stands_in_the_form(
    client_for: Clients, htmx_for: Clients, ada: User, nordlicht: Tenant, settings: Any, tmp_path: Path
) -> None:
    settings.LETTERS_ROOT = tmp_path
    address = at("directory", nordlicht.pk)
    browser = htmx_for(ada)

    good = browser.post(address, {"letters-output_directory": "nord/briefe"})
    own = browser.post(address, {})
    outside = browser.post(address, {"letters-output_directory": "/etc"})
    (tmp_path / nordlicht.code / "taken").write_text("a file")
    taken = browser.post(address, {"letters-output_directory": "taken/briefe"})

    assert f"Letters can be written to {tmp_path}/{nordlicht.code}/nord/briefe" in content(good)
    assert "There is room for" in content(good)
    assert f"Letters can be written to {tmp_path}/{nordlicht.code}" in content(own)
    assert "“/etc” leaves the folder for letters." in content(outside)
    assert "field__error" in content(taken)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["taken"]
    assert "Letters can be written there." in content(client_for(ada).post(address, {}, follow=True))


def test_the_letterhead_is_saved(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    logo = make_asset(nordlicht, "logo")
    browser = client_for(ada)
    page = at("letterhead", nordlicht.pk)

    saved = browser.post(page, {**WORDS, "logo": logo.pk, "version": "0"})
    old = browser.post(page, {**WORDS, "bank": "DE99", "version": "0"})

    assert (saved.status_code, old.status_code) == (302, 409)
    assert "DE99" in content(old)
    with in_scope(nordlicht):
        row = stationery_of(nordlicht)
        assert (row.footer, row.bank, row.logo, row.version) == (["Eins", "", "Drei"], "DE02", logo, 1)


def test_the_preview_has_what_stands_in_the_form(
    client_for: Clients, htmx_for: Clients, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    foreign = make_asset(alpina, "gipfel", SVG.replace(b"<circle", b"<text y='5'>Gipfel</text><circle"))
    entered = {**WORDS, "sender": "Neuer Absender", "logo": foreign.pk, "length": "many"}
    address = at("letterhead-preview", nordlicht.pk)

    shown = htmx_for(sven, nordlicht).post(address, entered)
    letter = client_for(sven, nordlicht).post(address, {**entered, "as": "pdf"})

    assert content(shown).count('src="data:image/png;base64,') > 2
    with PdfDocument(letter.content) as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert text.count("HRB 1") == len(pdf)
    assert "Neuer Absender" in text
    assert "Gipfel" not in text
    with in_scope(nordlicht):
        assert stationery_of(nordlicht).version == 0


def test_a_server_without_the_programs_says_how_to_install_them(
    client_for: Clients, ada: User, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switch, "LOOK", "import sys; sys.exit(1)")
    monkeypatch.setattr(switch, "_seen", None)

    assert INSTALL in content(client_for(ada).get(tab(nordlicht)))


def test_a_refusal_keeps_what_was_typed(client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    foreign = make_asset(alpina, "gipfel")
    browser = client_for(ada)
    page = at("letterhead", nordlicht.pk)

    long = browser.post(page, {**WORDS, "legal": "\n".join("abcdefghijklm"), "version": "0"})
    other = browser.post(page, {**WORDS, "logo": foreign.pk, "version": "0"})

    assert (long.status_code, other.status_code) == (422, 422)
    assert "There is room for at most 12 lines in each text." in content(long)
    assert "Nordlicht Versand" in content(long)
    assert "asset:gipfel" not in content(other)


def test_who_may_look_sees_and_changes_nothing(
    client_for: Clients, sven: User, anna: User, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    page = at("letterhead", nordlicht.pk)
    supervisor = client_for(sven, nordlicht)

    assert "You may see the letterhead, but not change it." in content(supervisor.get(page))
    assert supervisor.post(page, {**WORDS, "version": "0"}).status_code == 403
    assert client_for(anna, nordlicht).get(page).status_code == 403
    assert client_for(carla, alpina).get(page).status_code == 404


def test_postage_is_added_changed_and_removed(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    entered = {"name": "Standardbrief", "most_grams": "20", "most_sheets": "3", "price": "0.95"}

    assert browser.post(at("postage-add", nordlicht.pk), entered).status_code == 302
    assert browser.post(at("postage-add", nordlicht.pk), {**entered, "name": "Zweiter"}).status_code == 422
    assert browser.post(at("postage-add", nordlicht.pk), {}).status_code == 422
    with in_scope(nordlicht):
        row = postage_of(nordlicht).get()
    assert browser.post(at("postage-add", nordlicht.pk), {**entered, "name": "Welt", "abroad": "on"}).status_code == 302
    browser.post(at("postage-change", nordlicht.pk, row.pk), {**entered, "price": "1.10"})
    page = content(browser.get(tab(nordlicht)))
    assert page.count("to other countries") == 1
    assert "Standardbrief" in page
    assert "1.10 €" in page

    browser.post(at("postage-remove", nordlicht.pk, row.pk))
    with in_scope(nordlicht):
        assert [(each.name, each.abroad) for each in postage_of(nordlicht)] == [("Welt", True)]
    assert row.price == Decimal("0.95")


def test_two_people_who_change_the_same_postage_are_told_both_prices(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    browser, row = client_for(ada), make_postage(nordlicht, "Standardbrief", price=Decimal("0.95"))
    page = at("postage-change", nordlicht.pk, row.pk)
    entered = {"name": "Standardbrief", "most_grams": "20", "most_sheets": ""}
    seen = browser.get(page).context["seen"]

    first = browser.post(page, {**entered, "price": "1.10", "seen": seen})
    mistaken = browser.post(page, {**entered, "name": "", "price": "0.95", "seen": seen})
    second = browser.post(page, {**entered, "price": "0.95", "seen": mistaken.context["seen"]})

    assert [answer.status_code for answer in (first, mistaken, second)] == [302, 422, 409]
    assert [(each.saved, each.entered) for each in second.context["conflict"].differences] == [("1.10", "0.95")]
    decided = browser.post(page, {**entered, "price": "0.95", "seen": second.context["seen"]})
    assert decided.status_code == 302
    with in_scope(nordlicht):
        assert postage_of(nordlicht).get().price == Decimal("0.95")


def test_the_tab_and_the_letterhead_need_as_many_statements_for_three_rows(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada)
    counts = []
    for grams in (20, 50, 500):
        make_postage(nordlicht, most_grams=grams)
        make_asset(nordlicht)
        browser.get(tab(nordlicht))
        with statements() as sent:
            browser.get(tab(nordlicht))
            browser.get(at("letterhead", nordlicht.pk))
        counts.append(len(sent))

    assert counts[0] == counts[1] == counts[2]
