"""The list of rules, and the way to change it."""

from __future__ import annotations

import json

from kontor.channels.models import MailAccount
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.people.permissions import PERMISSIONS
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.supervisor.rules.conftest import LIST, ClientFor, names_in, rule_of
from tests.support.statements import statements


def test_list_shows_own_tenants_only(
    client_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    billing: Category,
    claims: Category,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
) -> None:
    rule_of(billing, "Rechnung", name="Rechnungen")
    rule_of(claims, "Schaden", name="Schadenmeldungen")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Rechnungen" in page
    assert "service@nordlicht.example" in page
    assert "Schadenmeldungen" not in page
    assert "alpina" not in page.lower()
    assert "info@kontor.example" not in page


def test_list_for_the_installation(
    client_for: ClientFor, ada: User, billing: Category, claims: Category, general_account: MailAccount
) -> None:
    rule_of(billing, "Rechnung", name="Rechnungen")
    rule_of(claims, "Schaden", name="Schadenmeldungen")

    page = client_for(ada).get(LIST).content.decode()

    assert all(words in page for words in ("Rechnungen", "Schadenmeldungen", "info@kontor.example"))


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, ada: User, billing: Category, nordlicht_account: MailAccount
) -> None:
    rule_of(billing, "eins", account=nordlicht_account)
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    rule_of(billing, "zwei", account=nordlicht_account)
    rule_of(billing, "drei", account=nordlicht_account)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_empty_list(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    assert "No rule yet" in client_for(sven, nordlicht).get(LIST).content.decode()


def test_move(htmx_for: ClientFor, client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    rule_of(billing, "eins", name="Eins")
    second = rule_of(billing, "zwei", name="Zwei")

    page = htmx_for(sven, nordlicht).post(f"{LIST}{second.pk}/up/")
    assert names_in() == ["Zwei", "Eins"]
    assert page.content.decode().strip().startswith('<div id="rules">')

    assert client_for(sven, nordlicht).post(f"{LIST}{second.pk}/up/").status_code == 302
    client_for(sven, nordlicht).post(f"{LIST}{second.pk}/down/")
    assert names_in() == ["Eins", "Zwei"]


def test_of_two_who_move_the_same_rule_the_second_sees_where_it_is(
    htmx_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    _one, _two, three = (rule_of(billing, word, name=word) for word in ("Eins", "Zwei", "Drei"))
    browser = htmx_for(sven, nordlicht)
    assert '<input type="hidden" name="seen" value="3">' in browser.get(LIST).content.decode()

    browser.post(f"{LIST}{three.pk}/up/", {"seen": "3"})
    answer = browser.post(f"{LIST}{three.pk}/up/", {"seen": "3"})

    assert names_in() == ["Eins", "Drei", "Zwei"]
    assert answer.content.decode().strip().startswith('<div id="rules">')
    [told] = json.loads(answer["HX-Trigger"])["ui:messages"]["messages"]
    assert told["text"] == "Somebody else has changed the order in the meantime. “Drei” was not moved."


def test_delete(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    rule = rule_of(billing, "eins", name="Eins")

    client_for(sven, nordlicht).post(f"{LIST}{rule.pk}/delete/")

    assert names_in() == []


def test_rules_are_changed_where_one_may_write_them(
    client_for: ClientFor,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_system: SystemGroup,
    alpina_system: SystemGroup,
    billing: Category,
    claims: Category,
) -> None:
    person = make_user("Uwe Unruh")
    make_grant(person, make_role("All", PERMISSIONS), nordlicht_system)
    make_grant(person, make_role("Looker", ["supervisor.access", "categories.read"]), alpina_system)
    rule_of(billing, "Rechnung", name="Rechnungen")
    rule_of(claims, "Schaden", name="Schadenmeldungen")

    sets = client_for(person, nordlicht, alpina).get(LIST).context["rule_sets"]

    assert {one.tenant: one.may_write for one in sets} == {nordlicht: True, alpina: False}
