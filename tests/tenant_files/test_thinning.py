"""What a configuration loses when some of it is taken away: names that name nothing, and what needs one."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.answers.preferences import UNDO_SECONDS
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenant_files.domain.sections import BY_KEY
from kontor.tenant_files.domain.thinning import Loss, thinned

pytestmark = pytest.mark.django_db


def entry(section: str, **values: Any) -> dict[str, Any]:
    return BY_KEY[section].shape.usual() | values


def group(name: str, above: str) -> dict[str, Any]:
    return entry("agent_groups", name=name, supervisor_group=above, settings={})


def leader(name: str, above: str) -> dict[str, Any]:
    return entry("supervisor_groups", name=name, system_group=above)


def category(internal_name: str, **values: Any) -> dict[str, Any]:
    return entry("categories", internal_name=internal_name, **{"name": internal_name, "settings": {}, **values})


def test_what_holds_together_stays_as_it_is() -> None:
    state = {
        "system_groups": [entry("system_groups", name="G")],
        "supervisor_groups": [leader("L", "G")],
        "agent_groups": [group("A", "L")],
        "categories": [category("billing", agent_groups=["A"])],
    }

    assert thinned(state, {}) == (state, [])


def test_what_must_name_something_goes_and_what_names_that_in_turn() -> None:
    state = {
        "supervisor_groups": [leader("L", "G")],
        "agent_groups": [group("A", "L")],
        "categories": [category("billing", agent_groups=["A"], name="Abrechnung")],
    }

    left, losses = thinned(state, {})

    assert (left["supervisor_groups"], left["agent_groups"]) == ([], [])
    assert left["categories"] == [category("billing", name="Abrechnung")]
    assert losses == [
        Loss("supervisor_groups", "L", ("G",), whole=True),
        Loss("agent_groups", "A", ("L",), whole=True),
        Loss("categories", "billing", ("A",), whole=False),
    ]


def test_a_list_loses_only_the_names_that_are_gone_each_told_once() -> None:
    state = {
        "closing_codes": [{"code": "A", "name": "Fertig"}],
        "categories": [category("billing", closing_codes=["A", "B", "C"], agent_groups=["B"])],
    }

    left, [loss] = thinned(state, {})

    assert left["categories"][0]["closing_codes"] == ["A"]
    assert loss == Loss("categories", "billing", ("B", "C"), whole=False)


def test_a_field_that_may_be_empty_is_empty_then() -> None:
    rule = entry("review_rules", purpose="sample", category="billing", percent=5)
    BY_KEY["review_rules"].label([rule])  # type: ignore[union-attr]

    left, [loss] = thinned({"review_rules": [rule]}, {})

    assert (left["review_rules"][0]["category"], loss.whole) == ("", False)


def test_a_setting_names_nothing_then_and_the_others_stay() -> None:
    own = {BUSINESS_HOURS.key: "Büro", UNDO_SECONDS.key: 12}

    left, [loss] = thinned({"settings": own, "business_hours": []}, {})

    assert left["settings"] == {BUSINESS_HOURS.key: "", UNDO_SECONDS.key: 12}
    assert loss == Loss("settings", "Settings", ("Büro",), whole=False)


def test_what_was_renamed_is_named_anew_everywhere() -> None:
    state = {
        "system_groups": [entry("system_groups", name="Neu")],
        "supervisor_groups": [leader("L", "Alt")],
    }

    left, losses = thinned(state, {"system_groups": {"Alt": "Neu"}})

    assert (left["supervisor_groups"], losses) == ([leader("L", "Neu")], [])


def test_a_new_name_is_not_renamed_a_second_time() -> None:
    """Two tenants that are called A and A B: what is now A B may not become A B B."""
    state = {
        "system_groups": [entry("system_groups", name="A B"), entry("system_groups", name="A B B")],
        "supervisor_groups": [leader("L", "A")],
        "agent_groups": [group("G", "gone")],
    }

    left, losses = thinned(state, {"system_groups": {"A": "A B", "A B": "A B B"}})

    assert left["supervisor_groups"] == [leader("L", "A B")]
    assert [loss.entry for loss in losses] == ["G"]


def test_a_role_on_a_group_that_is_gone_is_no_role_any_more() -> None:
    roles = [
        {"role": "Agent", "system_group": "", "supervisor_group": "", "agent_group": "A"},
        {"role": "Agent", "system_group": "G", "supervisor_group": "", "agent_group": ""},
    ]
    people = [
        {"person": "anna", "agent_groups": ["A"], "roles": roles},
        {"person": "bela", "agent_groups": ["A"], "roles": roles[:1]},
    ]

    left, losses = thinned({"system_groups": [entry("system_groups", name="G")], "people": people}, {})

    assert left["people"] == [{"person": "anna", "agent_groups": [], "roles": roles[1:]}]
    assert losses == [
        Loss("people", "anna", ("A",), whole=False),
        Loss("people", "bela", ("A",), whole=True),
    ]


def test_the_account_of_a_rule_may_go_and_its_category_not() -> None:
    section: Any = BY_KEY["rules"]
    one = entry("rules", name="R", category="billing", account="a@b.example", conditions=[])
    section.label([one])

    left, [loss] = thinned({"rules": [one], "categories": [category("billing")]}, {})
    without, [gone] = thinned({"rules": [one | {"account": ""}], "categories": []}, {})

    assert (left["rules"][0]["account"], loss.names) == ("", ("a@b.example",))
    assert (without["rules"], gone) == ([], Loss("rules", "R", ("billing",), whole=True))
