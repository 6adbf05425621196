"""Rules as they are edited, and as they are put in force."""

from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.escalations.domain.content import Action, Condition, Content
from kontor.escalations.domain.entries import MOST_ENTRIES, clean_content
from kontor.escalations.domain.rules import change_rule, create_rule, delete_rule, move_rule, switch_rule
from kontor.escalations.domain.versions import put_back_in_force, put_in_force, version_in_force, versions_that_count
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.escalations.models import EscalationRule
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.routing.domain.category_deletion import delete_category
from kontor.tenants.models import Tenant
from tests.factories.escalations import TAGS, TELLS_SUPERVISORS, make_rule, one_of, rule_in_force, waits
from tests.support.jobs import waiting_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

WAITS = waits(30)


def _tag(*values: str) -> Action:
    return Action(ActionKind.TAG, values=values)


def _content(*conditions: Condition, do: tuple[Action, ...] = (TAGS,), again: int | None = None) -> Content:
    return Content(conditions, do, again)


def _names(tenant: Tenant) -> list[str]:
    return [rule.name for rule in EscalationRule.objects.living().filter(tenant=tenant)]


def test_create_rule(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        create_rule(nordlicht, "Erste", _content(WAITS), by=ada)
        rule = create_rule(nordlicht, "  Über  Frist ", _content(WAITS, do=(_tag(" a\nb ", "a b"),), again=5), by=ada)

        assert (rule.name, rule.sort_key[:4], rule.position, rule.number, rule.active) == (
            "Über Frist",
            "uber",
            2,
            0,
            False,
        )
        assert rule.content == {
            "conditions": [{"kind": "waiting", "number": 30, "values": []}],
            "actions": [{"kind": "tag", "number": None, "values": ["a b"]}],
            "again": 5,
        }
        entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.label, entry.actor_id) == ("created", "Über Frist", ada.pk)


def test_content_survives_being_stored(nordlicht: Tenant, billing: Category) -> None:
    content = _content(WAITS, one_of(ConditionKind.CATEGORY, billing.pk), do=(TAGS, TELLS_SUPERVISORS), again=60)
    assert Content.from_json(content.to_json()) == content
    assert Content.from_json({}) == Content()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (Content(actions=(TAGS,)), "Set at least one condition"),
        (Content(conditions=(WAITS,)), "Set at least one action"),
        (_content(*[WAITS] * (MOST_ENTRIES + 1)), "at most 20 conditions"),
        (_content(WAITS, again=0), "after how many minutes"),
        (_content(Condition(ConditionKind.WAITING)), "Enter a number from 0"),
        (_content(Condition(ConditionKind.LATE_SHARE, 101)), "Enter a number from 1 to 100"),
        (_content(Condition(ConditionKind.OPEN, 0)), "Enter a number from 1"),
        (_content(Condition(ConditionKind.STATE)), "Choose at least one"),
        (_content(one_of(ConditionKind.STATE, "closed")), "Choose what is offered"),
        (_content(one_of(ConditionKind.CHANNEL, "fax")), "Choose what is offered"),
        (_content(one_of(ConditionKind.CATEGORY, "x")), "A category that the rule names"),
        (_content(one_of(ConditionKind.CATEGORY, 999_999)), "A category that the rule names"),
        (_content(one_of(ConditionKind.TAG)), "Write at least one tag"),
        (_content(WAITS, do=(_tag("x" * 41),)), "at most 40 characters"),
        (_content(WAITS, do=(_tag("a", "b"),)), "Choose only one"),
        (_content(WAITS, do=(Action(ActionKind.ASSIGN, values=("999999",)),)), "An agent group that the rule names"),
        (_content(WAITS, do=(Action(ActionKind.NOTIFY, values=("everybody",)),)), "Somebody whom the rule tells"),
        (_content(WAITS, do=(Action(ActionKind.MAIL, values=("999999",)),)), "Somebody whom the rule tells"),
    ],
)
def test_what_could_never_be_is_refused(nordlicht: Tenant, content: Content, sentence: str) -> None:
    with in_scope(nordlicht), refused(sentence):
        clean_content(content, nordlicht.pk)


def test_nothing_of_another_tenant_can_be_named(
    nordlicht: Tenant, claims: Category, alpina_service: AgentGroup, carla: User
) -> None:
    foreign = [
        _content(one_of(ConditionKind.CATEGORY, claims.pk)),
        _content(WAITS, do=(Action(ActionKind.RECATEGORIZE, values=(str(claims.pk),)),)),
        _content(WAITS, do=(Action(ActionKind.ASSIGN, values=(str(alpina_service.pk),)),)),
        _content(WAITS, do=(Action(ActionKind.NOTIFY, values=(str(carla.pk),)),)),
    ]
    with everywhere():
        for content in foreign:
            with refused("the rule"):
                clean_content(content, nordlicht.pk)


