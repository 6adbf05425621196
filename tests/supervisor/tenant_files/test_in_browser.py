"""A tenant leaves as a file, is changed in an editor and comes back: the whole way in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.axe import breaches
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.settled import too_wide

pytestmark = pytest.mark.browser
LOOK, APPLY = "Ansehen, was sich ändern würde", "Anwenden"


def test_exported_changed_planned_applied_and_then_nothing_is_left_to_do(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    ada: User,
    nordlicht: Tenant,
    billing: Category,
    tmp_path: Path,
) -> None:
    page = page_of(site, window, client_for(ada, nordlicht), language="de", scheme="dark", width=390)
    page.goto("/supervisor/tenant-files/")
    file = tmp_path / "nord.yaml"
    wrong = tmp_path / "falsch.yaml"
    with page.expect_download() as exported:
        page.get_by_role("link", name="Exportieren Nordlicht Energie").click()
    text = Path(exported.value.path()).read_text()
    assert "\n  name: Abrechnung\n" in text
    wrong.write_text(text.replace("\n  name: Abrechnung\n", "\n  nam: Abrechnung\n") + "further: 1\n")
    file.write_text(text.replace("\n  name: Abrechnung\n", "\n  name: Rechnungen\n"))

    _look(page, wrong)
    line = 1 + wrong.read_text().splitlines().index("  nam: Abrechnung")
    expect(page.locator("#apply-found")).to_contain_text(f"Zeile {line}, categories[0].nam: ")
    tops = page.locator("#apply-found .field__error").evaluate_all(
        "all => all.slice(1).map((one, place) => one.offsetTop - all[place].offsetTop - all[place].offsetHeight)"
    )
    assert set(tops) == {8}  # each stands apart
    assert _troubles(page) == []

    long = tmp_path / "lang.yaml"
    variable = "KONTOR_" + "VARIABLE_" * 8
    account = f"accounts: [{{address: a@b.example, host: h, username: u, password: {{env: {variable}}}}}]\n"
    long.write_text("format: 1\ntenant: {name: Neu, code: NEU}\n" + account)
    _look(page, long)
    expect(page.get_by_label(variable)).to_be_visible()
    assert _troubles(page) == []

    _look(page, file)
    expect(page.locator("#apply-found")).to_contain_text("name: Abrechnung → Rechnungen")
    assert _troubles(page) == []
    page.get_by_role("button", name=APPLY, exact=True).press("Enter")
    expect(page.locator("body")).to_contain_text("Die Datei ist auf Nordlicht Energie angewendet.")

    _look(page, file)
    expect(page.locator("#apply-found")).to_contain_text("Alles ist schon da.")
    expect(page.get_by_role("button", name=APPLY, exact=True)).to_have_count(0)
    page.context.close()


def _look(page: Page, file: Path) -> None:
    expect(page.locator("html[data-started]")).to_have_count(1)
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name=LOOK).press("Enter")


def _troubles(page: Page) -> list[tuple[str, list[str]]]:
    found = breaches(page)
    return [*found, ("wider than the window", [])] if too_wide(page) else found
