from __future__ import annotations

from threading import Event

import pytest

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.categorize import MailFacts, RuleBook, categorize
from kontor.routing.domain.category_deletion import delete_category
from kontor.routing.domain.conditions import language_is
from kontor.routing.domain.explaining import explain_decision, explain_match
from kontor.routing.domain.fallback import accounts_with_fallback, set_fallback
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from tests.factories.channels import make_account
from tests.factories.routing import make_rule
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once, until_somebody_waits

INVOICE = MailFacts(
    recipients=("service@nordlicht.example",),
    sender="kaethe@post.example",
    subject="Rechnung 4711",
    text="Die Rechnung stimmt nicht.",
    language="de",
)


def test_first_rule_that_fits_wins(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        make_rule(moving, "Umzug")
        winner = make_rule(billing, "Mahnung", "Rechnung", name="Rechnungen")
        make_rule(moving, "Rechnung")

        decision = categorize(INVOICE, nordlicht_account)

        assert decision.rule is not None
        assert (decision.category, decision.rule.id, decision.rule.version) == (billing, winner.pk, 3)
        assert explain_decision(decision) == "The subject contains “Rechnung” (rule “Rechnungen”, version 3)"
        assert decision.category is not None
        with statements() as sent:
            assert decision.category.tenant.name == "Nordlicht Energie"
        assert sent == []


def test_fallback_when_no_rule_fits(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        make_rule(moving, "Umzug")
        set_fallback(nordlicht_account, billing, by=ada)

        decision = categorize(INVOICE, nordlicht_account)

        assert (decision.category, decision.rule) == (billing, None)
        assert "fallback" in explain_decision(decision)


def test_no_category_without_fallback(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht):
        decision = categorize(INVOICE, nordlicht_account)

        assert decision.category is None
        assert explain_decision(decision) == "No rule matches, and the account has no fallback category."


def test_rules_that_do_not_count(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    other = make_account(nordlicht, "sales@nordlicht.example")
    with in_scope(nordlicht):
        make_rule(billing, "Rechnung", active=False)
        make_rule(billing, "Rechnung", account=other)
        make_rule(moving, "Rechnung")
        delete_category(moving, by=ada)

        assert categorize(INVOICE, nordlicht_account).category is None
        assert categorize(INVOICE, other).category == billing


def test_rule_of_an_account_alone(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        make_rule(billing, account=nordlicht_account)

        decision = categorize(INVOICE, nordlicht_account)

        assert decision.category == billing
        assert explain_decision(decision) == (
            "It holds for every mail of the account (rule “Rule for Abrechnung”, version 1)"
        )


def test_general_account_serves_tenants_without_their_own(
    nordlicht: Tenant,
    billing: Category,
    claims: Category,
    nordlicht_account: MailAccount,
    general_account: MailAccount,
    ada: User,
) -> None:
    with everywhere():
        make_rule(billing, "Rechnung")
        make_rule(claims, "Rechnung")

        assert categorize(INVOICE, general_account).category == claims

        MailAccount.objects.filter(pk=nordlicht_account.pk).update(deleted_at=clock.now())
        assert categorize(INVOICE, general_account).category == billing


def test_general_account_named_by_a_rule(
    billing: Category, nordlicht_account: MailAccount, general_account: MailAccount, ada: User
) -> None:
    with everywhere():
        make_rule(billing, "Rechnung", account=general_account)

        assert categorize(INVOICE, general_account).category == billing
        assert categorize(INVOICE, nordlicht_account).category is None


def test_tenants_out_of_work_get_nothing_from_a_general_account(
    alpina: Tenant, claims: Category, general_account: MailAccount, ada: User
) -> None:
    with everywhere():
        make_rule(claims, "Rechnung")
        alpina.active = False
        alpina.save(update_fields=["active"])

        assert categorize(INVOICE, general_account).category is None


def test_a_batch_needs_three_statements(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        for number in range(20):
            make_rule(moving, f"Wort{number}")
        make_rule(billing, "Rechnung")

        RuleBook.load(nordlicht_account)
        with statements() as sent:
            book = RuleBook.load(nordlicht_account)
            for _ in range(5):
                assert book.decide(INVOICE).category == billing
        assert len(sent) == 3


def test_trials_say_of_every_rule_why_or_why_not(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        make_rule(moving, "Umzug")
        make_rule(moving, senders=["@post.example"], text=["Umzug"])
        make_rule(billing, conditions=[language_is("de")], text=["stimmt nicht"])
        make_rule(billing, senders=["@post.example"])

        trials = RuleBook.load(nordlicht_account).trials(INVOICE)

        assert [explain_match(trial.match) for trial in trials] == [
            "None of the words is in the subject.",
            "None of the words is in the text.",
            "The language is “de”; The text contains “stimmt nicht”",
            "The sender matches “@post.example”",
        ]


def test_fallback_of_a_tenants_account_lies_in_its_tenant(
    nordlicht: Tenant, alpina: Tenant, claims: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht, alpina), refused("belongs to another tenant"):
        set_fallback(nordlicht_account, claims, by=ada)


def test_fallback_of_a_general_account_is_decided_for_the_installation(
    nordlicht: Tenant, billing: Category, claims: Category, general_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht), refused("Only administrators of the installation"):
        set_fallback(general_account, billing, by=ada)
    with everywhere():
        set_fallback(general_account, billing, by=ada)
        set_fallback(general_account, claims, by=ada)

        assert RuleBook.load(general_account).fallback == claims
        ids = (billing.tenant_id, claims.tenant_id)
        rows = accounts_with_fallback(ids, general=True)
        assert [(row.pk, row.fallback_id) for row in rows] == [(general_account.pk, claims.pk)]  # type: ignore[attr-defined]

        set_fallback(general_account, None, by=ada)
        assert RuleBook.load(general_account).fallback is None


@pytest.mark.usefixtures("claims")
def test_other_tenants_rules_are_not_seen(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, claims: Category, ada: User
) -> None:
    with everywhere():
        make_rule(claims, "Rechnung")
    with in_scope(INSTALLATION, nordlicht):
        assert categorize(INVOICE, nordlicht_account).category is None


def test_a_fallback_that_is_another_by_now_is_not_overwritten(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        set_fallback(nordlicht_account, billing, by=ada, seen=0)

        with refused("it is now “Abrechnung”"):
            set_fallback(nordlicht_account, moving, by=ada, seen=0)
        set_fallback(nordlicht_account, billing, by=ada, seen=0)
        set_fallback(nordlicht_account, None, by=ada, seen=billing.pk)
        with refused("Somebody else has taken away the fallback category of service@nordlicht.example"):
            set_fallback(nordlicht_account, moving, by=ada, seen=billing.pk)
        assert RuleBook.load(nordlicht_account).fallback is None


def test_two_who_choose_the_first_fallback_at_once_do_not_overwrite_each_other(
    committed_db: None,
    nordlicht: Tenant,
    billing: Category,
    moving: Category,
    nordlicht_account: MailAccount,
    ada: User,
) -> None:
    """There is no row to wait for yet."""
    chosen = Event()

    def first() -> None:
        with in_scope(nordlicht):
            set_fallback(nordlicht_account, billing, by=ada, seen=0)
            chosen.set()
            until_somebody_waits()

    def second() -> None:
        chosen.wait(10)
        with in_scope(nordlicht):
            set_fallback(nordlicht_account, moving, by=ada, seen=0)

    results = at_once(first, second)

    assert results[0] is None
    assert isinstance(results[1], Refused)
    assert "Abrechnung" in str(results[1])
