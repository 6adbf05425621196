from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.rule_entries import clean_addresses, clean_languages, clean_words
from kontor.routing.domain.rules import change_rule, create_rule, delete_rule, move_rule, order_rules
from kontor.routing.models import CategoryRule
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def _words(tenant: Tenant) -> list[str]:
    return [rule.subject_words[0] for rule in CategoryRule.objects.filter(tenant=tenant)]


def test_entries_are_made_uniform() -> None:
    assert clean_addresses([" Kunde@Firma.Example ", "firma.example", "@Firma.example", ""]) == [
        "kunde@firma.example",
        "@firma.example",
    ]
    assert clean_words(["  nicht\n erhalten ", "Rechnung", "Rechnung"]) == ["nicht erhalten", "Rechnung"]
    assert clean_languages(["DE", "en-GB"]) == ["de", "en"]


@pytest.mark.parametrize(
    "entry", ["kunde", "kunde@", "@", "a b@firma.example", "@firma", "kunde@-firma.example", "@a..b"]
)
def test_what_is_no_address_is_refused(entry: str) -> None:
    with refused("neither an e-mail address nor a domain"):
        clean_addresses([entry])


def test_words_that_cannot_be_found_are_refused() -> None:
    with refused("“***” has neither letters nor figures"):
        clean_words(["***"])
    with refused("“Klingonisch” is no language code"):
        clean_languages(["Klingonisch"])


def test_create_rule(nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, ada: User) -> None:
    with in_scope(nordlicht):
        create_rule(billing, subject_words=["Mahnung"], by=ada)
        rule = create_rule(billing, name="Firma", senders=["firma.example"], account=nordlicht_account, by=ada)

        assert (rule.tenant_id, rule.position, rule.senders) == (nordlicht.pk, 2, ["@firma.example"])
        assert rule.account_owner == nordlicht.pk
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.label, entry.changes["category"]) == ("created", "Firma", [None, "Abrechnung"])


def test_rule_needs_a_condition(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, general_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        with refused("Set at least one condition"):
            create_rule(billing, name="Leer", subject_words=[" "], by=ada)
        with refused("Set one more condition"):
            create_rule(billing, account=general_account, by=ada)
        assert create_rule(billing, account=nordlicht_account, by=ada).pk


def test_rule_names_no_other_tenants_things(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, alpina_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht, alpina):
        with refused("The account “service@alpina.example” belongs to another tenant"):
            create_rule(billing, account=alpina_account, by=ada)
        rule = create_rule(billing, subject_words=["Rechnung"], by=ada)
        with refused("The category “Schaden” belongs to another tenant"):
            change_rule(rule, category=claims, version=rule.version, by=ada)


def test_change_rule(nordlicht: Tenant, billing: Category, moving: Category, ada: User) -> None:
    with in_scope(nordlicht):
        rule = create_rule(billing, subject_words=["Rechnung"], by=ada)

        changed = change_rule(rule, category=moving, body_words=["Umzug"], version=1, by=ada)

        assert (changed.category, changed.subject_words, changed.body_words) == (moving, ["Rechnung"], ["Umzug"])
        assert AuditEntry.objects.latest("id").changes == {
            "category": ["Abrechnung", "Umzug"],
            "body_words": [[], ["Umzug"]],
        }
        with refused("Somebody else has changed this rule"):
            change_rule(rule, name="Alt", version=1, by=ada)


def test_delete_rule(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        rule = create_rule(billing, subject_words=["Rechnung"], by=ada)
        delete_rule(rule, by=ada)

        assert not CategoryRule.objects.exists()
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.changes["subject_words"]) == ("deleted", [["Rechnung"], ""])
        rule.pk = 1
        with refused("Somebody else has deleted this rule"):
            change_rule(rule, name="Alt", version=1, by=ada)


def test_move_rule(nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, ada: User) -> None:
    with everywhere():
        one, two, three = (create_rule(billing, subject_words=[word], by=ada) for word in ("eins", "zwei", "drei"))
        create_rule(claims, subject_words=["fremd"], by=ada)

        assert move_rule(three, up=True, by=ada)
        assert _words(nordlicht) == ["eins", "drei", "zwei"]
        assert move_rule(one, up=False, by=ada)
        assert _words(nordlicht) == ["drei", "eins", "zwei"]
        assert not move_rule(three, up=True, by=ada)
        assert not move_rule(two, up=False, by=ada)
        assert _words(alpina) == ["fremd"]


def test_order_rules(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        one, _two, three = (create_rule(billing, subject_words=[word], by=ada) for word in ("eins", "zwei", "drei"))

        order_rules(nordlicht.pk, [three.pk, 999, one.pk], by=ada)

        assert _words(nordlicht) == ["drei", "eins", "zwei"]
