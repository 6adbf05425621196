"""The list of the rules of release and sampling: rows, order, what is found, what is offered and said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kontor.answers.enums import ReviewPurpose
from kontor.answers.models import ReviewRule
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.reviews import make_review_rule
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/reviews/"
RELEASE, SAMPLE = ReviewPurpose.RELEASE, ReviewPurpose.SAMPLE


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def test_a_row_says_which_answers_and_how_many_of_them(
    browser: Browser, nordlicht: Tenant, anna: User, billing: Category
) -> None:
    make_review_rule(nordlicht, SAMPLE, agent=anna, category=billing, percent=20)

    page = browser.get(LIST)

    assert rows_of(page) == [
        {
            "answers": "Answers of Anna Arndt in the category “Abrechnung”",
            "purpose": SAMPLE.label,
            "finding": "",
            "percent": 20,
            "tenant": "Nordlicht Energie",
        }
    ]
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour, offered(page)) == (f"{LIST}{row.item.pk}/", nordlicht.colour, ["Delete"])


def test_a_rule_is_found_by_the_name_of_its_category_and_of_its_agent(
    browser: Browser, nordlicht: Tenant, anna: User, bela: User, billing: Category, moving: Category
) -> None:
    make_review_rule(nordlicht, agent=anna, category=moving, percent=1)
    make_review_rule(nordlicht, agent=bela, category=billing, percent=2)
    make_review_rule(nordlicht, percent=3)

    found = [narrowed(browser, LIST, key="percent", answers=words)["answers"] for words in ("arndt", "ABRECH", "r")]

    assert found == [[1], [2], [1, 2]]


def test_rules_are_found_by_what_happens(browser: Browser, nordlicht: Tenant) -> None:
    make_review_rule(nordlicht, RELEASE, percent=10)
    make_review_rule(nordlicht, SAMPLE, percent=20)

    assert narrowed(browser, LIST, key="percent", purpose="sample") == {"purpose": [20]}


def test_rules_stand_by_tenant_and_purpose_or_as_one_likes(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_review_rule(nordlicht, SAMPLE, percent=1)
    make_review_rule(nordlicht, RELEASE, percent=2)
    make_review_rule(alpina, SAMPLE, finding="spelling", percent=3)
    browser = client_for(ada)

    assert ordered(browser, LIST, "", "-percent", "finding,-percent", key="percent") == {
        "": [3, 2, 1],
        "-percent": [3, 2, 1],
        "finding,-percent": [2, 1, 3],
    }
    assert column(browser.get(LIST, {"filter-tenant": nordlicht.pk}), "percent") == [2, 1]


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 rule is deleted."), (2, "2 rules are deleted.")])
def test_how_many_were_deleted_is_said(browser: Browser, nordlicht: Tenant, count: int, sentence: str) -> None:
    rules = [make_review_rule(nordlicht, finding=f"finding {each}", percent=each) for each in range(1, count + 2)]

    answer = browser.post(f"{LIST}delete/", {"selected": [rule.pk for rule in rules[1:]]})

    assert (said(answer), answer["Location"]) == ([sentence], LIST)
    assert column(browser.get(LIST), "percent") == [1]


def test_a_rule_is_shown_in_its_own_mask(browser: Browser, nordlicht: Tenant, anna: User, billing: Category) -> None:
    make_review_rule(nordlicht, percent=5)
    rule = make_review_rule(nordlicht, SAMPLE, agent=anna, category=billing, finding="spelling", percent=40)

    page = browser.get(f"{LIST}{rule.pk}/")

    start = {"purpose": "sample", "category": billing, "agent": anna, "finding": "spelling", "percent": 40}
    assert page.context["mask"].form.initial == start
    assert page.context["in_words"] == column(browser.get(LIST, {"filter-purpose": "sample"}), "answers")[0]
    assert (page.context["may_write"], page.context["mask_colour"]) == (True, nordlicht.colour)


def test_creating_and_saving_say_so_and_keep_everything(browser: Browser, nordlicht: Tenant, anna: User) -> None:
    entered: dict[str, Any] = {"purpose": "sample", "agent": anna.pk, "finding": "spelling", "percent": 1}

    made = browser.post(f"{LIST}new/", {**entered, "tenant": nordlicht.pk})
    with everywhere():
        rule = ReviewRule.objects.get()
    saved = browser.post(f"{LIST}{rule.pk}/", {"purpose": "release", "percent": 100, "version": 1})

    assert [said(made), said(saved), made["Location"]] == [["The rule is created."], ["The rule is saved."], LIST]
    assert (rule.category, rule.finding, rule.percent) == (None, "spelling", 1)
    with everywhere():
        rule.refresh_from_db()
    assert (rule.purpose, rule.agent_id, rule.finding, rule.percent) == ("release", None, "", 100)


@pytest.mark.parametrize("percent", ["0", "101", "", "x"])
def test_a_share_is_between_one_and_a_hundred(browser: Browser, nordlicht: Tenant, percent: str) -> None:
    answer = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "purpose": "release", "percent": percent})

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, ["percent"])


def test_in_a_tenant_where_one_may_not_look_rules_are_neither_shown_nor_changed(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    own, other = make_review_rule(nordlicht, percent=1), make_review_rule(alpina, percent=2)
    browser = client_of_both("tickets.read")

    assert column(browser.get(LIST), "percent") == [1]
    assert browser.get(f"{LIST}{other.pk}/").status_code == 403
    answer = browser.post(f"{LIST}delete/", {"selected": [own.pk, other.pk]})

    assert said(answer) == ["You may not do this with all that is chosen. Nothing was changed."]
    with everywhere():
        assert ReviewRule.objects.count() == 2


def test_whoever_may_only_look_is_not_led_to_a_new_rule(client_of_both: ClientFor, alpina: Tenant) -> None:
    rule = make_review_rule(alpina)
    browser = client_of_both("reviews.read")

    assert browser.get(LIST).context["new_url"] == f"{LIST}new/"
    assert browser.get(f"{LIST}{rule.pk}/").context["may_write"] is False
    assert browser.post(f"{LIST}{rule.pk}/", {"purpose": "sample", "percent": 3, "version": 1}).status_code == 403
    made = browser.post(f"{LIST}new/", {"tenant": alpina.pk, "purpose": "sample", "percent": 3})
    assert (made.status_code, list(made.context["mask"].form.errors)) == (422, ["tenant"])


def test_only_people_and_categories_of_the_rules_tenant_are_offered(
    client_for: ClientFor, ada: User, nordlicht: Tenant, anna: User, carla: User, billing: Category, claims: Category
) -> None:
    rule = make_review_rule(nordlicht)
    browser = client_for(ada)

    forms = [browser.get(url).context["mask"].form for url in (f"{LIST}{rule.pk}/", f"{LIST}new/")]

    with everywhere():
        assert [list(form.fields["agent"].queryset) for form in forms] == [[anna], [anna, carla]]
        assert [set(form.fields["category"].queryset) for form in forms] == [{billing}, {billing, claims}]
