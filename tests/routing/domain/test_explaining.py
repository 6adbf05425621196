from __future__ import annotations

import json

import pytest
from django.utils import translation

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.routing.domain.categorize import Decision, MailFacts, RuleBook
from kontor.routing.domain.conditions import Condition, sender_is, subject_has, text_has
from kontor.routing.domain.explaining import evidence, explain, explain_match, fact
from kontor.routing.domain.matching import Finding, Prepared
from kontor.routing.domain.opinions import Learned, Opinion
from kontor.routing.enums import ChosenBy, LearnedOrder, Part
from kontor.tenants.models import Tenant
from tests.factories.routing import make_rule
from tests.support.scoping import in_scope

SECRET = MailFacts(subject="Rechnung 4711", text="geheim falsch", sender="kaethe@post.example")


def test_evidence_is_codes_and_values_and_nothing_of_the_mail(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount
) -> None:
    conditions = [sender_is("@post.example"), text_has("falsch", points=2), text_has("Werbung", points=3, negated=True)]
    rule = make_rule(billing, "Rechnung", conditions=conditions, threshold=4, name="Rechnungen")
    with in_scope(nordlicht):
        found = evidence(RuleBook.load(nordlicht_account).decide(SECRET))

    assert found == {
        "category": "Abrechnung",
        "chosen_by": "rule",
        "rule": rule.pk,
        "name": "Rechnungen",
        "version": 1,
        "score": 5,
        "threshold": 4,
        "hits": [
            {"part": "sender", "values": ["@post.example"], "hit": "@post.example"},
            {"part": "subject", "values": ["Rechnung"], "hit": "Rechnung"},
            {"part": "text", "values": ["falsch"], "points": 2, "hit": "falsch"},
            {"part": "text", "values": ["Werbung"], "points": 3, "negated": True, "hit": ""},
        ],
    }
    assert "geheim" not in json.dumps(found)
    assert "4711" not in json.dumps(found)
    assert explain(json.loads(json.dumps(found))) == (
        "The sender matches “@post.example”; The subject contains “Rechnung”; "
        "The text contains “falsch” (2 points); None of the words is in the text (3 points); "
        "5 of 4 points (rule “Rechnungen”, version 1)"
    )
    with translation.override("de"):
        assert "Der Betreff enthält „Rechnung“" in explain(found)


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (Finding(subject_has("x"), holds=True, value="x"), "The subject contains “x”"),
        (Finding(subject_has("x"), holds=False), "None of the words is in the subject."),
        (Finding(subject_has("x", negated=True), holds=True), "None of the words is in the subject."),
        (
            Finding(subject_has("x", negated=True), holds=False, value="x"),
            "The subject contains “x”, which the rule excludes",
        ),
        (Finding(Condition(Part.SIZE, least=5, most=9), holds=True), "The size is at least 5 kB, at most 9 kB"),
        (Finding(Condition(Part.ATTACHMENT_COUNT, most=0), holds=True), "The number of files is at most 0"),
        (Finding(Condition(Part.KIND, ("list",)), holds=True, value="list"), "It is mail of a mailing list"),
        (
            Finding(Condition(Part.HEADER, ("1",), name="x-priority", points=1), holds=True, value="1"),
            "The header “x-priority” contains “1” (1 point)",
        ),
    ],
)
def test_a_condition_in_words(finding: Finding, sentence: str) -> None:
    assert fact(finding) == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The size is at least 1.5 kB, at most 1234567 kB"),
        ("de", "Die Größe ist mindestens 1,5 kB, höchstens 1234567 kB"),
    ],
)
def test_limits_are_written_with_all_their_digits_and_the_comma_of_the_language(language: str, sentence: str) -> None:
    with translation.override(language):
        assert fact(Finding(Condition(Part.SIZE, least=1.5, most=1_234_567.0), holds=True)) == sentence


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("holds", [True, False])
def test_every_part_has_its_sentence(part: Part, holds: bool) -> None:
    assert fact(Finding(Condition(part, ("x",), least=1, name="x"), holds=holds, value="x"))


def test_too_few_points_in_words() -> None:
    prepared = Prepared.of([text_has("falsch", points=2), text_has("doppelt", points=3)], threshold=5)

    assert explain_match(prepared.match(SECRET)) == ("It reaches 2 of 5 points. The text contains “falsch” (2 points)")


# What was learned, through the seam


def _book(account: MailAccount, order: LearnedOrder, category: Category, confidence: float = 0.93) -> RuleBook:
    opinion = Opinion(category.pk, confidence, ("Rechnung", "Mahnung"))
    with in_scope(account.owner):
        return RuleBook.load(account, learned=Learned(lambda _facts: opinion, order))


def test_learned_above_and_below_the_rules(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount
) -> None:
    make_rule(billing, "Rechnung")
    other = MailFacts(subject="Anderes")

    def chosen(order: LearnedOrder, facts: MailFacts, confidence: float = 0.93) -> tuple[Category | None, str]:
        decision = _book(nordlicht_account, order, moving, confidence).decide(facts)
        return decision.category, str(decision.by)

    assert chosen(LearnedOrder.OFF, SECRET) == (billing, "rule")
    assert chosen(LearnedOrder.BELOW, SECRET) == (billing, "rule")
    assert chosen(LearnedOrder.ABOVE, SECRET) == (moving, "learned")
    assert chosen(LearnedOrder.ABOVE, SECRET, 0.7) == (billing, "rule")
    assert chosen(LearnedOrder.OFF, other) == (None, "nobody")
    assert chosen(LearnedOrder.BELOW, other) == (moving, "learned")
    assert chosen(LearnedOrder.BELOW, other, 0.7) == (None, "nobody")


def test_a_learned_category_that_is_gone_or_another_tenants_is_not_chosen(
    nordlicht: Tenant, claims: Category, nordlicht_account: MailAccount
) -> None:
    book = _book(nordlicht_account, LearnedOrder.ABOVE, claims)

    assert book.decide(SECRET).category is None


def test_learned_in_words(nordlicht: Tenant, moving: Category, nordlicht_account: MailAccount) -> None:
    decision: Decision = _book(nordlicht_account, LearnedOrder.ABOVE, moving).decide(SECRET)

    assert decision.by == ChosenBy.LEARNED
    assert explain(evidence(decision)) == "Learned from closed tickets, 93 % sure, because of: Rechnung, Mahnung"
