"""Files with mistakes, and files that mean harm: each is refused with line, field and what is allowed."""

from __future__ import annotations

from time import process_time

import pytest

from kontor.tenant_files.domain import nodes
from kontor.tenant_files.domain.pictures import cleaned
from kontor.tenant_files.domain.problems import BadFile, Problem
from kontor.tenant_files.domain.reading import read

HEAD = "format: 1\ntenant: {name: Nordlicht, code: NORD}\n"


def problems(raw: str | bytes) -> list[Problem]:
    with pytest.raises(BadFile) as caught:
        read(raw)
    return list(caught.value.problems)


def only(raw: str | bytes) -> str:
    [problem] = problems(raw)
    return str(problem)


def test_unknown_field_names_the_nearest_and_what_is_allowed() -> None:
    assert only(HEAD + "closing_codes:\n- code: A\n  name: Fertig\n  nam: x\n") == (
        "Line 6, closing_codes[0].nam: There is no field “nam” here. Do you mean “name”? Allowed are: code, name."
    )


def test_unknown_section_names_the_nearest() -> None:
    assert only(HEAD + "categorys: []\n").startswith(
        "Line 3, categorys: There is no section “categorys”. Do you mean “categories”? Allowed are: tenant, "
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("warning_share: lots", "A whole number is expected here."),
        ("warning_share: 101", "The number must be between 1 and 100."),
        ("first_response: 0", "The number must be between 1 and 5000000."),
        ("name: [a]", "A text is expected here."),
        ("pauses: customer", "A list is expected here, each item after a hyphen."),
        (
            "pauses: [custmer]",
            "“custmer” is not allowed. Allowed are: customer, inquiry, forward, resubmission. Do you mean “customer”?",
        ),
        ("name: " + "x" * 121, "The text has 121 characters; at most 120 are allowed."),
    ],
)
def test_values_are_checked(written: str, sentence: str) -> None:
    field = written.partition(":")[0]
    name = "" if field == "name" else "name: Gold, "

    [problem] = problems(HEAD + f"service_levels:\n- {{{name}\n   {written}}}\n")

    assert (problem.line, problem.sentence) == (5, sentence)
    assert problem.field.startswith(f"service_levels[0].{field}")


def test_all_mistakes_at_once_in_the_order_of_the_lines() -> None:
    text = "tenant: {name: X, code: abc}\nservice_levels:\n- description: x\nsettings:\n  sla.workdays: [8]\n"

    assert [(problem.line, problem.field) for problem in problems(text)] == [
        (1, "format"),
        (1, "tenant.code"),
        (3, "service_levels[0]"),
        (5, "settings.sla.workdays[0]"),
    ]


def test_the_same_entry_twice() -> None:
    text = HEAD + "service_levels:\n- {name: Gold, resolution: 5}\n- {name: GOLD, resolution: 6}\n"

    assert only(text) == "Line 5, service_levels[1]: “GOLD” stands here twice, first in line 4."


def test_of_two_templates_one_is_suggested_in_a_category() -> None:
    """Else applying the file would change something each time."""
    suggested = "templates:\n- {internal_name: a, name: A, kind: reply, assignments: {billing: suggested}}\n"
    also = "- {internal_name: b, name: B, kind: %s, assignments: {billing: %s}}\n"

    assert only(HEAD + suggested + also % ("reply", "suggested")) == (
        "Line 4, templates: “a” and “b” cannot both be suggested in the category “billing”."
    )
    assert read(HEAD + suggested + also % ("reply", "offered"))
    assert read(HEAD + suggested + also % ("inquiry", "suggested"))


def test_of_two_includes_one_is_the_default() -> None:
    footer = "- {internal_name: %s, name: %s, kind: include, part: %s, is_default: true}\n"

    assert only(HEAD + "templates:\n" + footer % ("a", "A", "footer") + footer % ("b", "B", "footer")) == (
        "Line 4, templates: “a” and “b” cannot both be the default."
    )
    assert read(HEAD + "templates:\n" + footer % ("a", "A", "footer") + footer % ("b", "B", "style"))


