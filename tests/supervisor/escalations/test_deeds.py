"""What is said when escalation rules are moved, switched, deleted and put in force; the list of each tenant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.escalations.domain.content import Content
from kontor.escalations.domain.rules import change_rule
from kontor.escalations.domain.versions import put_in_force
from kontor.escalations.models import EscalationRule
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.escalations import TAGS, make_rule, rule_in_force, waits
from tests.supervisor.listed import said
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
LIST = "/supervisor/escalations/"
FORM = {
    "name": "Zu lange",
    "conditions": ["0"],
    "conditions-0-kind": "waiting",
    "conditions-0-number": "30",
    "actions": ["0"],
    "actions-0-kind": "tag",
    "actions-0-text": "eilig",
}


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def test_moving_says_where_a_rule_is_tried_now(browser: Browser, nordlicht: Tenant) -> None:
    _one, two = [make_rule(nordlicht, waits(1), name=name) for name in ("Eins", "Zwei")]

    answers = [browser.post(f"{LIST}{two.pk}/{way}/") for way in ("down", "up", "up", "down")]

    assert [said(answer) for answer in answers] == [
        ["“Zwei” is the last rule already."],
        ["“Zwei” is tried earlier now."],
        ["“Zwei” is the first rule already."],
        ["“Zwei” is tried later now."],
    ]
    assert {answer["Location"] for answer in answers} == {LIST}


def test_switching_and_deleting_name_the_rule(browser: Browser, nordlicht: Tenant) -> None:
    rule = rule_in_force(nordlicht, waits(1), name="Eins").rule
    url = f"{LIST}{rule.pk}"

    off, on = [browser.post(f"{url}/switch/", {"on": on}) for on in ("0", "1")]
    deleted = browser.post(f"{url}/delete/")

    assert [said(answer) for answer in (off, on, deleted)] == [
        ["The rule “Eins” is switched off."],
        ["The rule “Eins” is switched on."],
        ["The rule “Eins” is deleted and acts no more."],
    ]
    assert deleted["Location"] == LIST


def test_a_draft_cannot_be_switched_on(browser: Browser, nordlicht: Tenant) -> None:
    rule = make_rule(nordlicht, waits(1))

    answer = browser.post(f"{LIST}{rule.pk}/switch/", {"on": "1"})

    assert said(answer) == ["Put the rule in force first; until then it is a draft."]


def test_saving_and_putting_in_force_say_what_counts(browser: Browser, nordlicht: Tenant) -> None:
    made = browser.post(f"{LIST}new/?tenant={nordlicht.pk}", FORM)
    with everywhere():
        rule = EscalationRule.objects.get()
    url = f"{LIST}{rule.pk}/"
    saved = browser.post(url, FORM | {"name": "Viel zu lange", "version": rule.version})
    counts = browser.post(f"{url}activate/", {"seen": rule.version + 1})

    assert (said(made), made["Location"]) == (["The rule is created. It counts once it is put in force."], url)
    assert said(saved) == ["The rule is saved. It counts once it is put in force."]
    assert (said(counts), counts["Location"]) == (["Version 1 of the rule “Viel zu lange” is in force."], url)


def test_the_mask_says_whether_the_draft_differs_from_what_counts(browser: Browser, nordlicht: Tenant) -> None:
    rule = make_rule(nordlicht, waits(30), name="Zu lange")
    url = f"{LIST}{rule.pk}/"

    draft = browser.get(url).context
    browser.post(f"{url}activate/", {"seen": rule.version})
    counts = browser.get(url).context
    with in_scope(nordlicht):
        rule.refresh_from_db()
    browser.post(url, FORM | {"name": "Anders", "version": rule.version})
    renamed = browser.get(url).context

    contexts = (draft, counts, renamed)
    assert [context["differs"] for context in contexts] == [True, False, True]
    assert [context["in_force"] and context["in_force"].number for context in contexts] == [None, 1, 1]


def test_an_earlier_version_that_counts_again_is_named(browser: Browser, nordlicht: Tenant) -> None:
    first = rule_in_force(nordlicht, waits(30), name="Zu lange")
    with in_scope(nordlicht):
        rule = EscalationRule.objects.get()
        change_rule(rule, "Kürzer", Content.from_json(rule.content), version=rule.version, by=None)
        rule.refresh_from_db()
        put_in_force(rule, version=rule.version, by=None)

    before = browser.get(f"{LIST}{first.rule_id}/versions/").context["rows"]
    answer = browser.post(f"{LIST}versions/{first.pk}/activate/")
    after = browser.get(f"{LIST}{first.rule_id}/versions/").context["rows"]

    assert said(answer) == ["Version 1 of the rule “Zu lange” is in force."]
    assert answer["Location"] == f"{LIST}{first.rule_id}/versions/"
    assert [[(row.version.number, row.in_force) for row in rows] for rows in (before, after)] == [
        [(2, True), (1, False)],
        [(2, False), (1, True)],
    ]


def test_rules_are_numbered_in_the_order_in_which_they_are_tried(browser: Browser, nordlicht: Tenant) -> None:
    for name in ("B", "A", "C"):
        make_rule(nordlicht, waits(1), name=name)

    (rules,) = browser.get(LIST).context["rule_sets"]

    assert [(row.place, row.rule.name, row.first, row.last_one) for row in rules.rows] == [
        (1, "B", True, False),
        (2, "A", False, False),
        (3, "C", False, True),
    ]
    assert [(row.times, row.last) for row in rules.rows] == [(0, None)] * 3


def test_a_new_rule_is_led_to_with_the_first_tenant_where_one_may(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    context = client_of_both("escalations.read").get(LIST).context

    assert [(each.tenant, each.may_write) for each in context["rule_sets"]] == [(alpina, False), (nordlicht, True)]
    assert context["new_url"] == f"{LIST}new/?tenant={nordlicht.pk}"


def test_without_a_tenant_there_is_no_new_rule(client_for: ClientFor, ada: User) -> None:
    answer = client_for(ada).get(f"{LIST}new/")

    assert answer.status_code == 404


@pytest.mark.parametrize("tenant", ["0", "x", "9" * 19])
def test_a_tenant_that_is_none_has_no_new_rule(browser: Browser, tenant: str) -> None:
    assert browser.get(f"{LIST}new/", {"tenant": tenant}).status_code == 404


def test_who_may_only_look_does_nothing_with_a_rule(client_of_both: ClientFor, alpina: Tenant) -> None:
    rule = rule_in_force(alpina, waits(1)).rule
    browser = client_of_both("escalations.read")
    url = f"{LIST}{rule.pk}/"

    deeds = [browser.post(f"{url}{deed}/", {"on": "0"}) for deed in ("up", "down", "switch", "delete", "activate")]

    assert [answer.status_code for answer in deeds] == [403] * 5
    assert browser.get(url).context["may_write"] is False
    assert browser.post(url, FORM | {"version": rule.version}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "N" * 121}, ["name"]),
        ({"again": "0"}, ["again"]),
        ({"again": str(60 * 24 * 365 + 1)}, ["again"]),
        ({"conditions-0-number": "x", "actions-0-text": ""}, ["conditions", "actions"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], fields: list[str]
) -> None:
    answer = browser.post(f"{LIST}new/?tenant={nordlicht.pk}", {**FORM, **wrong})

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, fields)
    with everywhere():
        assert not EscalationRule.objects.exists()


def test_the_mask_shows_its_own_rule(browser: Browser, nordlicht: Tenant) -> None:
    make_rule(nordlicht, waits(1), name="Andere")
    rule = make_rule(nordlicht, waits(30), name="Zu lange", again=15)

    start = browser.get(f"{LIST}{rule.pk}/").context["mask"].form.initial

    assert (start["name"], start["again"]) == ("Zu lange", 15)
    assert [row.entry() for row in (*start["conditions"], *start["actions"])] == [waits(30), TAGS]
