from __future__ import annotations

from collections.abc import Callable

from kontor.answers.enums import ReviewPurpose
from kontor.answers.models import ReviewRule
from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.reviews import make_review_rule
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/reviews/"


def test_list_shows_own_tenants_only(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, anna: User, carla: User, billing: Category
) -> None:
    make_review_rule(nordlicht, agent=anna, category=billing, percent=20)
    make_review_rule(alpina, agent=carla)

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Answers of Anna Arndt in the category “Abrechnung”" in page
    assert "Carla Conrad" not in page


def test_each_finding_is_named_by_what_is_found(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    make_review_rule(nordlicht, finding="spelling")
    browser = client_for(sven, nordlicht)

    pages = [browser.get(url).content.decode() for url in (LIST, f"{LIST}new/")]

    assert ["Words that no dictionary knows" in page for page in pages] == [True, True]
    assert ["Check before sending" in page for page in pages] == [False, False]


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, sven: User, nordlicht: Tenant, anna: User, bela: User, billing: Category
) -> None:
    make_review_rule(nordlicht, agent=anna, category=billing)
    browser = client_for(sven, nordlicht)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_review_rule(nordlicht, agent=bela, category=billing)
    make_review_rule(nordlicht, ReviewPurpose.SAMPLE)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_create(
    client_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    anna: User,
) -> None:
    browser = client_for(sven, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200
    entered = {"tenant": nordlicht.pk, "purpose": "release", "category": billing.pk, "agent": anna.pk, "percent": 100}

    made = browser.post(f"{LIST}new/", entered)
    again = browser.post(f"{LIST}new/", entered)
    too_much = browser.post(f"{LIST}new/", entered | {"percent": 101})
    foreign = [
        browser.post(f"{LIST}new/", entered | change) for change in ({"tenant": alpina.pk}, {"category": claims.pk})
    ]

    assert (made.status_code, again.status_code, too_much.status_code) == (302, 422, 422)
    assert "There is such a rule already." in again.content.decode()
    assert [answer.status_code for answer in foreign] == [422, 422]
    with in_scope(nordlicht):
        rule = ReviewRule.objects.get()
        assert (rule.purpose, rule.category, rule.agent, rule.percent) == ("release", billing, anna, 100)
        entry = AuditEntry.objects.get(kind="answers.reviewrule")
        assert entry.label == "Answers of Anna Arndt in the category “Abrechnung”"
        assert entry.changes["category"] == [None, "Abrechnung"]


def test_only_people_of_the_tenant_are_offered_and_taken(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant, carla: User
) -> None:
    browser = client_for(ada, nordlicht, alpina)

    answer = browser.post(
        f"{LIST}new/", {"tenant": nordlicht.pk, "purpose": "sample", "agent": carla.pk, "percent": 10}
    )

    assert answer.status_code == 422
    assert "Carla Conrad does not work for this tenant." in answer.content.decode()


def test_categories_of_several_tenants_are_told_apart(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    rule = make_review_rule(nordlicht)

    for_both = client_for(ada, nordlicht, alpina).get(f"{LIST}new/").content.decode()
    for_one = client_for(ada, nordlicht).get(f"{LIST}{rule.pk}/").content.decode()

    assert [name in for_both for name in (">ALPI · Schaden<", ">NORD · Abrechnung<")] == [True, True]
    assert (">Abrechnung<" in for_one, "NORD · " in for_one) == (True, False)


def test_change_and_conflict(client_for: ClientFor, sven: User, nordlicht: Tenant, anna: User) -> None:
    rule = make_review_rule(nordlicht, agent=anna)
    browser = client_for(sven, nordlicht)
    url = f"{LIST}{rule.pk}/"
    assert "Answers of Anna Arndt" in browser.get(url).content.decode()
    entered = {"version": 1, "purpose": "sample", "agent": anna.pk}

    assert browser.post(url, entered | {"percent": 30}).status_code == 302
    conflict = browser.post(url, entered | {"percent": 40})

    assert conflict.status_code == 409
    with everywhere():
        rule.refresh_from_db()
        assert (rule.purpose, rule.percent, rule.version) == ("sample", 30, 2)


def test_delete_own_and_not_others(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, anna: User, carla: User
) -> None:
    own, other = make_review_rule(nordlicht, agent=anna), make_review_rule(alpina, agent=carla)
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}delete/", {"selected": [own.pk, other.pk]})

    with everywhere():
        assert list(ReviewRule.objects.all()) == [other]
    assert browser.get(f"{LIST}{other.pk}/").status_code == 404
