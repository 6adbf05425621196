"""The way from one configuration to another, as steps in an order in which they can be done. Values only."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.tenant_files.domain.planning import Kind, Plan, Step, steps_between
from kontor.tenant_files.domain.reading import Document
from kontor.tenant_files.domain.sections import BY_KEY
from kontor.tenant_files.domain.state import fingerprint, nothing_yet


def codes(**names: str) -> list[dict[str, str]]:
    return [{"code": code, "name": name} for code, name in names.items()]


def rules(*names: str, **more: Any) -> list[dict[str, Any]]:
    section: Any = BY_KEY["rules"]
    entries = [section.shape.usual() | {"name": name, "category": "billing"} | more for name in names]
    section.label(entries)
    return entries


def told(present: Any, wanted: Any, document: Document | None = None) -> list[tuple[str, str, str]]:
    steps = steps_between(nothing_yet() | present, wanted, document)
    return [(step.section, step.kind.value, step.name) for step in steps]


def test_what_is_new_comes_first_then_what_differs_then_what_goes() -> None:
    before, after = codes(A="Fertig", B="Alt", C="Bleibt"), codes(C="Bleibt", D="Neu", A="Aus")

    assert told({"closing_codes": before}, {"closing_codes": after}) == [
        ("closing_codes", "created", "D"),
        ("closing_codes", "changed", "A"),
        ("closing_codes", "removed", "B"),
    ]


def test_sections_come_in_their_order_and_what_goes_in_the_opposite_one() -> None:
    groups = [{"name": "G", "description": ""}]
    leaders = [{"name": "L", "system_group": "G", "description": ""}]
    whole = {"supervisor_groups": leaders, "system_groups": groups, "closing_codes": codes(A="Fertig")}
    empty: dict[str, Any] = {key: [] for key in whole}

    made = told({}, whole)

    assert made == [
        ("system_groups", "created", "G"),
        ("supervisor_groups", "created", "L"),
        ("closing_codes", "created", "A"),
    ]
    assert told(whole, empty) == [(section, "removed", name) for section, _kind, name in reversed(made)]


def test_a_section_that_is_not_wanted_stays() -> None:
    assert told({"closing_codes": codes(A="Fertig")}, {}) == []


def test_a_name_that_differs_in_its_letters_only_is_a_change() -> None:
    before, after = [{"name": "Gold", "description": ""}], [{"name": "GOLD", "description": ""}]

    [step] = steps_between({"system_groups": before}, {"system_groups": after})

    assert (step.kind, step.fields) == (Kind.CHANGED, (("name", "Gold", "GOLD"),))


def test_a_step_says_what_is_different_and_in_which_line_it_stands() -> None:
    lines = {("closing_codes", "A"): 7}
    document = Document({}, lines)

    [changed] = steps_between({"closing_codes": codes(A="Alt")}, {"closing_codes": codes(A="Neu")}, document)
    [created] = steps_between({"closing_codes": []}, {"closing_codes": codes(A="Neu")}, document)
    [removed] = steps_between({"closing_codes": codes(A="Alt")}, {"closing_codes": []}, document)

    assert (changed.line, changed.fields) == (7, (("name", "Alt", "Neu"),))
    assert (created.line, created.fields) == (7, (("code", None, "A"), ("name", None, "Neu")))
    assert (removed.line, removed.fields, removed.new) == (0, (), None)


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        (["a", "b"], ["a", "b"], []),
        (["a", "b"], ["b", "a"], [("rules", "arranged", "")]),
        (["a", "b"], ["a", "b", "c"], [("rules", "created", "c")]),
        (["a", "b"], ["c", "a", "b"], [("rules", "created", "c"), ("rules", "arranged", "")]),
        (["a", "b", "c"], ["a", "c"], [("rules", "removed", "b")]),
        (["a", "b", "c"], ["c", "a"], [("rules", "arranged", ""), ("rules", "removed", "b")]),
        ([], ["b", "a"], [("rules", "created", "b"), ("rules", "created", "a")]),
    ],
)
def test_another_order_is_a_step_where_the_order_counts(
    before: list[str], after: list[str], steps: list[tuple[str, str, str]]
) -> None:
    assert told({"rules": rules(*before)}, {"rules": rules(*after)}) == steps


def test_the_order_of_what_has_none_is_no_difference() -> None:
    assert told({"closing_codes": codes(A="x", B="y")}, {"closing_codes": codes(B="y", A="x")}) == []


def test_rules_of_the_same_name_are_told_apart_by_a_number() -> None:
    entries = rules("a", "", "a", "")

    assert [entry["#"] for entry in entries] == ["a", "billing", "a (2)", "billing (2)"]


def test_a_section_of_fields_is_compared_with_what_is_usual_where_there_is_none() -> None:
    usual = {"system": "", "prefix": "", "postfix": ""}

    assert told({}, {"telephony": usual}) == []
    assert told({}, {"telephony": usual | {"prefix": "0"}}) == [("telephony", "changed", "")]


def test_a_setting_that_is_inherited_differs_from_the_same_value_of_its_own() -> None:
    own, inherited = {"answers.undo_seconds": 0}, {}

    assert told({"settings": inherited}, {"settings": own}) == [("settings", "changed", "")]
    assert told({"settings": own}, {"settings": inherited}) == [("settings", "changed", "")]
    assert told({"settings": own}, {"settings": own}) == []


def account(**values: Any) -> dict[str, Any]:
    return BY_KEY["accounts"].shape.usual() | {"address": "a@b.example"} | values


@pytest.mark.parametrize(
    ("was", "wanted", "differs"),
    [
        (None, {"env": "A"}, True),
        ({"env": "A"}, {"env": "B"}, False),
        ({"env": "A"}, {"ask": "Which?"}, False),
        ({"env": "A"}, None, False),
        (None, None, False),
    ],
)
def test_a_secret_differs_only_where_one_is_wanted_and_there_is_none(was: Any, wanted: Any, differs: bool) -> None:
    before, after = [account(password=was)], [account(password=wanted)]

    steps = steps_between({"accounts": before}, {"accounts": after})

    assert [step.fields for step in steps] == ([(("password", was, wanted),)] if differs else [])


def test_the_tenant_itself_is_created_where_there_is_none() -> None:
    tenant = BY_KEY["tenant"].shape.usual() | {"name": "Neu", "code": "NEU"}

    [created] = steps_between(nothing_yet(), {"tenant": tenant})
    [changed] = steps_between({"tenant": tenant}, {"tenant": tenant | {"colour": 5}})

    assert (created.kind, created.name) == (Kind.CREATED, "Neu")
    assert {name for name, _old, _new in created.fields} == set(BY_KEY["tenant"].shape.fields)
    assert (changed.kind, changed.name, changed.fields) == (Kind.CHANGED, "Neu", (("colour", 1, 5),))


def test_a_plan_counts_another_order_as_a_change_and_is_empty_without_steps() -> None:
    kinds = (Kind.CREATED, Kind.CHANGED, Kind.REMOVED, Kind.ARRANGED)
    steps = tuple(Step("rules", kind, "") for kind in kinds)
    made = Plan(None, "Neu", "NEU", steps)

    assert (made.created, made.removed) == ([steps[0]], [steps[2]])
    assert made.changed == [steps[1], steps[3]]
    assert not made.is_empty
    assert not Plan(None, "Neu", "NEU").is_empty


def test_a_fingerprint_is_another_one_as_soon_as_anything_differs() -> None:
    state = {"closing_codes": codes(A="Fertig"), "settings": {}}

    same = fingerprint({"settings": {}, "closing_codes": codes(A="Fertig")})

    assert fingerprint(state) == same
    assert (
        len({same, fingerprint(state | {"settings": {"a": 1}}), fingerprint({"closing_codes": codes(A="fertig")})}) == 3
    )
