from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.people.permissions import PERMISSIONS
from kontor.routing.domain.categorize import RuleBook
from kontor.routing.models import CategoryRule
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.factories.routing import make_rule
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/rules/"


def _rule(category: Category, *words: str, in_force: bool = False, **values: object) -> CategoryRule:
    return make_rule(category, *words, in_force=in_force, **values)


def _posted(*rows: dict[str, object], **values: object) -> dict[str, object]:
    """What the form sends: each row is a condition."""
    named = {f"conditions-{key}-{name}": value for key, row in enumerate(rows) for name, value in row.items()}
    return {"conditions": [str(key) for key in range(len(rows))], **named, **values}


def _names() -> list[str]:
    with everywhere():
        return [rule.name for rule in CategoryRule.objects.order_by("position")]


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
    _rule(billing, "Rechnung", name="Rechnungen")
    _rule(claims, "Schaden", name="Schadenmeldungen")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Rechnungen" in page
    assert "service@nordlicht.example" in page
    assert "Schadenmeldungen" not in page
    assert "alpina" not in page.lower()
    assert "info@kontor.example" not in page


def test_list_for_the_installation(
    client_for: ClientFor, ada: User, billing: Category, claims: Category, general_account: MailAccount
) -> None:
    _rule(billing, "Rechnung", name="Rechnungen")
    _rule(claims, "Schaden", name="Schadenmeldungen")

    page = client_for(ada).get(LIST).content.decode()

    assert all(words in page for words in ("Rechnungen", "Schadenmeldungen", "info@kontor.example"))


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, ada: User, billing: Category, nordlicht_account: MailAccount
) -> None:
    _rule(billing, "eins", account=nordlicht_account)
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    _rule(billing, "zwei", account=nordlicht_account)
    _rule(billing, "drei", account=nordlicht_account)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_empty_list(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    assert "No rule yet" in client_for(sven, nordlicht).get(LIST).content.decode()


def test_create(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(sven, nordlicht)
    page = browser.get(f"{LIST}new/?category={billing.pk}").content.decode()
    assert f'value="{billing.pk}" selected' in page

    entered = _posted(
        {"part": "sender", "text": "firma.example, einkauf@andere.example\r\n"},
        {"part": "subject", "text": "Rechnung\r\nnicht erhalten", "stems": "on", "mode": "must_not"},
        {"part": "language", "chosen": ["de"], "mode": "counts", "points": "3"},
        {"part": "size", "least": "1,5", "most": "200"},
        name="Firma",
        category=billing.pk,
        active="on",
        threshold="3",
    )
    assert browser.post(f"{LIST}new/", entered).status_code == 302

    with in_scope(nordlicht):
        rule = CategoryRule.objects.get()
    assert rule.conditions == [
        {"part": "sender", "values": ["@firma.example", "einkauf@andere.example"]},
        {"part": "subject", "values": ["Rechnung", "nicht erhalten"], "stems": True, "negated": True},
        {"part": "language", "values": ["de"], "points": 3},
        {"part": "size", "least": 1.5, "most": 200},
    ]
    assert (rule.threshold, rule.active, rule.category_id) == (3, True, billing.pk)


def test_conditions_are_added_and_taken_out_without_saving(
    htmx_for: ClientFor, client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    rows = _posted({"part": "subject", "text": "Rechnung"}, {"part": "sender", "text": "nonsense"}, name="Neu")

    grown = htmx_for(sven, nordlicht).post(f"{LIST}new/", {**rows, "add": "1", "add-part": "header"}).content.decode()
    shrunk = client_for(sven, nordlicht).post(f"{LIST}new/", {**rows, "remove": "1"})

    assert grown.strip().startswith('<div class="conditions"')
    assert grown.count("<fieldset") == 3
    assert 'name="conditions-2-name"' in grown
    assert "nonsense</textarea>" in grown
    page = shrunk.content.decode()
    assert (shrunk.status_code, page.count('<fieldset class="condition"')) == (200, 1)
    assert 'value="Neu"' in page
    assert "nonsense" not in page
    assert _names() == []


def test_create_says_what_is_wrong_and_loses_nothing(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    browser = client_for(sven, nordlicht)

    address = browser.post(f"{LIST}new/", _posted({"part": "sender", "text": "Herr Kunde"}, category=billing.pk))
    empty = browser.post(f"{LIST}new/", {"category": billing.pk, "name": "Leer"})
    foreign = browser.post(f"{LIST}new/", _posted({"part": "subject", "text": "Rechnung"}, category=claims.pk))

    assert [each.status_code for each in (address, empty, foreign)] == [422, 422, 422]
    assert "“Herr Kunde” is neither an e-mail address nor a domain" in address.content.decode()
    assert "Herr Kunde</textarea>" in address.content.decode()
    assert "Set at least one condition" in empty.content.decode()


def test_change_and_conflict(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    rule = _rule(billing, "Rechnung", "Mahnung", name="Alt")
    browser = client_for(sven, nordlicht)
    url = f"{LIST}{rule.pk}/"
    assert "Rechnung\nMahnung</textarea>" in browser.get(url).content.decode()

    words = {"part": "subject", "text": "Rechnung\r\nMahnung"}
    entered = _posted(words, version=1, name="Neu", category=billing.pk)
    assert browser.post(url, entered).status_code == 302
    conflict = browser.post(url, {**entered, "name": "Anders", "conditions-0-text": "Inkasso"})

    assert conflict.status_code == 409
    assert "Words in the subject: Inkasso" in conflict.content.decode()
    assert _names() == ["Neu"]


def test_move(htmx_for: ClientFor, client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    _rule(billing, "eins", name="Eins")
    second = _rule(billing, "zwei", name="Zwei")

    page = htmx_for(sven, nordlicht).post(f"{LIST}{second.pk}/up/")
    assert _names() == ["Zwei", "Eins"]
    assert page.content.decode().strip().startswith('<div id="rules">')

    assert client_for(sven, nordlicht).post(f"{LIST}{second.pk}/up/").status_code == 302
    client_for(sven, nordlicht).post(f"{LIST}{second.pk}/down/")
    assert _names() == ["Eins", "Zwei"]


def test_delete(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    rule = _rule(billing, "eins", name="Eins")

    client_for(sven, nordlicht).post(f"{LIST}{rule.pk}/delete/")

    assert _names() == []


@pytest.mark.parametrize("verb", ["", "up/", "down/", "delete/"])
def test_other_tenants_rule_is_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, claims: Category, verb: str
) -> None:
    rule = _rule(claims, "Schaden", name="Schäden")

    assert client_for(sven, nordlicht).post(f"{LIST}{rule.pk}/{verb}", {"version": 1}).status_code == 404
    assert _names() == ["Schäden"]


def test_fallback(
    client_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    billing: Category,
    claims: Category,
    nordlicht_account: MailAccount,
) -> None:
    browser = client_for(sven, nordlicht)
    url = f"{LIST}fallback/{nordlicht_account.pk}/"

    assert browser.post(url, {"category": claims.pk}).status_code == 404
    assert browser.post(url, {"category": "9" * 5000}).status_code == 404
    browser.post(url, {"category": billing.pk})
    with in_scope(nordlicht):
        assert RuleBook.load(nordlicht_account).fallback == billing

    browser.post(url, {"category": ""})
    with in_scope(nordlicht):
        assert RuleBook.load(nordlicht_account).fallback is None


def test_a_fallback_that_somebody_else_changed_is_not_overwritten(
    client_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    billing: Category,
    moving: Category,
    nordlicht_account: MailAccount,
) -> None:
    """The form carries the one it showed."""
    browser = client_for(sven, nordlicht)
    url = f"{LIST}fallback/{nordlicht_account.pk}/"
    assert '<input type="hidden" name="seen" value="">' in browser.get(LIST).content.decode()

    browser.post(url, {"category": billing.pk, "seen": ""})
    assert f'<input type="hidden" name="seen" value="{billing.pk}">' in browser.get(LIST).content.decode()
    browser.post(url, {"category": moving.pk, "seen": ""})

    assert "it is now “Abrechnung”" in browser.get(LIST).content.decode()
    with in_scope(nordlicht):
        assert RuleBook.load(nordlicht_account).fallback == billing


def test_fallback_of_a_general_account(
    client_for: ClientFor, sven: User, ada: User, nordlicht: Tenant, billing: Category, general_account: MailAccount
) -> None:
    url = f"{LIST}fallback/{general_account.pk}/"

    assert client_for(sven, nordlicht).post(url, {"category": billing.pk}).status_code == 404
    assert client_for(ada).post(url, {"category": billing.pk}).status_code == 302
    with everywhere():
        assert RuleBook.load(general_account).fallback == billing


def test_test_the_rules(
    htmx_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    billing: Category,
    moving: Category,
    nordlicht_account: MailAccount,
) -> None:
    _rule(moving, "Umzug", name="Umzüge", in_force=True)
    _rule(billing, "Rechnung", name="Rechnungen", in_force=True)
    browser = htmx_for(sven, nordlicht)
    assert browser.get(f"{LIST}test/").status_code == 200

    entered = {"account": nordlicht_account.pk, "sender": "k@post.example", "subject": "Rechnung 7", "language": "de"}
    page = browser.post(f"{LIST}test/", entered).content.decode()

    assert "<strong>Abrechnung</strong>" in page
    assert "None of the words is in the subject." in page
    assert "The subject contains “Rechnung”" in page


def test_test_offers_own_accounts_only(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina_account: MailAccount, general_account: MailAccount
) -> None:
    browser = client_for(sven, nordlicht)

    assert (
        "example"
        not in browser.get(f"{LIST}test/").content.decode().partition('id="id_account"')[2].partition("</select>")[0]
    )
    assert browser.post(f"{LIST}test/", {"account": alpina_account.pk}).status_code == 422


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
    _rule(billing, "Rechnung", name="Rechnungen")
    _rule(claims, "Schaden", name="Schadenmeldungen")

    sets = client_for(person, nordlicht, alpina).get(LIST).context["rule_sets"]

    assert {one.tenant: one.may_write for one in sets} == {nordlicht: True, alpina: False}
