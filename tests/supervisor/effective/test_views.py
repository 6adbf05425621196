"""The pages of the effective settings: what they show to whom, the comparison, and a change with its preview."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kontor.calls.preferences import CATEGORY, INTEGRATION, TICKET_IN
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.letters.preferences import HANDOVER_HOUR, LETTERS
from kontor.org.domain.tenants import change_tenant_settings
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.routing.preferences import CAPACITY
from kontor.tenants.models import Tenant
from kontor.tickets.preferences import REOPEN_DAYS
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.org import make_category
from tests.supervisor.effective.reading import SETTING, URL, cell, read, row
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def set_days(tenant: Tenant, days: int | None, by: User) -> None:
    with in_scope(tenant):
        fresh = Tenant.objects.get(pk=tenant.pk)
        change_tenant_settings(fresh, {REOPEN_DAYS.key: days}, version=fresh.version, by=by)


def days_of(tenant: Tenant) -> int | None:
    with in_scope(tenant):
        days: int | None = Tenant.objects.get(pk=tenant.pk).preferences.get(REOPEN_DAYS.key)
    return days


def test_a_category_shows_value_origin_and_who_set_it(
    ada_s: Any, nordlicht: Tenant, billing: Category, ada: User
) -> None:
    set_days(nordlicht, 23, ada)

    shown = row(read(ada_s, f"{URL}category/{billing.pk}/"))

    assert cell("23") in shown
    assert f'href="{URL}tenant/{nordlicht.pk}/">Tenant {nordlicht.name}</a>' in shown
    assert ada.name in shown


def test_an_own_value_says_what_would_hold_without_it(
    ada_s: Any, nordlicht: Tenant, billing: Category, ada: User
) -> None:
    set_days(nordlicht, 23, ada)
    prefer(billing, REOPEN_DAYS, 41)

    shown = row(read(ada_s, f"{URL}category/{billing.pk}/"))

    assert "<strong>41</strong>" in shown
    assert "Without it: 23" in shown


def test_a_tenant_counts_where_it_is_overridden(
    ada_s: Any, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    prefer(billing, REOPEN_DAYS, 41)

    assert "Overridden in 1 place<" in row(read(ada_s, f"{URL}tenant/{nordlicht.pk}/"))


def test_search_and_only_own_values_narrow_the_list(ada_s: Any, nordlicht: Tenant, ada: User) -> None:
    set_days(nordlicht, 23, ada)

    assert "1 setting is shown." in read(ada_s, f"{URL}tenant/{nordlicht.pk}/?show=own")
    assert "No such setting" in read(ada_s, f"{URL}tenant/{nordlicht.pk}/?q=reopen+nonsense")
    assert row(read(ada_s, f"{URL}tenant/{nordlicht.pk}/?q=CLOSED+again"))


def test_two_categories_are_compared(ada_s: Any, billing: Category, moving: Category) -> None:
    prefer(billing, REOPEN_DAYS, 41)

    page = read(ada_s, f"{URL}category/{billing.pk}/?beside={moving.pk}&show=differing")

    assert page.count('<th scope="row">') == 1
    assert "<strong>41</strong>" in row(page)
    assert "<strong>0</strong>" in row(page)


def test_several_values_in_another_order_are_no_difference(ada_s: Any, nordlicht: Tenant, alpina: Tenant) -> None:
    prefer(nordlicht, ENABLED_CHANNELS, ["letter", "mail"])
    prefer(alpina, ENABLED_CHANNELS, ["mail", "letter"])

    shown = row(read(ada_s, f"{URL}tenant/{nordlicht.pk}/?beside={alpina.pk}"), str(ENABLED_CHANNELS.label))

    assert "E-mail" in shown
    assert "different" not in shown


def test_both_sides_say_where_their_value_comes_from(ada_s: Any, nordlicht: Tenant, alpina: Tenant) -> None:
    prefer(alpina, ENABLED_CHANNELS, ["mail"])

    page = read(ada_s, f"{URL}tenant/{nordlicht.pk}/?beside={alpina.pk}")

    assert f"<h1>Effective settings: {nordlicht.name} beside {alpina.name}</h1>" in page
    assert f"Comes from{nordlicht.name}" in re.sub(r"<[^>]+>", "", page)
    assert "own value" in row(page, str(ENABLED_CHANNELS.label))


def test_another_tenants_category_cannot_be_put_beside(sven_s: Any, billing: Category, claims: Category) -> None:
    prefer(claims, REOPEN_DAYS, 77)

    page = read(sven_s, f"{URL}category/{billing.pk}/?beside={claims.pk}")

    assert claims.name not in page
    assert "77" not in row(page)


def test_a_person_inherits_the_strictest_of_their_groups(ada_s: Any, anna: User, nordlicht_service: AgentGroup) -> None:
    with in_scope(nordlicht_service.tenant_id):
        nordlicht_service.preferences = {CAPACITY.key: 3}
        nordlicht_service.save(update_fields=["preferences"])

    shown = row(read(ada_s, f"{URL}user/{anna.pk}/"), str(CAPACITY.label))

    assert cell("3") in shown
    assert f"Agent group {nordlicht_service.name}" in shown


def test_an_account_shows_what_holds_for_its_mail(ada_s: Any, nordlicht: Tenant) -> None:
    account = make_account(nordlicht)

    page = read(ada_s, f"{URL}account/{account.pk}/")

    assert "A mail account has no settings of its own" in page
    assert row(page) == ""
    assert page.count('<th scope="row">') > 0


def test_a_change_is_shown_before_it_is_saved(
    ada_s: Any, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    prefer(moving, REOPEN_DAYS, 41)
    url = f"{URL}tenant/{nordlicht.pk}/{SETTING}/"
    entered = {f"{SETTING}-own": "1", SETTING: "9", "version": str(nordlicht.version)}

    looked = ada_s.post(url, entered, headers={"accept-language": "en"}).content.decode()

    assert "0 becomes 9" in looked
    assert (billing.name in looked, moving.name in looked) == (True, False)
    assert days_of(nordlicht) is None
    assert ada_s.post(url, {**entered, "seen": "9"}).headers["Location"] == f"{URL}tenant/{nordlicht.pk}/"
    assert days_of(nordlicht) == 9


def test_another_value_than_the_one_shown_is_shown_again(ada_s: Any, nordlicht: Tenant, billing: Category) -> None:
    entered = {f"{SETTING}-own": "1", SETTING: "12", "version": str(nordlicht.version), "seen": "9"}

    looked = ada_s.post(f"{URL}tenant/{nordlicht.pk}/{SETTING}/", entered, headers={"accept-language": "en"})

    assert "0 becomes 12" in looked.content.decode()
    assert days_of(nordlicht) is None


def test_a_stale_change_is_refused(ada_s: Any, nordlicht: Tenant, billing: Category, ada: User) -> None:
    entered = {f"{SETTING}-own": "1", SETTING: "12", "version": str(nordlicht.version), "seen": "12"}
    set_days(nordlicht, 5, ada)

    answer = ada_s.post(f"{URL}tenant/{nordlicht.pk}/{SETTING}/", entered)

    assert answer.status_code == 422
    assert days_of(nordlicht) == 5


@pytest.mark.parametrize("version", ["", "-1", "²", "9" * 5000])
def test_what_is_no_version_is_refused(ada_s: Any, nordlicht: Tenant, version: str) -> None:
    entered = {f"{SETTING}-own": "1", SETTING: "12", "version": version, "seen": "12"}

    assert ada_s.post(f"{URL}tenant/{nordlicht.pk}/{SETTING}/", entered).status_code == 422
    assert days_of(nordlicht) is None


def test_an_invalid_value_shows_its_error(ada_s: Any, nordlicht: Tenant) -> None:
    answer = ada_s.post(f"{URL}tenant/{nordlicht.pk}/{SETTING}/", {f"{SETTING}-own": "1", SETTING: "999"})

    assert answer.status_code == 422


def test_category_person_and_installation_are_changed_too(ada_s: Any, billing: Category, anna: User) -> None:
    day = {f"{SETTING}-own": "1", SETTING: "8", "seen": "8"}
    load = {"routing-capacity-own": "1", "routing-capacity": "4", "seen": "4"}

    answers = [
        ada_s.post(f"{URL}category/{billing.pk}/{SETTING}/", {**day, "version": str(billing.version)}),
        ada_s.post(f"{URL}user/{anna.pk}/routing-capacity/", {**load, "version": str(anna.version)}),
        ada_s.post(f"{URL}system/{SETTING}/", {**day, "version": "1"}),
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    with everywhere():
        anna.refresh_from_db()
        billing.refresh_from_db()
    assert (billing.preferences[REOPEN_DAYS.key], anna.preferences[CAPACITY.key]) == (8, 4)


def test_who_may_not_write_changes_nothing(sven_s: Any, nordlicht: Tenant, claims: Category) -> None:
    entered = {f"{SETTING}-own": "1", SETTING: "8", "seen": "8", "version": "1"}

    assert sven_s.post(f"{URL}tenant/{nordlicht.pk}/{SETTING}/", entered).status_code == 403
    assert sven_s.post(f"{URL}category/{claims.pk}/{SETTING}/", entered).status_code == 404


def test_a_setting_that_cannot_be_set_there_is_not_there(ada_s: Any, billing: Category) -> None:
    assert ada_s.get(f"{URL}category/{billing.pk}/org-idle_timeout/").status_code == 404
    assert ada_s.get(f"{URL}where/no-such-setting/").status_code == 404


def test_statements_do_not_grow_with_categories(
    ada_s: Any, nordlicht: Tenant, nordlicht_service: AgentGroup, billing: Category
) -> None:
    ada_s.get(f"{URL}tenant/{nordlicht.pk}/")
    with statements() as one:
        ada_s.get(f"{URL}tenant/{nordlicht.pk}/")
    for number in range(3):
        prefer(make_category(nordlicht_service, f"Weitere {number}"), REOPEN_DAYS, number)
    with statements() as three:
        ada_s.get(f"{URL}tenant/{nordlicht.pk}/")

    assert len(three) == len(one)


def test_the_mask_says_who_set_it_and_where_it_is_overridden(
    ada_s: Any, nordlicht: Tenant, billing: Category, ada: User
) -> None:
    set_days(nordlicht, 23, ada)
    prefer(billing, REOPEN_DAYS, 41)

    page = read(ada_s, f"/supervisor/tenants/{nordlicht.pk}/settings/")

    assert f"Set by {ada.name}" in page
    assert f'href="{URL}where/{SETTING}/">Overridden in 1 place</a>' in page


def test_the_tabs_for_calls_and_letters_say_it_too(ada_s: Any, nordlicht: Tenant, ada: User) -> None:
    with everywhere():
        change_system_values({INTEGRATION.key: True, LETTERS.key: True}, version=system_values().version, by=ada)
        fresh = Tenant.objects.get(pk=nordlicht.pk)
        values = {TICKET_IN.key: "never", CATEGORY.key: 0, HANDOVER_HOUR.key: 9}
        change_tenant_settings(fresh, values, version=fresh.version, by=ada)

    calls = read(ada_s, f"/supervisor/tenants/{nordlicht.pk}/phone-tickets/")
    letters = read(ada_s, f"/supervisor/tenants/{nordlicht.pk}/pdf/")

    assert (calls.count(f"Set by {ada.name}"), letters.count(f"Set by {ada.name}")) == (2, 1)


def test_the_mask_of_a_person_counts_the_limits_of_their_groups(
    ada_s: Any, anna: User, nordlicht_service: AgentGroup
) -> None:
    prefer(nordlicht_service, CAPACITY, 4)

    page = read(ada_s, f"/supervisor/users/{anna.pk}/settings/")

    assert "the agent group" in page.partition(str(CAPACITY.label))[2][:1500]
    assert 'value="4"' in page.partition(str(CAPACITY.label))[2][:1500]
