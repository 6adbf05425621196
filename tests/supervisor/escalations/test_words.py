"""Escalation rules in words: each condition and action as a phrase, what changed, what is gone."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from kontor.escalations.domain.content import OWNER, SUPERVISORS, Content
from kontor.escalations.domain.entries import Action, Condition
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.supervisor.escalations.offers import names_for, names_of, offers_for
from kontor.supervisor.escalations.words import again_in_words, changes_in_words, content_lines, in_words
from kontor.tenants.models import Tenant
from tests.factories.escalations import TAGS, one_of, waits
from tests.factories.org import make_category
from tests.support.scoping import everywhere, in_scope

TAGGED = Condition(ConditionKind.TAG, values=("eilig", "VIP"))


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [
        (ConditionKind.SHARE, "At least 7 percent of a target are used"),
        (ConditionKind.DUE_IN, "Due within 7 minutes"),
        (ConditionKind.WAITING, "In the queue, received 7 minutes of working time ago or earlier"),
        (ConditionKind.OVERDUE, "Resubmission overdue by 7 minutes"),
        (ConditionKind.OPEN, "At least 7 open tickets"),
        (ConditionKind.LATE_SHARE, "At least 7 percent of the open tickets beyond their target"),
    ],
)
def test_a_condition_with_a_number_is_a_phrase(kind: ConditionKind, phrase: str) -> None:
    assert in_words(Condition(kind, 7), {}) == phrase


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [
        (ConditionKind.SHARE, "Mindestens 1 Prozent einer Frist ist verbraucht"),
        (ConditionKind.DUE_IN, "Fällig innerhalb von 1 Minute"),
        (ConditionKind.WAITING, "In der Warteschlange, vor mindestens 1 Minute Arbeitszeit eingegangen"),
        (ConditionKind.OVERDUE, "Wiedervorlage um 1 Minute überfällig"),
        (ConditionKind.OPEN, "Mindestens 1 offene Anfrage"),
    ],
)
def test_one_is_not_several(kind: ConditionKind, phrase: str) -> None:
    with override("de"):
        assert in_words(Condition(kind, 1), {}) == phrase


def test_actions_and_written_values_are_phrases() -> None:
    entries = (Action(ActionKind.PRIORITY, 3), TAGS, TAGGED)

    assert [in_words(each, {}) for each in entries] == [
        "Raise the priority by 3",
        "Set the tag: eilig",
        "Tag: eilig, VIP",
    ]


def test_what_is_chosen_is_called_by_its_name_and_what_is_gone_says_so() -> None:
    condition = one_of(ConditionKind.CATEGORY, 1, 2)

    assert in_words(condition, {ConditionKind.CATEGORY: [("1", "Abrechnung")]}) == (
        "Category: Abrechnung, no longer there"
    )
    assert names_of(ConditionKind.CATEGORY, ["2"], {}) == ["no longer there"]


@pytest.mark.parametrize(
    ("again", "words"),
    [(None, "Once a ticket and version"), (1, "Again after 1 minute"), (2, "Again after 2 minutes")],
)
def test_how_often_a_rule_acts(again: int | None, words: str) -> None:
    assert again_in_words(again) == words


def test_a_rule_says_when_what_and_how_often() -> None:
    assert content_lines(Content((waits(30), TAGGED), (TAGS,), 5), {}) == [
        ("When", ["In the queue, received 30 minutes of working time ago or earlier", "Tag: eilig, VIP"]),
        ("What happens", ["Set the tag: eilig"]),
        ("How often", ["Again after 5 minutes"]),
    ]


def test_a_change_tells_what_is_new_before_what_is_no_more() -> None:
    before, after = Content((waits(30),), (TAGS,), None), Content((waits(45),), (TAGS,), 10)

    assert changes_in_words(before, after, {}) == [
        "new: In the queue, received 45 minutes of working time ago or earlier",
        "new: Again after 10 minutes",
        "no more: In the queue, received 30 minutes of working time ago or earlier",
        "no more: Once a ticket and version",
    ]


def test_another_order_is_a_change_of_its_own_and_nothing_is_none() -> None:
    one, other = Content((waits(30), TAGGED), (TAGS,), None), Content((TAGGED, waits(30)), (TAGS,), None)

    assert changes_in_words(one, other, {}) == ["in another order"]
    assert changes_in_words(one, one, {}) == []


def test_of_a_tenant_its_own_categories_groups_and_people_are_offered(
    nordlicht: Tenant, billing: Category, claims: Category, anna: User, carla: User, nordlicht_service: AgentGroup
) -> None:
    gone = make_category(nordlicht_service, "Weg", deleted_at="2026-01-01T00:00Z")
    with everywhere():
        offers = offers_for(nordlicht.pk)

    assert [value for value, _label in offers[ConditionKind.CATEGORY]] == [str(billing.pk)]
    assert str(gone.pk) not in dict(offers[ActionKind.RECATEGORIZE])
    assert [value for value, _label in offers[ActionKind.ASSIGN]] == [str(nordlicht_service.pk)]
    people = dict(offers[ActionKind.NOTIFY])
    assert (str(anna.pk) in people, str(carla.pk) in people) == (True, False)
    assert list(people)[:2] == [OWNER, SUPERVISORS]
    assert offers[ActionKind.MAIL] == offers[ActionKind.NOTIFY]


def test_languages_stand_by_their_names_and_states_are_open_ones(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        offers = offers_for(nordlicht.pk)

    names = [label for _code, label in offers[ConditionKind.LANGUAGE]]
    assert names == sorted(names)
    assert dict(offers[ConditionKind.LANGUAGE])["de"] == "German"
    assert "closed" not in dict(offers[ConditionKind.STATE])
    assert "mail" in dict(offers[ConditionKind.CHANNEL])


def test_a_rule_goes_on_naming_what_was_deleted_meanwhile(
    nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User
) -> None:
    gone = make_category(nordlicht_service, "Weg", deleted_at="2026-01-01T00:00Z")
    content = Content(
        (one_of(ConditionKind.CATEGORY, gone.pk),), (Action(ActionKind.NOTIFY, values=(str(anna.pk),)),), None
    )
    with everywhere():
        User.objects.filter(pk=anna.pk).update(deleted_at="2026-01-01T00:00Z")
        names = names_for([nordlicht.pk], [content])

    lines = content_lines(content, names)

    assert ["Weg" in lines[0][1][0], "Anna Arndt" in lines[1][1][0]] == [True, True]
