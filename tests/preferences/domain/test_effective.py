"""What is in force, and whom a change would reach. Pure: holders are made up, settings are real ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kontor.org.preferences import IDLE_TIMEOUT, SIGN_IN_FOR_ALL
from kontor.preferences.domain.effective import affected_by, count_own_values, in_force, own_values, settings_of
from kontor.tickets.preferences import PHONE_CLOSING_CODE, REOPEN_DAYS


@dataclass(eq=False)
class Somebody:
    level: str
    preferences: dict[str, Any] = field(default_factory=dict)


def test_a_category_shows_what_it_and_its_tenant_can_set() -> None:
    chain = (Somebody("system"), Somebody("tenant"), Somebody("category"))

    shown = settings_of(chain)

    assert [each in shown for each in (REOPEN_DAYS, PHONE_CLOSING_CODE, SIGN_IN_FOR_ALL)] == [True, True, False]


def test_what_only_the_installation_can_set_is_shown_there() -> None:
    assert IDLE_TIMEOUT in settings_of((Somebody("system"),))
    assert IDLE_TIMEOUT not in settings_of((Somebody("system"), Somebody("tenant")))


def test_in_force_says_value_origin_and_what_would_hold_without() -> None:
    tenant = Somebody("tenant", {REOPEN_DAYS.key: 7})
    category = Somebody("category", {REOPEN_DAYS.key: 30})

    found = {each.preference.key: each for each in in_force((Somebody("system"), tenant, category))}

    explained = found[REOPEN_DAYS.key].explanation
    assert (explained.value, explained.holder, explained.without) == (30, category, 7)
    assert (found[REOPEN_DAYS.key].settable, found[PHONE_CLOSING_CODE.key].settable) == (True, False)


def test_a_change_reaches_who_inherits_and_nobody_else() -> None:
    tenant, system = Somebody("tenant"), Somebody("system")
    inherits, own = Somebody("category"), Somebody("category", {REOPEN_DAYS.key: 5})
    below: Any = [(system, tenant, inherits), (system, tenant, own)]

    found = affected_by(REOPEN_DAYS, tenant, 14, below)

    assert [(each.holder, each.before, each.after) for each in found] == [(inherits, 0, 14)]
    assert tenant.preferences == {}


def test_taking_a_value_away_reaches_those_who_inherited_it() -> None:
    system, tenant = Somebody("system", {REOPEN_DAYS.key: 3}), Somebody("tenant", {REOPEN_DAYS.key: 9})
    category = Somebody("category")

    found = affected_by(REOPEN_DAYS, tenant, None, [(system, tenant, category)])

    assert [(each.before, each.after) for each in found] == [(9, 3)]


def test_the_value_that_holds_already_reaches_nobody() -> None:
    system, tenant = Somebody("system", {REOPEN_DAYS.key: 3}), Somebody("tenant")

    assert affected_by(REOPEN_DAYS, tenant, 3, [(system, tenant, Somebody("category"))]) == []


def test_a_change_of_the_installation_stops_at_tenants_with_own_values() -> None:
    system, plain = Somebody("system"), Somebody("tenant")
    own = Somebody("tenant", {REOPEN_DAYS.key: 9})
    of_plain, of_own = Somebody("category"), Somebody("category")
    below: Any = [(system, plain), (system, own), (system, plain, of_plain), (system, own, of_own)]

    found = affected_by(REOPEN_DAYS, system, 2, below)

    assert [each.holder for each in found] == [plain, of_plain]


def test_who_cannot_have_the_setting_is_not_named() -> None:
    system, person = Somebody("system"), Somebody("user")

    assert affected_by(REOPEN_DAYS, system, 2, [(system, person)]) == []


def test_own_values_of_the_wrong_kind_or_level_do_not_count() -> None:
    good = Somebody("category", {REOPEN_DAYS.key: 5})
    holders: Any = [good, Somebody("category", {REOPEN_DAYS.key: "5"}), Somebody("user", {REOPEN_DAYS.key: 5})]

    assert own_values(REOPEN_DAYS, holders) == [good]
    assert count_own_values([*holders, Somebody("tenant", {"gone.setting": 1})]) == {REOPEN_DAYS.key: 1}
