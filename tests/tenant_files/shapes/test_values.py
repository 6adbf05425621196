"""Single values of the file: texts, numbers, yes and no, names, contents, days, hours and secrets."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from kontor.kernel.errors import Refused
from kontor.tenant_files.domain.nodes import parse
from kontor.tenant_files.domain.secret_shape import Secret, is_secret, variable
from kontor.tenant_files.domain.shapes import Amount, Bytes, Name, Named, Number, Reader, Text, YesNo
from kontor.tenant_files.domain.time_shapes import Day, Hours, checked_zone
from tests.tenant_files.shapes.conftest import said

NO_NUMBER = "A whole number is expected here."


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Gold", "Gold"),
        ('"  a \\n b  "', "a b"),
        ("~", ""),
        ("null", ""),
        ('"null"', "null"),
        ("12", "12"),
        ("yes", "yes"),
    ],
)
def test_a_text_is_one_line_whatever_it_looks_like(written: str, value: str) -> None:
    assert said(Text(), written) == (value, [])


def test_a_text_of_several_lines_keeps_them() -> None:
    assert said(Text(lines=True), '" a\\n  b "') == (" a\n  b ", [])


def test_a_text_is_cleaned_and_a_refusal_is_the_mistake() -> None:
    def clean(text: str) -> str:
        if text == "x":
            raise Refused("Not this one.")
        return text.upper()

    assert said(Text(clean=clean), "gold") == ("GOLD", [])
    assert said(Text(clean=clean), "~") == ("", [])
    assert said(Text(clean=clean), "x") == ("x", ["Not this one."])


@pytest.mark.parametrize(("length", "wrong"), [(5, False), (6, True)])
def test_a_text_has_at_most_so_many_characters(length: int, wrong: bool) -> None:
    sentence = "The text has 6 characters; at most 5 are allowed."

    assert said(Text(longest=5), "x" * length) == ("x" * length, [sentence] if wrong else [])


def test_a_text_of_a_form_may_be_empty_and_has_else_all_of_it() -> None:
    shape = Text(pattern="[A-Z]{2}")
    sentence = "“DEU” does not have the form that is expected: [A-Z]{2}."

    assert [said(shape, written)[1] for written in ("DE", "''", "DEU")] == [[], [], [sentence]]


def test_one_of_several_words_is_told_with_all_of_them() -> None:
    shape = Text(allowed=("", "mail", "letter"))

    assert said(shape, "''") == ("", [])
    assert said(shape, "maill") == (
        "maill",
        ["“maill” is not allowed. Allowed are: “”, mail, letter. Do you mean “mail”?"],
    )
    assert said(shape, "xyz")[1] == ["“xyz” is not allowed. Allowed are: “”, mail, letter."]


@pytest.mark.parametrize("shape", [Text(default="de"), Number(default=7), YesNo(True), Name("categories")])
def test_what_is_no_value_at_all_leaves_what_is_usual(shape: Any) -> None:
    value, sentences = said(shape, "[a, b]")

    assert value == shape.default
    assert len(sentences) == 1


@pytest.mark.parametrize(
    ("least", "most", "written", "sentence"),
    [
        (1, 10, "0", "The number must be between 1 and 10."),
        (1, 10, "1", ""),
        (1, 10, "10", ""),
        (1, 10, "11", "The number must be between 1 and 10."),
        (3, None, "2", "The number must be at least 3."),
        (None, 3, "4", "The number must be at most 3."),
        (None, None, "-7", ""),
        (0, None, "-1", "The number must be at least 0."),
    ],
)
def test_a_number_lies_within_its_bounds(least: int | None, most: int | None, written: str, sentence: str) -> None:
    assert said(Number(least, most), written) == (int(written), [sentence] if sentence else [])


@pytest.mark.parametrize("written", ["1.5", "1e3", "0x10", "1_000", "+3", "''", "~", "- 1"])
def test_what_is_no_whole_number_is_none(written: str) -> None:
    assert said(Number(default=7), written) == (7, [NO_NUMBER])


def test_a_number_may_be_left_empty_where_that_is_allowed() -> None:
    assert said(Number(empty=True), "~") == (None, [])
    assert said(Number(empty=True), "'x'") == (None, [NO_NUMBER])


def test_a_number_that_is_too_long_is_told_with_its_length() -> None:
    longest = "9" * 18

    assert said(Number(), longest) == (int(longest), [])
    assert said(Number(default=1), longest + "9") == (1, ["The number has 19 digits; at most 18 are read."])


@pytest.mark.parametrize(
    ("written", "value", "right"),
    [
        ("~", None, True),
        ("3", 3, True),
        ("3.0", 3, True),
        ("-2.25", -2.25, True),
        ("1234567890", None, False),
        ("1.1234567", None, False),
        (".5", None, False),
        ("a", None, False),
    ],
)
def test_an_amount_may_have_decimals(written: str, value: float | None, right: bool) -> None:
    found, sentences = said(Amount(), written)

    assert (found, type(found), sentences) == (value, type(value), [] if right else ["A number is expected here."])


@pytest.mark.parametrize(("written", "value"), [("true", True), ("YES", True), ("No", False), ("false", False)])
def test_yes_and_no_are_written_in_any_letters(written: str, value: bool) -> None:
    assert said(YesNo(), written) == (value, [])


@pytest.mark.parametrize("written", ["on", "1", "''", "~", "ja"])
def test_other_words_are_neither_yes_nor_no(written: str) -> None:
    assert said(YesNo(True), written) == (True, ["Write true or false."])


def test_a_name_is_noted_with_its_line_for_being_looked_for() -> None:
    reader = Reader()

    value = Name("categories").read(parse("\n\n  billing   one "), "rules[0].category", reader)

    assert value == "billing one"
    assert reader.named == [Named("categories", "billing one", 3, "rules[0].category")]
    assert reader.problems == []


@pytest.mark.parametrize("written", ["~", "''", "'  '"])
def test_no_name_is_noted_nowhere_and_a_mistake_where_one_is_needed(written: str) -> None:
    reader = Reader()
    for shape in (Name("categories"), Name("categories", empty=False)):
        assert shape.read(parse(written), "here", reader) == ""

    assert reader.named == []
    assert [problem.sentence for problem in reader.problems] == ["A name is expected here."]


def test_contents_lose_their_line_ends_and_get_them_back() -> None:
    content = "QUJD" * 60
    shape = Bytes()

    assert said(shape, "|\n " + "\n ".join((content[:100], content[100:]))) == (content, [])
    assert shape.write(content) == "\n".join((content[:100], content[100:200], content[200:]))


@pytest.mark.parametrize("written", ["Ärger", "QUJ", "QU=JD", "[a]"])
def test_what_is_no_base64_is_no_content(written: str) -> None:
    assert said(Bytes(), written) == ("", ["The content of a file is expected here, in base64."])


def test_a_day_is_written_with_year_month_and_day() -> None:
    sentence = "A day is expected here, written like 2026-12-24."

    assert said(Day(), "2026-12-24") == ("2026-12-24", [])
    for written in ("2026-02-30", "24.12.2026", "''", "~", "[a]"):
        assert said(Day(), written) == ("", [sentence])
    assert said(Day(empty=True), "~") == ("", [])


def test_hours_are_spans_of_a_day_and_nothing_is_closed() -> None:
    assert said(Hours(), "8-12, 13:00-17:30") == ([["08:00", "12:00"], ["13:00", "17:30"]], [])
    assert said(Hours(), "~") == said(Hours(), "''") == ([], [])
    assert Hours().write([["08:00", "12:00"], ["13:00", "17:30"]]) == "08:00-12:00, 13:00-17:30"
    assert said(Hours(), "8-25")[0] == []


def test_a_list_of_hours_is_not_taken_for_a_closed_day() -> None:
    sentence = "Hours are one text, like 8:00-12:30; several are separated by commas."

    for written in ("[8-12, 13-17]", "{from: 8, to: 12}"):
        assert said(Hours(), written) == ([], [sentence])


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC"])
def test_a_time_zone_is_known_by_its_name(name: str) -> None:
    assert checked_zone(name) == name


@pytest.mark.parametrize("name", ["Europe/Kiel", "../etc/passwd", "", "Europe"])
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(Refused, match=r"is not a time zone\. Write it like Europe/Berlin\."):
        checked_zone(name)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("~", None),
        ("{env: KONTOR_A1}", {"env": "KONTOR_A1"}),
        ("{env: _X}", {"env": "_X"}),
        ('{ask: "  Which?  "}', {"ask": "Which?"}),
        (f"{{ask: {'x' * 200}}}", {"ask": "x" * 200}),
    ],
)
def test_a_secret_says_where_it_comes_from(written: str, value: dict[str, str] | None) -> None:
    assert said(Secret(), written) == (value, [])
    assert is_secret(value) is (value is not None)


@pytest.mark.parametrize(
    "written",
    ["{env: 1A}", "{env: a}", f"{{env: A{'B' * 100}}}", f"{{ask: {'x' * 201}}}", "{ask: [a]}", "{}", "''", "[]"],
)
def test_anything_else_is_no_secret_and_is_not_repeated(written: str) -> None:
    sentence = 'A secret is not written into the file. Write {env: NAME} or {ask: "Question"}.'

    assert said(Secret(), written) == (None, [sentence])


@pytest.mark.parametrize("value", [None, "hunter2", {}, {"env": "A", "ask": "B"}, {"file": "A"}, ["env"]])
def test_what_is_no_source_of_a_secret(value: Any) -> None:
    assert not is_secret(value)


def test_the_usual_variable_is_made_of_words() -> None:
    assert variable("NORD", "service@nordlicht.example", "password") == (
        "KONTOR_NORD_SERVICE_NORDLICHT_EXAMPLE_PASSWORD"
    )
    assert variable("é!") == "KONTOR"
    assert len(variable("x" * 200)) == 100


def test_mistakes_are_told_in_the_language_of_who_asks() -> None:
    with translation.override("de"):
        assert said(YesNo(), "ja")[1] == ["Schreiben Sie true oder false."]
        assert said(Number(least=3), "2")[1] == ["Die Zahl muss mindestens 3 sein."]


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (Text(), {"type": "string"}),
        (Text(longest=5, allowed=("a", "b")), {"type": "string", "enum": ["a", "b"], "maxLength": 5}),
        (Text(pattern="[a]"), {"type": "string", "pattern": "^(?:[a])?$"}),
        (Text(pattern="[a]", default="a"), {"type": "string", "pattern": "^(?:[a])$"}),
        (Number(1, 5), {"type": "integer", "minimum": 1, "maximum": 5}),
        (Number(None, empty=True), {"type": ["integer", "null"]}),
        (Amount(), {"type": ["number", "null"]}),
        (Bytes(), {"type": "string", "contentEncoding": "base64"}),
        (YesNo(), {"type": "boolean"}),
        (Name("categories"), {"type": "string"}),
        (Hours(), {"type": ["string", "null"]}),
        (Day(), {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}),
    ],
)
def test_editors_are_told_what_a_value_may_be(shape: Any, schema: dict[str, Any]) -> None:
    assert shape.schema() == schema
