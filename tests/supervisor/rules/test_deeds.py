"""What is said when rules, keyword sets and fallbacks are changed; what a mask starts with; who may what."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.conditions import Condition
from kontor.routing.domain.keyword_sets import create_keyword_set
from kontor.routing.enums import Part
from kontor.routing.models import CategoryRule, KeywordSet, RuleVersion
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.routing import activate
from tests.supervisor.listed import said
from tests.supervisor.rules.conftest import LIST, ClientFor, names_in, rule_of
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def words(tenant: Tenant, name: str, *lines: str) -> KeywordSet:
    with in_scope(tenant):
        return create_keyword_set(tenant.pk, name=name, lines=list(lines), stems=False, by=None)


def test_moving_and_deleting_say_what_counts_now(browser: Browser, billing: Category) -> None:
    one, two = [rule_of(billing, name, name=name) for name in ("Eins", "Zwei")]

    moved = [browser.post(f"{LIST}{two.pk}/{way}/") for way in ("down", "up", "up", "down")]
    deleted = browser.post(f"{LIST}{one.pk}/delete/")

    assert [said(answer) for answer in moved] == [
        ["“Zwei” is the last rule already."],
        ["“Zwei” is tried earlier now."],
        ["“Zwei” is the first rule already."],
        ["“Zwei” is tried later now."],
    ]
    assert said(deleted) == ["The rule “Eins” is deleted. It counts until the changes are activated."]
    assert ({answer["Location"] for answer in (*moved, deleted)}, names_in()) == ({LIST}, ["Zwei"])


def test_creating_saving_and_activating_say_what_counts(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    entered = {"name": "Rechnungen", "category": billing.pk, "active": "on", "conditions": "0"}
    entered |= {"conditions-0-part": "subject", "conditions-0-text": "Rechnung"}

    made = browser.post(f"{LIST}new/", entered)
    with everywhere():
        rule = CategoryRule.objects.get()
    saved = browser.post(f"{LIST}{rule.pk}/", entered | {"name": "Belege", "version": rule.version})
    counts = browser.post(f"{LIST}tenant/{nordlicht.pk}/activate/", {"note": "Erste Regeln"})

    assert said(made) == ["The rule is created, after the others of its tenant. It counts once it is activated."]
    assert said(saved) == ["The rule is saved. It counts once it is activated."]
    assert said(counts) == ["Version 1 is in force for mail that arrives from now on."]
    with everywhere():
        assert RuleVersion.objects.get().note == "Erste Regeln"
    assert (made["Location"], counts["Location"]) == (LIST, LIST)


def test_a_new_rule_leads_into_the_category_one_comes_from(browser: Browser, billing: Category) -> None:
    starts = [
        browser.get(f"{LIST}new/", {"category": asked}).context["mask"].form.initial["category"]
        for asked in (str(billing.pk), "x", "9" * 19, "")
    ]

    assert starts == [billing.pk, None, None, None]


def test_the_mask_shows_its_own_rule_with_its_tenants_categories(
    browser: Browser, client_for: ClientFor, ada: User, billing: Category, moving: Category, claims: Category
) -> None:
    rule_of(billing, "Anderes", name="Andere")
    rule = rule_of(moving, "Umzug", name="Umzüge", active=False)

    form = client_for(ada).get(f"{LIST}{rule.pk}/").context["mask"].form

    start = form.initial
    assert (start["name"], start["category"], start["threshold"], start["active"]) == ("Umzüge", moving.pk, None, False)
    assert [row.condition() for row in start["conditions"]] == [Condition(Part.SUBJECT, ("Umzug",))]
    with everywhere():
        labels = [form.fields["category"].label_from_instance(each) for each in form.fields["category"].queryset]
    assert labels == ["NORD · Abrechnung", "NORD · Umzug"]


def test_accounts_are_called_by_name_address_and_tenant(
    client_for: ClientFor, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    make_account(nordlicht, "zweite@nordlicht.example", name="Zweite")

    field = client_for(ada).get(f"{LIST}new/").context["mask"].form.fields["account"]

    with everywhere():
        labels = sorted(field.label_from_instance(account) for account in field.queryset.select_related("tenant"))
    assert labels == [
        "NORD · Zweite <zweite@nordlicht.example>",
        "NORD · service@nordlicht.example",
        "info@kontor.example (general)",
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "N" * 121}, "name"),
        ({"category": ""}, "category"),
        ({"account": "0"}, "account"),
        ({"threshold": "-1"}, "threshold"),
        ({"threshold": "1001"}, "threshold"),
        ({"conditions-0-part": "size", "conditions-0-least": "viel"}, "conditions"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, billing: Category, wrong: dict[str, str], field: str
) -> None:
    entered = {"category": billing.pk, "conditions": "0", "conditions-0-part": "subject", "conditions-0-text": "a"}

    answer = browser.post(f"{LIST}new/", {**entered, **wrong})

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


def test_rules_are_numbered_in_the_order_in_which_they_are_tried(
    browser: Browser, nordlicht: Tenant, billing: Category
) -> None:
    for name in ("B", "A", "C"):
        rule_of(billing, name, name=name)

    (rules,) = browser.get(LIST).context["rule_sets"]

    assert [(row.place, row.rule.name, row.first, row.last) for row in rules.rows] == [
        (1, "B", True, False),
        (2, "A", False, False),
        (3, "C", False, True),
    ]
    assert rules.rows[0].lines == [("Words in the subject", "B")]
    assert (rules.tenant, rules.active, rules.may_write, len(rules.changes)) == (nordlicht, None, True, 3)


def test_discarding_and_going_back_say_what_holds(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    rule_of(billing, "Eins", name="Eins")
    first = activate(nordlicht)
    rule_of(billing, "Zwei", name="Zwei")

    discarded = browser.post(f"{LIST}tenant/{nordlicht.pk}/discard/")
    rule_of(billing, "Drei", name="Drei")
    activate(nordlicht)
    loaded = browser.post(f"{LIST}versions/{first.pk}/load/")
    back = browser.post(f"{LIST}versions/{first.pk}/activate/")

    assert said(discarded) == ["The changes are discarded. The rules are again as they are in force."]
    assert said(loaded) == ["The draft says now what version 1 says."]
    assert names_in() == ["Eins"]
    assert said(back)[0].endswith("is in force for mail that arrives from now on.")
    assert back["Location"] == f"{LIST}tenant/{nordlicht.pk}/versions/"


def test_a_keyword_set_is_created_saved_and_deleted_by_name(browser: Browser, nordlicht: Tenant) -> None:
    words(nordlicht, "Andere", "a")
    made = browser.post(f"{LIST}keywords/new/", {"tenant": nordlicht.pk, "name": "Beträge", "lines": "Euro\n\n Cent "})
    with everywhere():
        row = KeywordSet.objects.get(name="Beträge")
    url = f"{LIST}keywords/{row.pk}/"
    start = browser.get(url).context["mask"].form.initial
    saved = browser.post(url, {"name": "Geld", "lines": "Euro", "stems": "on", "version": row.version})
    deleted = browser.post(f"{url}delete/")

    assert start == {"name": "Beträge", "lines": ["Euro", "Cent"], "stems": False}
    assert [said(answer) for answer in (made, saved, deleted)] == [
        ["The keyword set is created. Rules can use it now."],
        ["The keyword set is saved. It counts once it is activated."],
        ["The keyword set “Geld” is deleted."],
    ]
    assert [answer["Location"] for answer in (made, deleted)] == [f"{LIST}keywords/"] * 2


def test_a_fallback_is_said_and_so_is_none(browser: Browser, nordlicht_account: MailAccount, billing: Category) -> None:
    url = f"{LIST}fallback/{nordlicht_account.pk}/"

    some, none = [browser.post(url, {"category": category}) for category in (billing.pk, "")]

    assert said(some) == ["Mail to service@nordlicht.example that no rule claims goes into “Abrechnung” now."]
    assert said(none) == ["service@nordlicht.example has no fallback category now. Mail that no rule claims is held."]
    assert {some["Location"], none["Location"]} == {LIST}


def test_a_category_of_another_tenant_is_no_fallback(
    browser: Browser, nordlicht_account: MailAccount, claims: Category
) -> None:
    url = f"{LIST}fallback/{nordlicht_account.pk}/"

    assert [browser.post(url, {"category": each}).status_code for each in (claims.pk, "x")] == [404, 404]


def test_who_may_only_look_changes_no_rule(
    client_of_both: ClientFor, alpina: Tenant, claims: Category, alpina_account: MailAccount
) -> None:
    rule = rule_of(claims, "Schaden", in_force=True)
    row = words(alpina, "Worte", "a")
    browser = client_of_both("categories.read")
    with everywhere():
        version = RuleVersion.objects.get()

    deeds = [
        f"{rule.pk}/up/",
        f"{rule.pk}/delete/",
        f"{rule.pk}/",
        f"keywords/{row.pk}/",
        f"keywords/{row.pk}/delete/",
        f"fallback/{alpina_account.pk}/",
        f"tenant/{alpina.pk}/activate/",
        f"tenant/{alpina.pk}/discard/",
        f"versions/{version.pk}/load/",
        f"versions/{version.pk}/activate/",
    ]
    assert [browser.post(f"{LIST}{deed}").status_code for deed in deeds] == [403] * len(deeds)
    shown = [browser.get(f"{LIST}{page}") for page in (f"{rule.pk}/", f"keywords/{row.pk}/", f"versions/{version.pk}/")]
    assert [page.context["may_write"] for page in shown] == [False] * 3
