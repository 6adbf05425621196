"""Fallback categories, and testing the rules."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.categorize import RuleBook
from kontor.tenants.models import Tenant
from tests.supervisor.rules.conftest import LIST, ClientFor, rule_of
from tests.support.scoping import everywhere, in_scope


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
    rule_of(moving, "Umzug", name="Umzüge", in_force=True)
    rule_of(billing, "Rechnung", name="Rechnungen", in_force=True)
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
