"""Plans, mistakes and what was left out, in the words of the terminal."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from kontor.tenant_files.domain.copying import LeftOut
from kontor.tenant_files.domain.planning import Kind, Needed, Plan, Step
from kontor.tenant_files.domain.problems import MOST, BadFile, Problem, nearest
from kontor.tenant_files.domain.telling import LONGEST, shown, summary, told, told_left_out, told_steps
from kontor.tenants.models import Tenant

HERE = Tenant(name="Nord", code="NORD")


def step(kind: Kind, name: str, *fields: tuple[str, Any, Any], section: str = "closing_codes") -> Step:
    return Step(section, kind, name, fields=fields)


def test_what_is_long_and_begins_alike_is_shown_where_it_differs() -> None:
    days = [{"day": f"2026-12-{day}", "name": "Heiligabend" if day == 24 else "Silvester"} for day in (24, 31)]
    changed = [days[0], days[1] | {"name": "Jahresende"}]

    [told] = [line for line in told_steps([step(Kind.CHANGED, "B", ("exceptions", days, changed))]) if "→" in line]

    assert told == '      exceptions: …26-12-31", "name": "Silvester"}] → …26-12-31", "name": "Jahresende"}]'


def test_each_kind_has_its_sign_and_only_a_change_says_what_differs() -> None:
    steps = [
        step(Kind.CREATED, "A", ("code", None, "A")),
        step(Kind.CHANGED, "B", ("name", "Alt", "Neu"), ("code", "b", "B")),
        step(Kind.REMOVED, "C"),
    ]

    assert list(told_steps(steps)) == [
        "",
        "Closing codes",
        "  + A",
        "  ~ B",
        "      name: Alt → Neu",
        "      code: b → B",
        "  - C",
    ]


def test_sections_have_a_heading_each_time_they_begin() -> None:
    steps = [step(Kind.CREATED, "A"), step(Kind.CREATED, "R", section="rules"), step(Kind.REMOVED, "B")]

    assert [line for line in told_steps(steps) if line and not line.startswith(" ")] == [
        "Closing codes",
        "Rules",
        "Closing codes",
    ]


def test_another_order_is_told_without_a_name() -> None:
    assert list(told_steps([step(Kind.ARRANGED, "", section="rules")])) == ["", "Rules", "  ~ in another order"]


def test_no_difference_is_said() -> None:
    assert list(told_steps([])) == ["There is no difference."]


def test_a_plan_tells_its_secrets_its_remarks_and_its_sum() -> None:
    needed = (
        Needed("env", "KONTOR_PASSWORD", "accounts: a@b.example, password", 4),
        Needed("ask", "Which?", "accounts: a@b.example, dkim_key", 5),
    )
    made = Plan(HERE, "Nord", "NORD", (step(Kind.CREATED, "A"),), needed, ("Somebody signs in.",))

    assert list(told(made)) == [
        "",
        "Closing codes",
        "  + A",
        "",
        "Secrets that are needed:",
        "  variable KONTOR_PASSWORD (accounts: a@b.example, password)",
        "  asked for: Which? (accounts: a@b.example, dkim_key)",
        "",
        "Somebody signs in.",
        "Nord: 1 created, 0 changed, 0 removed.",
    ]


def test_a_new_tenant_is_told_first_and_nothing_to_do_is_a_sentence() -> None:
    assert next(iter(told(Plan(None, "Neu", "NEU")))) == "The tenant Neu (NEU) is created."
    assert summary(Plan(HERE, "Nord", "NORD")) == "Nothing changes: the tenant Nord is as the file says."


def test_the_sum_counts_an_order_as_a_change_in_german_too() -> None:
    kinds = (Kind.CREATED, Kind.CREATED, Kind.CHANGED, Kind.ARRANGED, Kind.REMOVED)
    made = Plan(HERE, "Nord", "NORD", tuple(step(kind, "x") for kind in kinds))

    assert summary(made) == "Nord: 2 created, 2 changed, 1 removed."
    with translation.override("de"):
        assert summary(made) == "Nord: 2 angelegt, 2 geändert, 1 entfernt."


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (None, "–"),
        ("", "–"),
        ([], "–"),
        ({}, "–"),
        (False, "false"),
        (0, "0"),
        ("a\n  b", "a b"),
        (["ä", 1], '["ä", 1]'),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), "x" * (LONGEST - 1) + "…"),
        ("a\x1b[2Jb", "a<U+001B>[2Jb"),
    ],
)
def test_a_value_is_one_line_that_steers_no_terminal(value: Any, line: str) -> None:
    assert shown(value) == line


def test_what_was_left_out_stands_by_section_with_its_reason() -> None:
    left = [LeftOut("closing_codes", ("A", "B"), "You have not chosen it."), LeftOut("rules", ("R",), "It is gone.")]

    assert list(told_left_out(left)) == [
        "",
        "Left out:",
        "  Closing codes: A, B. You have not chosen it.",
        "  Rules: R. It is gone.",
    ]
    assert list(told_left_out([])) == []


@pytest.mark.parametrize(
    ("line", "field", "text"),
    [
        (3, "rules[0].name", "Line 3, rules[0].name: Wrong."),
        (3, "", "Line 3: Wrong."),
        (0, "rules", "rules: Wrong."),
        (0, "", "Wrong."),
    ],
)
def test_a_mistake_says_where_it_is_as_far_as_that_is_known(line: int, field: str, text: str) -> None:
    assert str(Problem(line, field, "Wrong.")) == text


@pytest.mark.parametrize("field", ["rules", "rules[3]", "rules[3].conditions[0].part", "rules.x"])
def test_the_section_of_a_mistake_is_the_beginning_of_its_field(field: str) -> None:
    assert Problem(1, field, "Wrong.").top == "rules"


def test_mistakes_are_told_in_the_order_of_their_lines() -> None:
    found = BadFile([Problem(9, "b", "3"), Problem(2, "b", "2"), Problem(2, "a", "1")])

    assert [problem.sentence for problem in found.problems] == ["1", "2", "3"]
    assert str(found) == "Line 2, a: 1\nLine 2, b: 2\nLine 9, b: 3"


@pytest.mark.parametrize(
    ("count", "more", "german"),
    [
        (MOST, None, None),
        (MOST + 1, "1 more mistake is not told.", "1 weiterer Fehler"),
        (MOST + 2, "2 more mistakes are not told.", "2 weitere Fehler"),
    ],
)
def test_more_mistakes_than_are_told_are_counted(count: int, more: str | None, german: str | None) -> None:
    found = BadFile(Problem(line, "", "Wrong.") for line in range(1, count + 1))

    assert len(found.problems) == MOST
    assert found.sentences[MOST:] == ([more] if more else [])
    if german:
        with translation.override("de"):
            assert german in found.sentences[-1]


def test_the_nearest_word_is_offered_where_one_is_alike() -> None:
    assert nearest("categoris", ["rules", "categories"]) == " Do you mean “categories”?"
    assert nearest("xyz", ["rules", "categories"]) == ""
    assert nearest("xyz", []) == ""