def test_a_name_is_needed_and_given_once_a_tenant(nordlicht: Tenant, alpina: Tenant) -> None:
    make_rule(nordlicht, WAITS, name="Zu spät")
    make_rule(alpina, WAITS, name="Zu spät")
    with in_scope(nordlicht):
        with refused("Give the rule a name"):
            create_rule(nordlicht, " ", _content(WAITS), by=None)
        with refused("There is a rule with the name “ZU SPÄT” already"):
            create_rule(nordlicht, "ZU SPÄT", _content(WAITS), by=None)
        delete_rule(EscalationRule.objects.get(), by=None)
        create_rule(nordlicht, "Zu spät", _content(WAITS), by=None)


def test_a_change_does_not_count_before_it_is_put_in_force(nordlicht: Tenant) -> None:
    version = rule_in_force(nordlicht, WAITS)
    with in_scope(nordlicht):
        rule = version.rule
        rule.refresh_from_db()
        changed = change_rule(rule, "Neu", _content(waits(5)), version=rule.version, by=None)
        assert [each.content["conditions"][0]["number"] for each in versions_that_count(nordlicht.pk)] == [30]
        with refused("Somebody else has changed this rule"):
            change_rule(rule, "Neu", _content(waits(6)), version=rule.version, by=None)
        put_in_force(changed, version=changed.version, by=None)
        (counts,) = versions_that_count(nordlicht.pk)
    assert (counts.number, counts.name, counts.content["conditions"][0]["number"]) == (2, "Neu", 5)


def test_put_in_force(nordlicht: Tenant, sven: User) -> None:
    rule = make_rule(nordlicht, WAITS, name="Frist")
    with in_scope(nordlicht):
        version = put_in_force(rule, version=rule.version, by=sven)
        rule.refresh_from_db()
        assert (version.number, version.name, version.by) == (1, "Frist", sven)
        assert (rule.number, rule.active) == (1, True)
        assert [job.arguments for job in waiting_jobs("sweep_rules")] == [{"tenant_id": nordlicht.pk}]
        with refused("Version 1, which is in force, says the same"):
            put_in_force(rule, version=rule.version, by=sven)


def test_an_earlier_version_counts_again_and_stands_in_the_draft(nordlicht: Tenant) -> None:
    first = rule_in_force(nordlicht, WAITS)
    with in_scope(nordlicht):
        rule = EscalationRule.objects.get()
        rule = change_rule(rule, rule.name, _content(waits(5)), version=rule.version, by=None)
        second = put_in_force(rule, version=rule.version, by=None)
        rule.refresh_from_db()
        assert version_in_force(rule) == second

        put_back_in_force(first, by=None)

        rule.refresh_from_db()
        assert version_in_force(rule) == first
        assert (rule.number, rule.content) == (1, first.content)
        assert [each.number for each in versions_that_count(nordlicht.pk)] == [1]
        with refused("in force already"):
            put_back_in_force(first, by=None)
        rule = change_rule(rule, rule.name, _content(waits(7)), version=rule.version, by=None)
        assert put_in_force(rule, version=rule.version, by=None).number == 3


def test_a_version_whose_category_is_gone_is_not_put_in_force_again(nordlicht: Tenant, moving: Category) -> None:
    first = rule_in_force(nordlicht, one_of(ConditionKind.CATEGORY, moving.pk))
    with in_scope(nordlicht):
        rule = EscalationRule.objects.get()
        rule = change_rule(rule, rule.name, _content(WAITS), version=rule.version, by=None)
        put_in_force(rule, version=rule.version, by=None)
        delete_category(moving, by=None)
        with refused("A category that the rule names no longer exists"):
            put_back_in_force(first, by=None)


def test_switching(nordlicht: Tenant) -> None:
    draft, version = make_rule(nordlicht, WAITS), rule_in_force(nordlicht, WAITS)
    with in_scope(nordlicht):
        with refused("Put the rule in force first"):
            switch_rule(draft, on=True, by=None)
        switch_rule(version.rule, on=False, by=None)
        assert versions_that_count(nordlicht.pk) == []
        switch_rule(version.rule, on=True, by=None)
        assert versions_that_count(nordlicht.pk) == [version]


def test_moving(nordlicht: Tenant, alpina: Tenant) -> None:
    for name in ("A", "B", "C"):
        make_rule(nordlicht, WAITS, name=name)
    make_rule(alpina, WAITS, name="X")
    with in_scope(nordlicht):
        rules = {rule.name: rule for rule in EscalationRule.objects.all()}
        assert move_rule(rules["C"], up=True, by=None)
        assert _names(nordlicht) == ["A", "C", "B"]
        assert not move_rule(rules["A"], up=True, by=None)
        assert move_rule(rules["A"], up=False, by=None)
        assert _names(nordlicht) == ["C", "A", "B"]
        delete_rule(rules["A"], by=None)
        assert move_rule(rules["B"], up=True, by=None)
        assert _names(nordlicht) == ["B", "C"]


def test_a_deleted_rule_keeps_what_it_was(nordlicht: Tenant, ada: User) -> None:
    version = rule_in_force(nordlicht, WAITS)
    with in_scope(nordlicht):
        delete_rule(version.rule, by=ada)
        assert version.rule.versions.count() == 1
        assert AuditEntry.objects.latest("id").action == "deleted"
        with refused("Somebody else has deleted this rule"):
            switch_rule(version.rule, on=True, by=None)
