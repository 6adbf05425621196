"""What holds other values: lists, tables under keys of the file's own, records with their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from kontor.kernel.errors import Refused
from kontor.tenant_files.domain.records import Field, Many, Record, Table, required
from kontor.tenant_files.domain.shapes import Number, Text, YesNo
from tests.tenant_files.shapes.conftest import said, wrong

LIST = "A list is expected here, each item after a hyphen."
FIELDS = "Fields are expected here, each with a colon after its name."


def test_a_list_has_its_values_in_order_and_nothing_is_an_empty_one() -> None:
    shape = Many(Text())

    assert said(shape, "[b, a, b]") == (["b", "a", "b"], [])
    assert said(shape, "~") == said(shape, "[]") == ([], [])
    assert said(shape, "b") == ([], [LIST])
    assert said(shape, "{a: b}") == ([], [LIST])


def test_a_set_is_kept_in_order_with_each_value_once() -> None:
    assert said(Many(Text(), as_set=True), "[b, a, b]") == (["a", "b"], [])


def test_each_item_has_its_place_and_its_line() -> None:
    assert wrong(Many(Number(1)), "- 1\n- 0\n- x\n") == [
        (2, "here[1]", "The number must be at least 1."),
        (3, "here[2]", "A whole number is expected here."),
    ]


@pytest.mark.parametrize(("count", "sentences"), [(2, []), (3, ["At most 2 are allowed here."])])
def test_a_list_has_at_most_so_many(count: int, sentences: list[str]) -> None:
    assert said(Many(Text(), most=2), str(["a"] * count)) == (["a"] * count, sentences)


def test_a_list_is_cleaned_as_a_whole_and_a_refusal_is_the_mistake() -> None:
    def clean(values: Any) -> list[str]:
        if len(values) > 2:
            raise Refused("Two are enough.")
        return [value.upper() for value in values]

    shape = Many(Text(), clean=clean)

    assert said(shape, "[a, b]") == (["A", "B"], [])
    assert said(shape, "[a, b, c]") == (["a", "b", "c"], ["Two are enough."])


def test_a_table_has_keys_of_its_own_in_order() -> None:
    shape = Table(Number(1), keys=Text(longest=3))

    assert said(shape, "{b: 2, a: 1}") == ({"a": 1, "b": 2}, [])
    assert list(said(shape, "{b: 2, a: 1}")[0]) == ["a", "b"]
    assert said(shape, "~") == ({}, [])
    assert said(shape, "[a]") == ({}, [FIELDS])


def test_a_wrong_key_and_a_wrong_value_are_told_with_their_place() -> None:
    assert wrong(Table(Number(1), keys=Text(longest=3)), "abcd: 1\na: 0\n") == [
        (1, "here.abcd", "The text has 4 characters; at most 3 are allowed."),
        (2, "here.a", "The number must be at least 1."),
    ]


def record(**more: Any) -> Record:
    return Record(
        {"name": required(Text()), "share": Field(Number(1, 100, default=75)), "on": Field(YesNo(True))}, **more
    )


def test_a_record_has_every_field_with_what_is_usual() -> None:
    assert said(record(), "{name: Gold}") == ({"name": "Gold", "share": 75, "on": True}, [])
    assert said(record(), "{name: Gold, on: no}")[0] == {"name": "Gold", "share": 75, "on": False}


def test_what_a_record_says_counts_before_what_its_field_is_usually() -> None:
    shape = Record({"share": Field(Number(default=75), 20), "words": Field(Many(Text()), ["a"])})

    assert said(shape, "{}") == ({"share": 20, "words": ["a"]}, [])
    assert shape.write({"share": 75, "words": ["a"]}) == {"share": 75}


def test_what_is_usual_is_not_shared_between_records() -> None:
    shape = Record({"words": Field(Many(Text()), ["a"])})

    shape.usual()["words"].append("b")

    assert shape.usual() == {"words": ["a"]}


def test_a_missing_field_is_told_at_the_record_and_an_unknown_one_at_its_line() -> None:
    assert wrong(record(), "share: 5\nnam: Gold\n") == [
        (2, "here.nam", "There is no field “nam” here. Do you mean “name”? Allowed are: name, share, on."),
        (1, "here", "The field “name” is missing."),
    ]
    assert wrong(record(), "~") == [(1, "here", "The field “name” is missing.")]
    assert said(record(), "[a]") == ({"name": "", "share": 75, "on": True}, [FIELDS])


@pytest.mark.parametrize(("count", "told"), [(30, True), (31, False)])
def test_many_fields_are_not_all_told(count: int, told: bool) -> None:
    shape = Record({f"field{number}": Field(Text()) for number in range(count)})

    [sentence] = said(shape, "{zzz: 1}")[1]

    assert ("Allowed are: field0, field1," in sentence) is told
    assert sentence.startswith("There is no field “zzz” here.")


def test_what_is_wrong_with_fields_together_is_told_at_one_of_them_once_each_is_right() -> None:
    def check(values: Mapping[str, Any]) -> tuple[str, str] | None:
        return ("share", "Gold shares nothing.") if values["name"] == "Gold" and values["share"] > 50 else None

    shape = record(check=check)

    assert wrong(shape, "name: Gold\nshare: 60\n") == [(2, "here.share", "Gold shares nothing.")]
    assert wrong(shape, "name: Gold\n") == [(1, "here.share", "Gold shares nothing.")]
    assert wrong(shape, "name: Gold\nshare: 0\n") == [(2, "here.share", "The number must be between 1 and 100.")]
    assert wrong(shape, "name: Gold\nshare: 50\n") == []


def test_a_sparse_record_holds_only_what_is_said() -> None:
    shape = record(sparse=True)

    assert said(shape, "{name: Gold}") == ({"name": "Gold"}, [])
    assert shape.usual() == {}
    assert shape.write({"name": "Gold", "share": 75}) == {"name": "Gold", "share": 75}


def test_what_is_usual_is_not_written_and_what_is_required_always_is() -> None:
    shape = Record({"name": required(Text()), "share": Field(Number(default=75)), "words": Field(Many(Text()))})

    assert shape.write({"words": [], "share": 75, "name": ""}) == {"name": ""}
    assert list(shape.write({"words": ["a"], "share": 5, "name": "x"})) == ["name", "share", "words"]
    assert shape.write({"share": 5}) == {"share": 5}


def test_values_within_are_written_by_their_own_shapes() -> None:
    inner = Record({"share": Field(Number(default=75))})

    assert Many(inner).write([{"share": 75}, {"share": 5}]) == [{}, {"share": 5}]
    assert Table(inner).write({"a": {"share": 75}}) == {"a": {}}


def test_editors_are_told_of_fields_their_defaults_and_which_are_needed() -> None:
    shape = Record(
        {
            "name": required(Text()),
            "share": Field(Number(default=75), about="How much."),
            "words": Field(Many(Text())),
            "table": Field(Table(YesNo(), keys=Text(longest=3))),
        }
    )

    assert shape.schema() == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "share": {"type": "integer", "minimum": 0, "description": "How much.", "default": 75},
            "words": {"type": ["array", "null"], "items": {"type": "string"}},
            "table": {
                "type": ["object", "null"],
                "propertyNames": {"maxLength": 3},
                "additionalProperties": {"type": "boolean"},
            },
        },
        "required": ["name"],
    }
    assert Record({"share": Field(Number())}).schema()["type"] == ["object", "null"]
    assert "required" not in Record({"share": Field(Number())}).schema()