def test_sections_missing() -> None:
    assert [problem.field for problem in problems("format: one\n")] == ["format", "tenant"]
    assert problems("- a\n")[0].sentence.startswith("The file has no sections.")
    assert problems("")[0].sentence == "The file is empty."


def test_an_account_is_checked_by_its_own_rules() -> None:
    text = HEAD + "accounts:\n- address: a@b.example\n  host: mail.example\n"

    assert only(text) == "Line 4, accounts[0]: An account needs the server it receives from and a user name."


@pytest.mark.parametrize("written", ["hunter2", "{env: small}", "{env: A, ask: B}", "{ask: ''}", "{file: /etc/passwd}"])
def test_a_secret_is_never_in_the_file_and_never_in_the_sentence(written: str) -> None:
    text = HEAD + f"accounts:\n- {{address: a@b.example, host: h, username: u, password: {written}}}\n"

    sentence = only(text)

    assert sentence == (
        'Line 4, accounts[0].password: A secret is not written into the file. Write {env: NAME} or {ask: "Question"}.'
    )


def test_dates_and_hours() -> None:
    text = HEAD + (
        "business_hours:\n- name: A\n  weeks:\n  - week: {mon: 25:00-26:00}\n  exceptions:\n  - {day: 24.12.2026}\n"
    )

    assert [(problem.line, problem.field) for problem in problems(text)] == [
        (6, "business_hours[0].weeks[0].week.mon"),
        (8, "business_hours[0].exceptions[0].day"),
    ]


def test_words_are_words_where_words_are_expected() -> None:
    """Not what YAML makes of them: no is a name, 01 a code, 12:30 no number."""
    said = read(HEAD + "closing_codes:\n- {code: no, name: 12:30}\n- {code: 01, name: null value}\n").sections

    assert said["closing_codes"] == [{"code": "no", "name": "12:30"}, {"code": "01", "name": "null value"}]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("x: !!python/object/apply:os.system [id]", "Tags (!) are not allowed. Write the value alone."),
        ("x: !own y", "Tags (!) are not allowed. Write the value alone."),
        ("x: &a [1]\ny: *a", "Anchors and references (& and *) are not allowed. Write it out."),
        ("x: *a", "Anchors and references (& and *) are not allowed. Write it out."),
        ("<<: {a: 1}", "There is no section “<<”."),
        ("format: 1", "The field stands here twice, first in line 1."),
        ("? [a]\n: b", "A field is named by a word."),
        ("---\nformat: 1", "The file holds a second document (---). A file is one tenant: split it."),
        ("x: " + "[" * 50, "The values are nested too deeply."),
        ("x: 'open", "This is not YAML (found unexpected end of stream)."),
        ("x:\n\t- a", "A tab stands at the beginning of the line. Use spaces."),
        ("x: a\x1b[31m", "This is not YAML (control characters are not allowed)."),
    ],
)
def test_hostile_yaml(written: str, sentence: str) -> None:
    [problem] = problems(HEAD + written)

    assert problem.sentence.startswith(sentence)
    assert problem.line >= 3


