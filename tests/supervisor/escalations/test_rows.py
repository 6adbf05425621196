"""The rows in which conditions and actions are written: what is read, what grows, what counts as a change."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from kontor.escalations.domain.entries import MOST_ENTRIES, Action, Condition
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.supervisor.escalations.rows import EntriesField, Row, Rows, checked, grown, rows_of
from tests.factories.escalations import TAGS, one_of, waits

FIELD = "conditions"


def posted(*rows: tuple[str, str], **more: str) -> QueryDict:
    """Rows of these keys and kinds."""
    data = QueryDict(mutable=True)
    for key, kind in rows:
        data.appendlist(FIELD, key)
        data[f"{FIELD}-{key}-kind"] = kind
    for name, value in more.items():
        data[f"{FIELD}-{name.replace('_', '-')}"] = value
    return data


def read(data: Any) -> Rows:
    return EntriesField(ConditionKind).widget.value_from_datadict(data, {}, FIELD)  # type: ignore[no-any-return]


def test_rows_are_read_in_the_order_of_the_form() -> None:
    data = posted(("5", "waiting"), ("2", "tag"), **{"5_number": " 30 ", "2_text": "eilig"})

    rows = read(data)

    assert [(row.key, row.kind, row.number, row.text) for row in rows] == [
        ("5", ConditionKind.WAITING, "30", ""),
        ("2", ConditionKind.TAG, "", "eilig"),
    ]


@pytest.mark.parametrize(("key", "kind"), [("x", "waiting"), ("1000", "waiting"), ("0", "notify"), ("0", "")])
def test_what_no_form_of_ours_sends_is_no_row(key: str, kind: str) -> None:
    assert read(posted((key, kind))) == ()


def test_of_too_many_rows_one_more_than_allowed_is_read() -> None:
    """So that it is refused, and not cut off without a word."""
    rows = read(posted(*((str(each), "waiting") for each in range(MOST_ENTRIES + 5))))

    assert len(rows) == MOST_ENTRIES + 1


def test_empty_choices_are_none() -> None:
    data = posted(("0", "category"))
    data.setlist(f"{FIELD}-0-chosen", ["", "7", "8"])

    assert read(data)[0].chosen == ("7", "8")


@pytest.mark.parametrize(
    ("kind", "looks"),
    [
        (ConditionKind.WAITING, "number"),
        (ConditionKind.TAG, "text"),
        (ConditionKind.CATEGORY, "several"),
        (ActionKind.RECATEGORIZE, "one"),
        (ActionKind.ASSIGN, "one"),
        (ActionKind.NOTIFY, "several"),
        (ActionKind.TAG, "text"),
    ],
)
def test_each_kind_has_the_input_it_needs(kind: ConditionKind | ActionKind, looks: str) -> None:
    assert Row("0", kind).looks == looks


def test_one_tag_is_set_and_several_are_looked_for() -> None:
    assert [Row("0", kind).one_tag for kind in (ActionKind.TAG, ConditionKind.TAG)] == [True, False]


@pytest.mark.parametrize("entry", [waits(30), TAGS, one_of(ConditionKind.CHANNEL, "mail", "phone")])
def test_what_is_saved_is_drawn_and_read_again_as_the_same(entry: Condition | Action) -> None:
    assert Row.of("3", entry).entry() == entry


@pytest.mark.parametrize("number", ["", "x", "-1", "12345678", "1.5"])
def test_what_is_no_number_is_said_with_the_name_of_its_row(number: str) -> None:
    row = checked(Row("0", ConditionKind.WAITING, number=number))

    assert row.error.startswith(f"{ConditionKind.WAITING.label}: ")
    assert row.number == number


def test_a_row_that_is_understood_has_no_error() -> None:
    assert checked(Row("0", ConditionKind.WAITING, number="0")).error == ""


def test_the_same_error_of_two_rows_is_said_once() -> None:
    rows = Rows(Row(str(key), ConditionKind.WAITING, number="x") for key in range(2))

    with pytest.raises(ValidationError) as caught:
        EntriesField(ConditionKind).clean(rows)

    assert len(caught.value.messages) == 1


def test_a_row_is_added_behind_the_others_under_a_key_that_is_free() -> None:
    rows = Rows((Row("7", ConditionKind.WAITING, number="1"), Row("3", ConditionKind.TAG, text="a")))

    added = grown(FIELD, ConditionKind, rows, {"add": FIELD, f"{FIELD}-new": "state"})

    assert [(row.key, row.kind) for row in added] == [
        ("7", ConditionKind.WAITING),
        ("3", ConditionKind.TAG),
        ("8", ConditionKind.STATE),
    ]
    assert [row.key for row in grown(FIELD, ConditionKind, (), {"add": FIELD, f"{FIELD}-new": "tag"})] == ["0"]


@pytest.mark.parametrize(
    "data",
    [
        {"add": "actions", f"{FIELD}-new": "state"},
        {"add": FIELD, f"{FIELD}-new": "notify"},
        {"add": FIELD},
        {"remove": "actions-0"},
    ],
)
def test_what_is_meant_for_others_changes_nothing(data: dict[str, str]) -> None:
    rows = Rows((Row("0", ConditionKind.WAITING),))

    assert grown(FIELD, ConditionKind, rows, data) == rows


def test_no_row_is_added_to_as_many_as_there_may_be() -> None:
    rows = Rows(Row(str(key), ConditionKind.WAITING) for key in range(MOST_ENTRIES))
    more = {"add": FIELD, f"{FIELD}-new": "state"}

    assert len(grown(FIELD, ConditionKind, rows, more)) == MOST_ENTRIES
    assert len(grown(FIELD, ConditionKind, rows[1:], more)) == MOST_ENTRIES


def test_the_row_that_was_named_goes() -> None:
    rows = Rows((Row("0", ConditionKind.WAITING), Row("1", ConditionKind.TAG)))

    assert [row.key for row in grown(FIELD, ConditionKind, rows, {"remove": f"{FIELD}-0"})] == ["1"]


def test_a_blank_more_is_no_change_and_another_number_is() -> None:
    field = EntriesField(ConditionKind)
    saved = (Condition(ConditionKind.TAG, values=("eilig",)), waits(30))

    same = Rows((Row("4", ConditionKind.TAG, text=" eilig , "), Row("9", ConditionKind.WAITING, number="30")))
    other = Rows((Row("4", ConditionKind.TAG, text="eilig"), Row("9", ConditionKind.WAITING, number="31")))
    wrong = Rows((Row("4", ConditionKind.TAG, text="eilig"), Row("9", ConditionKind.WAITING, number="x")))

    assert [field.has_changed(saved, rows) for rows in (same, other, wrong)] == [False, True, True]


def test_rows_say_what_they_hold_when_two_versions_are_compared() -> None:
    rows = rows_of([waits(30), Condition(ConditionKind.TAG, values=("a", "b"))])

    assert str(rows) == f"{ConditionKind.WAITING.label}: 30; Tag: a, b"
