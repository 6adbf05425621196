"""Rules in words: what a condition looks for, how it counts, and a sentence for each difference of two versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kontor.routing.domain.changes import changes_between
from kontor.routing.domain.conditions import Condition
from kontor.routing.domain.content import Content, RuleContent, SetContent
from kontor.routing.domain.names import Names
from kontor.routing.enums import MailKind, Part
from kontor.supervisor.rules.words import change_in_words, condition_label, in_words, values_in_words

NAMES = Names({1: "Abrechnung", 2: "Umzug"}, {5: "post@nordlicht.example"}, {7: "Beträge"})
WORDS = Condition(Part.SUBJECT, ("Rechnung", "Zahlung"))
RULE = RuleContent(11, 1, "Rechnungen", conditions=(WORDS,))
SET = SetContent(7, "Beträge", ("Euro", "Cent"))


def told(before: Content, after: Content) -> list[str]:
    return [change_in_words(change, NAMES) for change in changes_between(before, after)]


def rules(*contents: RuleContent) -> Content:
    return Content(contents)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (WORDS, "Words in the subject: Rechnung, Zahlung"),
        (
            replace(WORDS, values=("Storno, stornieren", "Zahlung")),
            "Words in the subject: “Storno, stornieren”, Zahlung",
        ),
        (replace(WORDS, stems=True), "Words in the subject: Rechnung, Zahlung (other forms too)"),
        (
            replace(WORDS, sets=(7, 8)),
            "Words in the subject: Rechnung, Zahlung, keyword set “Beträge”, keyword set “…”",
        ),
        (replace(WORDS, negated=True), "Not: Words in the subject: Rechnung, Zahlung"),
        (replace(WORDS, points=1), "Words in the subject (1 point): Rechnung, Zahlung"),
        (replace(WORDS, points=-3), "Words in the subject (-3 points): Rechnung, Zahlung"),
        (replace(WORDS, negated=True, points=2), "Not: Words in the subject (2 points): Rechnung, Zahlung"),
        (Condition(Part.HEADER, ("ja",), name="X-Wichtig"), "Header X-Wichtig: ja"),
        (Condition(Part.LANGUAGE, ("de", "xx")), "Language: German, xx"),
        (Condition(Part.SENDER, ("werk.example",), stems=True), "Sender address or domain: werk.example"),
        (Condition(Part.KNOWN_CUSTOMER), "Sender is a customer already"),
    ],
)
def test_a_condition_is_a_phrase(condition: Condition, words: str) -> None:
    assert in_words(condition, NAMES.sets) == words


def test_the_kind_of_a_mail_is_named() -> None:
    said = values_in_words(Condition(Part.KIND, (MailKind.AUTOMATIC, "of a later version")), {})

    assert said.endswith(", of a later version")
    assert said.split(", ")[0] != str(MailKind.AUTOMATIC)


def test_every_part_of_a_mail_has_a_label_of_its_own() -> None:
    labels = [condition_label(Condition(part, name="X")) for part in Part]

    assert len(set(labels)) == len(Part)


def test_a_rule_that_is_new_says_where_it_leads_and_one_that_is_gone_its_name() -> None:
    assert told(rules(), rules(RULE)) == ["The rule “Rechnungen” is new; it leads into “Abrechnung”."]
    assert told(rules(RULE), rules()) == ["The rule “Rechnungen” is gone."]
    assert told(rules(), rules(replace(RULE, category=9, name=""))) == [
        "The rule “Rule for a category that is gone” is new; it leads into “a category that is gone”."
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "Belege"}, "The rule “Belege”: called “Rechnungen” before"),
        ({"category": 2}, "The rule “Rechnungen”: leads into “Umzug” instead of “Abrechnung”"),
        ({"account": 5}, "The rule “Rechnungen”: for post@nordlicht.example instead of every account"),
        ({"active": False}, "The rule “Rechnungen”: switched off"),
        ({"threshold": 4}, "The rule “Rechnungen”: needs 4 points instead of 0"),
        (
            {"conditions": (WORDS, Condition(Part.SENDER, ("werk.example",)))},
            "The rule “Rechnungen”: asks now: Sender address or domain: werk.example",
        ),
        ({"conditions": ()}, "The rule “Rechnungen”: asks no more: Words in the subject: Rechnung, Zahlung"),
    ],
)
def test_each_change_of_a_rule_is_said(change: dict[str, Any], sentence: str) -> None:
    assert told(rules(RULE), rules(replace(RULE, **change))) == [sentence]


def test_switching_on_and_an_account_that_is_gone() -> None:
    off = replace(RULE, active=False, account=6)

    assert told(rules(off), rules(RULE)) == [
        "The rule “Rechnungen”: for every account instead of an account that is gone; switched on"
    ]


def test_several_changes_of_one_rule_stand_in_one_sentence() -> None:
    (said,) = told(rules(RULE), rules(replace(RULE, name="Belege", threshold=1)))

    assert sorted(said.removeprefix("The rule “Belege”: ").split("; ")) == [
        "called “Rechnungen” before",
        "needs 1 point instead of 0",
    ]


def test_conditions_and_rules_in_another_order() -> None:
    both = (WORDS, Condition(Part.KNOWN_CUSTOMER))
    other = replace(RULE, id=12, name="Zweite")

    assert told(rules(replace(RULE, conditions=both)), rules(replace(RULE, conditions=both[::-1]))) == [
        "The rule “Rechnungen”: the conditions are in another order"
    ]
    assert told(rules(RULE, other), rules(other, RULE)) == ["The rules are tried in another order."]
    assert told(rules(RULE, other), rules(RULE, other)) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "Geld"}, "The keyword set “Geld”: called “Beträge” before"),
        ({"lines": ("Euro", "Dollar")}, "The keyword set “Beträge”: more: Dollar; less: Cent"),
        ({"lines": ("Cent", "Euro")}, "The keyword set “Beträge”: the words are in another order"),
        ({"stems": True}, "The keyword set “Beträge”: other forms of the words too"),
    ],
)
def test_each_change_of_a_keyword_set_is_said(change: dict[str, Any], sentence: str) -> None:
    assert told(Content(sets=(SET,)), Content(sets=(replace(SET, **change),))) == [sentence]


def test_a_keyword_set_comes_and_goes_and_is_taken_literally_again() -> None:
    assert told(Content(), Content(sets=(SET,))) == ["The keyword set “Beträge” is new."]
    assert told(Content(sets=(SET,)), Content()) == ["The keyword set “Beträge” is gone."]
    assert told(Content(sets=(replace(SET, stems=True),)), Content(sets=(SET,))) == [
        "The keyword set “Beträge”: words only as they are written"
    ]