def test_a_bomb_of_references_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x,x]\n" + "".join(f"{b}: &{b} [*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

    [problem] = problems(HEAD + bomb)

    assert problem.line == 3


def test_encoding_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    assert only((HEAD + "# Müller").encode("latin-1")) == (
        "Line 3: The file is not UTF-8 text. Save it in this encoding."
    )
    assert only((HEAD + "# x").encode("utf-16")).startswith("Line 1: The file is not UTF-8 text.")
    assert read(b"\xef\xbb\xbf" + HEAD.encode()).code == "NORD"
    assert only(b"x" * (nodes.LARGEST + 1)) == "The file is larger than 40 MB."

    assert only(HEAD + "x: 1\n" * 2 + "x: \x07") == "Line 5: This is not YAML (control characters are not allowed)."

    monkeypatch.setattr(nodes, "MOST_NODES", 10)
    assert problems(HEAD + "x: [1,2,3]")[0].sentence == "The file holds too many values."


@pytest.mark.parametrize(
    ("written", "sign"),
    [
        ("Rechnung\\u202Egnp.exe", "U+202E"),
        ("\\u200FRechnung", "U+200F"),
        ("Rech\\u2066nung", "U+2066"),
        ("Rechnung\\uFEFF", "U+FEFF"),
        ("Rech\\0nung", "U+0000"),
        ("Rech\\e[31mnung", "U+001B"),
        ("Rech\\x9bnung", "U+009B"),
    ],
)
def test_what_nobody_sees_is_not_taken_into_a_name(written: str, sign: str) -> None:
    """Neither where an entry has its name nor where it is named; nothing of it gets to a terminal."""
    codes = HEAD + f'closing_codes:\n- code: A\n  name: "{written}"\n'
    named = f'categories:\n- {{internal_name: a, name: A, closing_codes: ["{written}"]}}\n'
    sentence = f"There is an invisible character here ({sign}), which could make a name look like another. Take it out."

    assert [str(each) for each in problems(codes + named)] == [
        f"Line 5, closing_codes[0].name: {sentence}",
        f"Line 7, categories[0].closing_codes[0]: {sentence}",
    ]


def test_texts_of_several_lines_keep_what_turns_the_direction_and_nothing_that_steers() -> None:
    said = read(HEAD.replace("}", ', description: "a\\u200Fb\\0\\e c"}')).sections

    assert said["tenant"]["description"] == "a\u200fb c"
    assert read(HEAD + 'closing_codes: [{code: A, name: "x \\n\\t y"}]').sections["closing_codes"][0]["name"] == "x y"


def test_a_sentence_shows_what_the_file_hides() -> None:
    assert only(HEAD + '"cate\\u202Egories\\e[2J": []\n').startswith(
        "Line 3, cate<U+202E>gories<U+001B>[2J: There is no section “cate<U+202E>gories<U+001B>[2J”."
    )


@pytest.mark.parametrize(
    ("written", "field", "sentence"),
    [
        ("country: XX", "country", "“XX” is not a country whose public holidays Kontor knows. Allowed are: AD, AE, "),
        (
            "subdivision: XX, country: DE",
            "subdivision",
            "“XX” is not a region of DE with public holidays. Allowed are: BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, "
            "SH, SL, SN, ST, TH.",
        ),
        ("subdivision: BY, country: QQ", "country", "“QQ” is not a country whose"),
    ],
)
def test_a_place_without_known_holidays_is_told_those_that_are(written: str, field: str, sentence: str) -> None:
    text = HEAD + f"business_hours:\n- name: A\n  weeks:\n  - {{\n     {written}}}\n"

    [problem] = problems(text)

    assert (problem.line, problem.field) == (7, f"business_hours[0].weeks[0].{field}")
    assert problem.sentence.startswith(sentence)


def test_a_number_of_absurd_length_is_no_number() -> None:
    level = HEAD + "service_levels: [{name: A, resolution: %s}]"

    assert only(level % ("9" * 5000)).endswith("resolution: The number has 5000 digits; at most 18 are read.")
    assert only(level % "٣").endswith("resolution: A whole number is expected here.")
    assert only(level % ("9" * 18)).endswith("resolution: The number must be between 1 and 5000000.")


def test_a_file_of_another_version_is_not_looked_into() -> None:
    assert only("format: 2\ntenant: {title: X}\nnews: []\n") == (
        "Line 1, format: The file is written in format 2, by another version of Kontor. This one reads 1."
    )


def test_more_mistakes_than_are_told_are_counted() -> None:
    codes = "".join(f"- {{code: A{n}, name: B, nam: C}}\n" for n in range(52))

    with pytest.raises(BadFile, match="2 more mistakes are not told") as caught:
        read(HEAD + "closing_codes:\n" + codes)

    assert [len(caught.value.problems), len(caught.value.sentences)] == [50, 51]


def test_pictures_that_are_begun_and_never_ended_are_read_at_once() -> None:
    """A hostile text of half a megabyte kept the whole process busy for hours."""
    text = "picture:x " + "<img " * 40_000
    began = process_time()

    assert cleaned(text, str) == text
    assert process_time() - began < 2
