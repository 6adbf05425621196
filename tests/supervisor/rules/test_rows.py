"""The rows in which a rule's conditions are written: what is read, what grows, what counts as a change."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from kontor.routing.domain.conditions import Condition
from kontor.routing.enums import Part
from kontor.supervisor.rules.conditions import MOST_ROWS, ConditionsField, Row, Rows, checked, grown, rows_of

FIELD = "conditions"
WORDS = Condition(Part.SUBJECT, ("Rechnung", "Zahlung"))


def posted(*rows: tuple[str, str], **more: str) -> QueryDict:
    """Rows of these keys and parts."""
    data = QueryDict(mutable=True)
    for key, part in rows:
        data.appendlist(FIELD, key)
        data[f"{FIELD}-{key}-part"] = part
    for name, value in more.items():
        data[f"{FIELD}-{name.replace('_', '-')}"] = value
    return data


def read(data: Any) -> Rows:
    return ConditionsField().widget.value_from_datadict(data, {}, FIELD)  # type: ignore[no-any-return]


def test_rows_are_read_in_the_order_of_the_form_with_everything_in_them() -> None:
    data = posted(
        ("4", "subject"),
        ("1", "size"),
        **{"4_text": "Rechnung\nZahlung", "4_stems": "on", "4_mode": "counts", "4_points": "3", "1_least": "2"},
    )
    data.setlist(f"{FIELD}-4-sets", ["7", "x", "9" * 19])

    words, size = read(data)

    assert words == Row("4", Part.SUBJECT, "Rechnung\nZahlung", sets=(7,), stems=True, mode="counts", points="3")
    assert size == Row("1", Part.SIZE, least="2")


@pytest.mark.parametrize(("key", "part"), [("x", "subject"), ("1000", "subject"), ("0", "nonsense"), ("0", "")])
def test_what_no_form_of_ours_sends_is_no_row(key: str, part: str) -> None:
    assert read(posted((key, part))) == ()


def test_of_too_many_rows_only_so_many_are_read() -> None:
    assert len(read(posted(*((str(each), "subject") for each in range(MOST_ROWS + 3))))) == MOST_ROWS


def test_an_unknown_way_of_counting_is_the_strict_one() -> None:
    assert read(posted(("0", "subject"), **{"0_mode": "maybe"}))[0].mode == "must"


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (Part.SUBJECT, "words"),
        (Part.SIZE, "numbers"),
        (Part.KNOWN_CUSTOMER, "yes"),
        (Part.LANGUAGE, "choices"),
        (Part.SENDER, "lines"),
        (Part.ATTACHMENT_TYPE, "lines"),
    ],
)
def test_each_part_has_the_inputs_it_needs(part: Part, kind: str) -> None:
    assert Row("0", part).kind == kind


@pytest.mark.parametrize(
    "condition",
    [
        WORDS,
        Condition(Part.SUBJECT, ("Rechnung",), stems=True, negated=True),
        Condition(Part.SUBJECT, ("Rechnung",), points=-3),
        Condition(Part.SUBJECT, ("Rechnung",), negated=True, points=2),
        Condition(Part.SIZE, least=1.5, most=20),
        Condition(Part.HEADER, ("ja",), name="x-wichtig"),
        Condition(Part.LANGUAGE, ("de", "en")),
        Condition(Part.KNOWN_CUSTOMER),
    ],
)
def test_what_is_saved_is_drawn_and_read_again_as_the_same(condition: Condition) -> None:
    assert Row.of("3", condition).condition() == condition


@pytest.mark.parametrize(
    ("condition", "mode"),
    [
        (WORDS, "must"),
        (Condition(Part.SUBJECT, ("a",), negated=True), "must_not"),
        (Condition(Part.SUBJECT, ("a",), points=0), "counts"),
        (Condition(Part.SUBJECT, ("a",), negated=True, points=1), "counts_not"),
    ],
)
def test_a_condition_must_hold_or_counts(condition: Condition, mode: str) -> None:
    assert Row.of("0", condition).mode == mode


def test_addresses_may_stand_on_one_line_and_words_may_hold_commas() -> None:
    assert Row("0", Part.SENDER, text=" a.example, b.example;\nc.example ").condition().values == (
        "@a.example",
        "@b.example",
        "@c.example",
    )
    assert Row("0", Part.SUBJECT, text="Rechnung, bitte\n\n Zahlung ").condition().values == (
        "Rechnung, bitte",
        "Zahlung",
    )


@pytest.mark.parametrize(("written", "number"), [("2", 2), ("2,5", 2.5), (" 1.250 ", 1.25), ("", None), ("-3", -3)])
def test_numbers_are_written_with_a_comma_or_a_point(written: str, number: float | None) -> None:
    assert Row("0", Part.SPAM_SCORE, least=written, most="9").condition().least == number


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Row("0", Part.SIZE, least="viel"), "“viel” is not a number."),
        (Row("0", Part.SIZE, least="1.2345"), "“1.2345” is not a number."),
        (Row("0", Part.SIZE, least="123456789"), "“123456789” is not a number."),
        (Row("0", Part.SUBJECT, text="a", mode="counts"), "Say how many points the condition counts."),
        (
            Row("0", Part.SUBJECT, text="a", mode="counts_not", points="1000"),
            "Say how many points the condition counts.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_label_of_its_row(row: Row, sentence: str) -> None:
    assert checked(row).error == f"{row.label}: {sentence}"


def test_points_are_not_asked_for_where_the_condition_must_hold() -> None:
    assert Row("0", Part.SUBJECT, text="a", points="x").condition().points is None
    assert checked(Row("0", Part.SUBJECT, text="a")).error == ""


def test_the_same_error_of_two_rows_is_said_once() -> None:
    rows = Rows(Row(str(key), Part.SIZE, least="x") for key in range(2))

    with pytest.raises(ValidationError) as caught:
        ConditionsField().clean(rows)

    assert len(caught.value.messages) == 1


def test_a_row_is_added_behind_the_others_under_a_key_that_is_free() -> None:
    rows = Rows((Row("7", Part.SUBJECT), Row("3", Part.SIZE)))

    added = grown(rows, {"add": "1", "add-part": "sender"})

    assert [(row.key, row.part) for row in added] == [("7", Part.SUBJECT), ("3", Part.SIZE), ("8", Part.SENDER)]
    assert [row.key for row in grown((), {"add": "1", "add-part": "sender"})] == ["0"]


@pytest.mark.parametrize("data", [{"add": "1", "add-part": "nonsense"}, {"add-part": "sender"}, {"remove": "1"}])
def test_nothing_grows_without_a_part_and_the_button(data: dict[str, str]) -> None:
    rows = Rows((Row("0", Part.SUBJECT),))

    assert grown(rows, data) == rows


def test_no_row_is_added_to_as_many_as_there_may_be_and_the_named_one_goes() -> None:
    rows = Rows(Row(str(key), Part.SUBJECT) for key in range(MOST_ROWS))
    more = {"add": "1", "add-part": "sender"}

    assert len(grown(rows, more)) == MOST_ROWS
    assert len(grown(rows[1:], more)) == MOST_ROWS
    assert [row.key for row in grown(rows[:2], {"remove": "0"})] == ["1"]


def test_a_blank_more_is_no_change_and_another_word_is() -> None:
    field = ConditionsField()
    same = Rows((Row("4", Part.SUBJECT, text=" Rechnung \n\nZahlung"),))
    other = Rows((Row("4", Part.SUBJECT, text="Rechnung"),))
    wrong = Rows((Row("4", Part.SUBJECT, text="Rechnung\nZahlung", mode="counts"),))

    assert [field.has_changed([WORDS], rows) for rows in (same, other, wrong)] == [False, True, True]


def test_rows_say_what_they_hold_when_two_versions_are_compared() -> None:
    rows = Rows((*rows_of([WORDS]), Row("9", Part.SIZE, text="?", least="x")))

    assert str(rows) == "Words in the subject: Rechnung, Zahlung; Size of the mail in kB: ?"


@pytest.mark.parametrize(("language", "shown"), [("en", "1234.567"), ("de", "1234,567")])
def test_limits_are_read_as_they_are_shown(language: str, shown: str) -> None:
    limits = Condition(Part.SIZE, least=1234.567, most=1_000_000)

    with translation.override(language):
        row = Row.of("1", limits)

    assert (row.least, row.most, row.condition()) == (shown, "1000000", limits)
