"""What is found by its name, and where a setting is overridden, as far as one may look."""

from __future__ import annotations

from typing import Any

from kontor.org.models import Category, SystemGroup
from kontor.people.permissions import PERMISSIONS
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenants.models import Tenant
from kontor.tickets.preferences import REOPEN_DAYS
from tests.factories.answers import prefer
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.supervisor.effective.reading import SETTING, URL, cell, read, row
from tests.support.scoping import everywhere


def test_where_names_holders_of_ones_own_tenants_only(
    sven_s: Any, ada_s: Any, billing: Category, claims: Category
) -> None:
    prefer(billing, REOPEN_DAYS, 41)
    prefer(claims, REOPEN_DAYS, 77)

    seen = read(sven_s, f"{URL}where/{SETTING}/")

    assert (cell("41", "Value") in seen, claims.name in seen, cell("77", "Value") in seen) == (True, False, False)
    assert cell("77", "Value") in read(ada_s, f"{URL}where/{SETTING}/")


def test_find_by_name_and_by_words_of_a_setting(sven_s: Any, billing: Category, claims: Category) -> None:
    page = read(sven_s, f"{URL}?q={billing.name[:5]}")

    assert f'href="{URL}category/{billing.pk}/"' in page
    assert f'href="{URL}category/{claims.pk}/"' not in read(sven_s, f"{URL}?q={claims.name[:5]}")
    assert f'href="{URL}where/{SETTING}/"' in read(sven_s, f"{URL}?q=closed+again")


def test_who_does_not_see_all_is_not_told_that_the_default_holds(
    sven_s: Any, ada_s: Any, nordlicht: Tenant, billing: Category
) -> None:
    """Sven may not look at tenants: what his tenant has set holds for his categories."""
    assert "The delivered default holds everywhere." in read(ada_s, f"{URL}where/{SETTING}/")
    prefer(nordlicht, REOPEN_DAYS, 23)

    page = read(sven_s, f"{URL}where/{SETTING}/")

    assert "Nobody you may look at has a value of their own" in page
    assert "default holds" not in page
    assert cell("23") in row(read(sven_s, f"{URL}category/{billing.pk}/"))


def test_a_setting_leads_to_where_one_may_change_it(
    sven_s: Any, ada_s: Any, nordlicht: Tenant, alpina: Tenant, client_for: Any, nordlicht_system: SystemGroup
) -> None:
    lead = make_user("Lena", username="lena")
    make_grant(lead, make_role("Lead", ["supervisor.access", "tenants.read", "tenants.write"]), nordlicht_system)
    changes = {name: f'href="{URL}{place}{SETTING}/"' for name, place in _places(nordlicht, alpina).items()}

    pages = {
        "ada": read(ada_s, f"{URL}where/{SETTING}/"),
        "lena": read(client_for(lead, nordlicht), f"{URL}where/{SETTING}/"),
        "sven": read(sven_s, f"{URL}where/{SETTING}/"),
    }

    assert {name: [place for place, link in changes.items() if link in page] for name, page in pages.items()} == {
        "ada": ["all", "nordlicht", "alpina"],
        "lena": ["nordlicht"],
        "sven": [],
    }


def _places(nordlicht: Tenant, alpina: Tenant) -> dict[str, str]:
    return {"all": "system/", "nordlicht": f"tenant/{nordlicht.pk}/", "alpina": f"tenant/{alpina.pk}/"}


def test_rights_in_a_tenant_show_neither_another_nor_the_installation(
    client_for: Any, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup, alpina_system: SystemGroup
) -> None:
    """Every right in the first tenant, those to read categories in the second."""
    person = make_user("Uwe", username="uwe")
    make_grant(person, make_role("All", PERMISSIONS), nordlicht_system)
    make_grant(person, make_role("Some", ["supervisor.access", "categories.read"]), alpina_system)
    for tenant, days in ((nordlicht, 41), (alpina, 77)):
        prefer(tenant, REOPEN_DAYS, days)
    with everywhere():
        change_system_values({REOPEN_DAYS.key: 99}, version=system_values().version)
    browser = client_for(person, nordlicht, alpina)

    found, holders = read(browser, URL), read(browser, f"{URL}where/{SETTING}/")

    system = f'href="{URL}system/"'
    assert [cell(str(days), "Value") in holders for days in (41, 77, 99)] == [True, False, False]
    assert [alpina.name in page.partition("<main")[2] for page in (found, holders)] == [False, False]
    assert (system in found, system in holders) == (False, False)
    assert browser.get(f"{URL}system/").status_code == 403


def test_a_tenant_is_found_by_its_name_by_who_may_look_at_it(ada_s: Any, sven_s: Any, nordlicht: Tenant) -> None:
    found = [read(browser, f"{URL}?q={nordlicht.name}").partition("Found")[2] for browser in (ada_s, sven_s)]

    link = f'href="{URL}tenant/{nordlicht.pk}/">{nordlicht.name}</a> <span class="soft">Tenant</span>'
    assert [link in page for page in found] == [True, False]


def test_what_narrows_the_list_is_not_called_optional(ada_s: Any, nordlicht: Tenant) -> None:
    pages = (f"{URL}tenant/{nordlicht.pk}/", "/supervisor/audit/")

    assert ["(optional)" in read(ada_s, page) for page in pages] == [False, False]
