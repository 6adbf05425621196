"""Rules and what they use, automatic replies, samples, alarms and overflow agreements of a file."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.kernel.clock import now
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.versions import active_version
from kontor.routing.models import KeywordSet
from kontor.tenant_files.domain.planning import Kind
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.support.scoping import everywhere, in_scope
from tests.tenant_files.sections.conftest import misread, mistake, put, settled, there

pytestmark = pytest.mark.django_db
CATEGORIES = "categories: [{internal_name: billing, name: Abrechnung}, {internal_name: moving, name: Umzug}]\n"
SUBJECT = "conditions: [{part: subject, values: [%s]}]"


def rule(name: str, *, category: str = "billing", word: str = "Zahlung", more: str = "") -> str:
    said = f"name: {name}, " if name else ""
    return f"- {{{said}category: {category}, {SUBJECT % word}{more}}}\n"


def gone(row: Any) -> None:
    with everywhere():
        type(row).objects.filter(pk=row.pk).update(deleted_at=now())


def in_force(tenant: Tenant) -> list[str]:
    """The names of the rules by which mail is sorted now."""
    with in_scope(tenant):
        version = active_version(tenant.pk)
        return [] if version is None else [each["name"] for each in version.content["rules"]]


def named(tenant: Tenant) -> list[str]:
    return [each["#"] for each in there(tenant, "rules")]


def test_rules_stand_in_the_order_of_the_file(nordlicht: Tenant) -> None:
    for names in (["a", "b", "c"], ["c", "a", "b"], ["b", "d"], ["d", "b"]):
        text = CATEGORIES + "rules:\n" + "".join(map(rule, names))

        put(text)

        assert named(nordlicht) == names
        assert settled(text)


def test_rules_without_a_name_are_known_by_their_category_and_number(nordlicht: Tenant) -> None:
    lines = rule("", word="eins") + rule("", word="zwei") + rule("", category="moving")
    put(CATEGORIES + "rules:\n" + lines)
    assert named(nordlicht) == ["billing", "billing (2)", "moving"]

    done = put(CATEGORIES + "rules:\n" + lines.replace("zwei", "drei"))

    assert [(step.kind, step.name) for step in done.steps] == [(Kind.CHANGED, "billing (2)")]


def test_a_rule_changes_category_threshold_and_rest(nordlicht: Tenant) -> None:
    put(CATEGORIES + "rules:\n" + rule("a"))
    points = "conditions: [{part: subject, values: [Umzug], points: 9}]"
    text = f"rules: [{{name: a, category: moving, {points}, threshold: 7, active: no}}]\n"

    put(CATEGORIES + text)

    [found] = there(nordlicht, "rules")
    assert (found["category"], found["threshold"], found["active"]) == ("moving", 7, False)
    assert (found["conditions"][0]["values"], found["conditions"][0]["points"]) == (["Umzug"], 9)
    assert settled(CATEGORIES + text)


def test_a_threshold_without_points_means_nothing_and_is_no_change_each_time(nordlicht: Tenant) -> None:
    text = CATEGORIES + "rules:\n" + rule("a", more=", threshold: 7")

    put(text)

    assert there(nordlicht, "rules")[0]["threshold"] == 0
    assert settled(text)


def test_points_that_cannot_reach_the_threshold_are_told_in_the_line(nordlicht: Tenant) -> None:
    points = "conditions: [{part: subject, values: [Umzug], points: %s}]"
    text = f"rules: [{{name: a, category: billing, {points}, threshold: %s}}]\n"

    for reached, wanted in ((6, 7), (6, 0)):
        assert mistake(CATEGORIES + text % (reached, wanted)).startswith("Line 4, rules: a: ")


def test_a_rule_in_force_is_the_one_of_the_file(nordlicht: Tenant) -> None:
    put(CATEGORIES + "rules:\n" + rule("a") + rule("b"))
    assert in_force(nordlicht) == ["a", "b"]

    put("rules: []\n")

    assert in_force(nordlicht) == []


def test_the_rules_of_a_deleted_category_are_not_in_the_file(nordlicht: Tenant) -> None:
    put(CATEGORIES + "rules:\n" + rule("a") + rule("b", category="moving"))
    with everywhere():
        row = Category.objects.get(internal_name="moving")
    gone(row)

    assert named(nordlicht) == ["a"]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("{part: subjct, values: [a]}", "“subjct” is not allowed."),
        ("{part: subject}", "Line 3, rules[0]: "),
        ("{part: header, values: [a]}", "Line 3, rules[0]: "),
    ],
)
def test_a_condition_that_says_nothing_is_a_mistake_in_its_line(condition: str, sentence: str) -> None:
    assert sentence in misread(f"rules: [{{name: a, category: billing, conditions: [{condition}]}}]\n")


def test_a_rule_has_at_most_forty_conditions() -> None:
    many = ", ".join(["{part: subject, values: [a]}"] * 41)

    assert misread(f"rules: [{{name: a, category: billing, conditions: [{many}]}}]\n") == (
        "Line 3, rules[0].conditions: At most 40 are allowed here."
    )


KEYWORDS = "keyword_sets: [{name: Geld, lines: [%s]}]\n"
BY_SET = "rules: [{name: a, category: billing, conditions: [{part: subject, sets: [Geld]}]}]\n"


def test_a_set_is_named_by_rules_and_changes_under_them(nordlicht: Tenant) -> None:
    put(CATEGORIES + KEYWORDS % "Rechnung" + BY_SET)
    with everywhere():
        before = KeywordSet.objects.get().pk
    text = CATEGORIES + KEYWORDS % "Rechnung, Mahnung" + BY_SET

    put(text)

    assert there(nordlicht, "rules")[0]["conditions"][0]["sets"] == ["Geld"]
    assert there(nordlicht, "keyword_sets") == [{"name": "Geld", "lines": ["Rechnung", "Mahnung"], "stems": False}]
    with everywhere():
        assert KeywordSet.objects.get().pk == before
    assert settled(text)


def test_a_set_that_a_rule_names_is_not_removed(nordlicht: Tenant) -> None:
    put(CATEGORIES + KEYWORDS % "Rechnung" + BY_SET)

    assert mistake("keyword_sets: []\n").startswith("keyword_sets: Geld: ")


def test_fallbacks_are_those_of_own_accounts_and_change(nordlicht: Tenant, alpina: Tenant, claims: Category) -> None:
    make_account(nordlicht, "a@n.example")
    make_account(alpina, "a@a.example")
    fallback = "fallbacks: [{account: a@n.example, category: %s}]\n"

    put(CATEGORIES + fallback % "billing")
    put(CATEGORIES + fallback % "moving")

    assert there(nordlicht, "fallbacks") == [{"account": "a@n.example", "category": "moving"}]
    assert settled(CATEGORIES + fallback % "moving")
    put("fallbacks: []\n")
    assert there(nordlicht, "fallbacks") == []
    assert there(alpina, "fallbacks") == []


def test_a_general_account_has_no_fallback_in_a_file(nordlicht: Tenant, general_account: Any) -> None:
    assert mistake(CATEGORIES + f"fallbacks: [{{account: {general_account.address}, category: billing}}]\n") == (
        f"Line 4, fallbacks: {general_account.address}: “{general_account.address}” is not there."
    )


ALARM = "alarms: [{name: Viel, measure: open, threshold: %s, categories: [%s], by_mail: yes}]\n"


def test_an_alarm_changes_and_forgets_a_deleted_category(nordlicht: Tenant) -> None:
    put(CATEGORIES + ALARM % (5, "billing"))
    put(CATEGORIES + ALARM % (9, "moving, billing"))
    assert there(nordlicht, "alarms") == [
        {
            "name": "Viel",
            "measure": "open",
            "threshold": 9,
            "by_mail": True,
            "active": True,
            "categories": ["billing", "moving"],
        }
    ]
    with everywhere():
        row = Category.objects.get(internal_name="moving")
    gone(row)

    assert there(nordlicht, "alarms")[0]["categories"] == ["billing"]


def test_an_alarm_goes(nordlicht: Tenant) -> None:
    put(CATEGORIES + ALARM % (5, "billing"))

    done = put("alarms: []\n")

    assert [step.name for step in done.removed] == ["Viel"]
    assert there(nordlicht, "alarms") == []


REVIEW = "review_rules:\n- {purpose: sample, category: billing, percent: %s}\n- {purpose: release, agent: anna}\n"


def test_four_eyes_rules_are_known_by_what_they_are_about(nordlicht: Tenant, anna: User) -> None:
    put(CATEGORIES + REVIEW % 10)
    done = put(CATEGORIES + REVIEW % 25)

    assert [(step.kind, step.name, step.fields) for step in done.steps] == [
        (Kind.CHANGED, "sample · billing", (("percent", 10, 25),))
    ]
    assert [(each["#"], each["percent"]) for each in there(nordlicht, "review_rules")] == [
        ("release · anna", 100),
        ("sample · billing", 25),
    ]


def test_a_rule_of_somebody_who_is_not_there_is_left_out_and_told(nordlicht: Tenant, anna: User) -> None:
    done = put(CATEGORIES + (REVIEW % 10).replace("anna", "nobody"))

    assert done.remarks == ("There is nobody with the user name “nobody”: a four-eyes rule is left out.",)
    assert [each["#"] for each in there(nordlicht, "review_rules")] == ["sample · billing"]


def test_rules_of_whoever_was_deleted_are_not_in_the_file(nordlicht: Tenant, anna: User) -> None:
    put(CATEGORIES + REVIEW % 10)
    gone(anna)
    with everywhere():
        row = Category.objects.get(internal_name="billing")
    gone(row)

    assert there(nordlicht, "review_rules") == []


def test_one_of_several_rules_goes_and_the_others_stay(nordlicht: Tenant, anna: User) -> None:
    put(CATEGORIES + REVIEW % 10 + "- {purpose: sample}\n- {purpose: sample, finding: attachment}\n")
    put(CATEGORIES + "review_rules: [{purpose: sample}]\n")

    assert [each["#"] for each in there(nordlicht, "review_rules")] == ["sample"]


AGREEMENT = "overflow_agreements: [{name: Hilfe, borrower: %s, category: %s, threshold: 40}]\n"


def test_an_agreement_counts_when_both_sides_confirm_it(
    nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User
) -> None:
    done = put(AGREEMENT % ("ALPI", "Schaden"))

    assert done.remarks == ("The overflow agreement “Hilfe” counts when both sides have confirmed it.",)
    [found] = there(nordlicht, "overflow_agreements")
    assert (found["borrower"], found["category"], found["threshold"]) == ("ALPI", "Schaden", 40)
    assert there(alpina, "overflow_agreements") == []
    put("overflow_agreements: []\n")
    assert there(nordlicht, "overflow_agreements") == []


@pytest.mark.parametrize(("borrower", "category"), [("NONE", "Schaden"), ("ALPI", "Nirgends")])
def test_an_agreement_with_nobody_is_left_out_and_told(
    nordlicht: Tenant, claims: Category, borrower: str, category: str
) -> None:
    done = put(AGREEMENT % (borrower, category))

    assert done.remarks == (
        f"The overflow agreement “Hilfe” is left out: the tenant {borrower}, its category or its hours are not there.",
    )
    assert there(nordlicht, "overflow_agreements") == []
