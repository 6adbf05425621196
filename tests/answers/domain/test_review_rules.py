"""Rules of release and sampling: written by supervisors, found for an answer, thrown dice for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from kontor.answers.domain.review_rule_entries import (
    RuleValues,
    agents_of,
    change_review_rule,
    create_review_rule,
    delete_review_rule,
    rule_in_words,
    rules_in_scope,
)
from kontor.answers.domain.review_rules import chosen, finding_choices, finding_label, rules_for, throw
from kontor.answers.enums import ReviewPurpose
from kontor.answers.models import ReviewRule
from kontor.audit.models import AuditEntry
from kontor.kernel.clock import now
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.reviews import make_review_rule
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements

RELEASE, SAMPLE = ReviewPurpose.RELEASE, ReviewPurpose.SAMPLE


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


def audited() -> list[tuple[str, str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(kind="answers.reviewrule").order_by("id")
    return list(rows.values_list("action", "label", "changes"))


def test_the_log_has_each_step_with_names_and_says_of_which_answers(
    nordlicht: Tenant, billing: Category, anna: User, ada: User
) -> None:
    rule = create_review_rule(nordlicht, RuleValues(RELEASE, billing, anna, "attachment", 50), by=ada)
    changed = change_review_rule(rule, RuleValues(RELEASE, billing), version=1, by=ada)
    delete_review_rule(changed, by=ada)

    of_both = "Answers of Anna Arndt in the category “Abrechnung”"
    of_one = "Answers in the category “Abrechnung”"
    first = {
        "purpose": "release",
        "category": "Abrechnung",
        "agent": "Anna Arndt",
        "finding": "attachment",
        "percent": 50,
    }
    second = {**first, "agent": "", "finding": "", "percent": 100}
    assert audited() == [
        ("created", of_both, {key: [None, value] for key, value in first.items()}),
        ("changed", of_one, {key: [first[key], second[key]] for key in ("agent", "finding", "percent")}),
        ("deleted", of_one, {key: [value, None] for key, value in second.items()}),
    ]
    assert (changed.version, ReviewRule.objects.exists()) == (2, False)


def test_each_rule_is_there_once_whatever_its_share(nordlicht: Tenant, alpina: Tenant, billing: Category) -> None:
    rule = create_review_rule(nordlicht, RuleValues(RELEASE), by=None)
    other = create_review_rule(nordlicht, RuleValues(RELEASE, billing), by=None)
    for free in (
        lambda: create_review_rule(alpina, RuleValues(RELEASE), by=None),
        lambda: create_review_rule(nordlicht, RuleValues(SAMPLE), by=None),
    ):
        assert free().pk

    with refused("There is such a rule already. Change that one."):
        create_review_rule(nordlicht, RuleValues(RELEASE, percent=5), by=None)
    with refused("There is such a rule already. Change that one."):
        change_review_rule(other, RuleValues(RELEASE), version=1, by=None)
    assert change_review_rule(rule, RuleValues(RELEASE, percent=5), version=1, by=None).percent == 5


def test_what_somebody_else_saved_is_not_overwritten(nordlicht: Tenant) -> None:
    rule = create_review_rule(nordlicht, RuleValues(SAMPLE, percent=5), by=None)
    change_review_rule(rule, RuleValues(SAMPLE, percent=6), version=1, by=None)

    with refused("Somebody else has changed this rule in the meantime. Nothing was overwritten."):
        change_review_rule(rule, RuleValues(SAMPLE, percent=7), version=1, by=None)


def test_what_belongs_to_another_tenant_is_refused(nordlicht: Tenant, claims: Category, carla: User) -> None:
    rule = create_review_rule(nordlicht, RuleValues(RELEASE), by=None)

    for values, sentence, field in (
        (RuleValues(RELEASE, category=claims), "The category “Schaden” belongs to another tenant.", "category"),
        (RuleValues(RELEASE, agent=carla), "Carla Conrad does not work for this tenant.", "agent"),
    ):
        with refused(sentence, about=field):
            create_review_rule(nordlicht, values, by=None)
        with refused(sentence, about=field):
            change_review_rule(rule, values, version=1, by=None)


def test_who_works_for_a_tenant_is_a_living_member_of_a_living_group(
    nordlicht: Tenant, alpina: Tenant, anna: User, bela: User, carla: User, sven: User, nordlicht_service: AgentGroup
) -> None:
    assert list(agents_of((nordlicht.pk,))) == [anna, bela]
    assert list(agents_of((nordlicht.pk, alpina.pk))) == [anna, bela, carla]
    User.objects.filter(pk=anna.pk).update(deleted_at=now())
    assert list(agents_of((nordlicht.pk,))) == [bela]
    AgentGroup.objects.filter(pk=nordlicht_service.pk).update(deleted_at=now())
    assert list(agents_of((nordlicht.pk,))) == []


def test_a_rule_says_of_which_answers_it_speaks(billing: Category, anna: User) -> None:
    said = [
        rule_in_words(ReviewRule(category=category, agent=agent))
        for category, agent in ((None, None), (billing, None), (None, anna), (billing, anna))
    ]

    assert said == [
        "All answers of the tenant",
        "Answers in the category “Abrechnung”",
        "Answers of Anna Arndt",
        "Answers of Anna Arndt in the category “Abrechnung”",
    ]


def test_rules_are_shown_with_their_names_in_one_statement_and_not_those_of_what_is_gone(
    nordlicht: Tenant, alpina: Tenant, billing: Category, anna: User
) -> None:
    first = make_review_rule(nordlicht, category=billing, agent=anna)
    second, third = make_review_rule(nordlicht), make_review_rule(alpina)
    with statements() as sent:
        shown = {
            (row, row.tenant.name, row.category and row.category.name, row.agent and row.agent.name)
            for row in rules_in_scope()
        }
    assert {row for row, *_names in shown} == {first, second, third}
    assert (first, "Nordlicht Energie", "Abrechnung", "Anna Arndt") in shown
    assert len(sent) == 1

    Category.objects.filter(pk=billing.pk).update(deleted_at=now())
    Tenant.objects.filter(pk=alpina.pk).update(deleted_at=now())

    assert list(rules_in_scope()) == [second]


def test_rules_that_hold_name_the_category_the_author_and_the_finding_or_nothing(
    nordlicht: Tenant,
    alpina: Tenant,
    ticket: Ticket,
    billing: Category,
    moving: Category,
    anna: User,
    bela: User,
) -> None:
    holding = [
        make_review_rule(nordlicht),
        make_review_rule(nordlicht, category=billing),
        make_review_rule(nordlicht, agent=anna),
        make_review_rule(nordlicht, finding="attachment"),
        make_review_rule(nordlicht, category=billing, agent=anna, finding="attachment"),
    ]
    make_review_rule(nordlicht, category=moving)
    make_review_rule(nordlicht, agent=bela)
    make_review_rule(nordlicht, finding="bank")
    make_review_rule(nordlicht, SAMPLE)
    make_review_rule(alpina)

    with statements() as sent:
        assert rules_for(RELEASE, ticket, author=anna, findings=["attachment", "greeting"]) == holding
    assert rules_for(RELEASE, ticket, author=anna) == holding[:3]
    assert len(sent) == 1


def test_a_share_is_drawn_evenly_and_the_same_key_always_falls_the_same_way() -> None:
    throws = [throw(7, f"answer:{number}") for number in range(2000)]
    counted = Counter(number // 10 for number in throws)

    assert throws == [throw(7, f"answer:{number}") for number in range(2000)]
    assert set(counted) == set(range(10))
    assert all(140 <= count <= 260 for count in counted.values())
    assert [throw(8, f"answer:{number}") for number in range(50)] != throws[:50]


def test_a_rule_of_all_draws_each_and_its_reason_says_what_it_names(billing: Category, anna: User) -> None:
    every = ReviewRule(pk=1, percent=100)
    named = ReviewRule(pk=2, percent=100, category=billing, agent=anna, finding="bank")

    for number in range(200):
        assert chosen([every, named], f"answer:{number}") == [
            {"rule": 1},
            {"rule": 2, "category": billing.pk, "agent": anna.pk, "finding": "bank"},
        ]
    assert chosen([], "answer:1") == []


@pytest.mark.parametrize("percent", [1, 30, 99])
def test_about_as_many_are_drawn_as_the_rule_says(percent: int) -> None:
    rule = ReviewRule(pk=3, percent=percent)

    drawn = sum(bool(chosen([rule], f"answer:{number}")) for number in range(2000))

    assert abs(drawn - 20 * percent) < 110


def test_findings_are_chosen_by_their_words_and_an_unknown_code_stands_for_itself() -> None:
    choices = finding_choices()

    assert choices
    assert {code: finding_label(code) for code, _label in choices} == dict(choices)
    assert finding_label("gone since") == "gone since"
