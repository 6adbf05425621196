from __future__ import annotations

from collections.abc import Callable

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.categorize import MailFacts, RuleBook
from kontor.routing.domain.versions import active_version
from kontor.routing.models import CategoryRule, RuleVersion
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.routing import activate, make_rule
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/rules/"


def _numbers(tenant: Tenant) -> list[tuple[int, bool, str]]:
    with in_scope(tenant):
        return list(RuleVersion.objects.order_by("number").values_list("number", "active", "note"))


def _verb(tenant: Tenant, verb: str) -> str:
    return f"{LIST}tenant/{tenant.pk}/{verb}/"


def test_a_first_rule_offers_to_be_activated(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    make_rule(billing, "Rechnung", name="Rechnungen", in_force=False)
    browser = client_for(sven, nordlicht)

    page = browser.get(LIST).content.decode()
    assert "1 change is not in force yet." in page
    assert "No rules are in force yet" in page
    assert "The rule “Rechnungen” is new; it leads into “Abrechnung”." in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    browser.post(_verb(nordlicht, "activate"), {"seen": seen, "note": "Anfang"})

    assert _numbers(nordlicht) == [(1, True, "Anfang")]
    page = browser.get(LIST).content.decode()
    assert "Version 1 is in force" in page
    assert "not in force yet" not in page


def test_what_somebody_else_changed_meanwhile_is_not_activated_unseen(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    make_rule(billing, "Rechnung", in_force=False)
    browser = client_for(sven, nordlicht)
    seen = browser.get(LIST).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    make_rule(billing, "Mahnung", in_force=False)

    browser.post(_verb(nordlicht, "activate"), {"seen": seen})

    assert _numbers(nordlicht) == []
    assert "Somebody else has changed the rules in the meantime" in browser.get(LIST).content.decode()


def test_the_last_rule_deleted_still_counts_and_is_shown(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    rule = make_rule(billing, "Rechnung", name="Rechnungen")
    browser = client_for(sven, nordlicht)
    browser.post(f"{LIST}{rule.pk}/delete/")

    page = browser.get(LIST).content.decode()

    assert "The rule “Rechnungen” is gone." in page
    with in_scope(nordlicht):
        book = RuleBook.load(make_account(nordlicht, "neu@nordlicht.example"))
        assert book.decide(MailFacts(subject="Rechnung")).category == billing


def test_discard(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    rule = make_rule(billing, "Rechnung", name="Rechnungen")
    make_rule(billing, "Mahnung", in_force=False)
    client_for(sven, nordlicht).post(_verb(nordlicht, "discard"))

    with in_scope(nordlicht):
        assert [row.pk for row in CategoryRule.objects.all()] == [rule.pk]
    assert _numbers(nordlicht) == [(1, True, "")]


def test_versions_tell_what_changed_and_can_be_put_into_force(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_rule(billing, "Rechnung", name="Rechnungen")
    make_rule(moving, "Umzug", name="Umzüge")
    browser = client_for(sven, nordlicht)

    page = browser.get(_verb(nordlicht, "versions")).content.decode()
    assert "The rule “Umzüge” is new; it leads into “Umzug”." in page
    with in_scope(nordlicht):
        first = RuleVersion.objects.get(number=1)
    shown = browser.get(f"{LIST}versions/{first.pk}/").content.decode()
    assert "Rechnungen" in shown
    assert "The rule “Umzüge” is new" in shown

    browser.post(f"{LIST}versions/{first.pk}/activate/")
    assert _numbers(nordlicht) == [(1, True, ""), (2, False, "")]
    assert "1 change is not in force yet." in browser.get(LIST).content.decode()

    browser.post(f"{LIST}versions/{first.pk}/load/")
    with in_scope(nordlicht):
        assert [row.name for row in CategoryRule.objects.all()] == ["Rechnungen"]
    assert "not in force yet" not in browser.get(LIST).content.decode()


def test_another_tenants_versions_are_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, claims: Category
) -> None:
    make_rule(claims, "Schaden", name="Schäden")
    make_rule(claims, "Unfall", in_force=False)
    with in_scope(alpina):
        version = active_version(alpina.pk)
    assert version is not None
    browser = client_for(sven, nordlicht)

    got = [browser.get(url).status_code for url in (_verb(alpina, "versions"), f"{LIST}versions/{version.pk}/")]
    posted = [
        browser.post(url).status_code
        for url in (
            _verb(alpina, "activate"),
            _verb(alpina, "discard"),
            f"{LIST}versions/{version.pk}/activate/",
            f"{LIST}versions/{version.pk}/load/",
        )
    ]

    assert (got, posted) == ([404, 404], [404] * 4)
    assert _numbers(alpina) == [(1, True, "")]


def test_versions_need_as_many_statements_for_three(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    make_rule(billing, "eins")
    browser = client_for(sven, nordlicht)
    url = _verb(nordlicht, "versions")
    browser.get(url)
    with statements() as one:
        browser.get(url)
    make_rule(billing, "zwei")
    make_rule(billing, "drei", in_force=False)
    activate(nordlicht)
    with statements() as three:
        browser.get(url)

    assert len(three) == len(one)
