from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.conditions import Condition, sender_is, subject_has, text_has
from kontor.routing.domain.keyword_sets import create_keyword_set
from kontor.routing.domain.rule_entries import clean_addresses, clean_condition, clean_languages, clean_words
from kontor.routing.domain.rules import change_rule, create_rule, delete_rule, move_rule, order_rules
from kontor.routing.enums import Part
from kontor.routing.models import CategoryRule
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db


def _words(tenant: Tenant) -> list[str]:
    return [rule.conditions[0]["values"][0] for rule in CategoryRule.objects.filter(tenant=tenant)]


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
    with refused("“***” has neither letters nor digits"):
        clean_words(["***"])
    with refused("“Klingonisch” is not a language code"):
        clean_languages(["Klingonisch"])


def test_create_rule(nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, ada: User) -> None:
    with in_scope(nordlicht):
        create_rule(billing, conditions=[subject_has("Mahnung")], by=ada)
        rule = create_rule(
            billing, name="Firma", conditions=[sender_is("firma.example")], account=nordlicht_account, by=ada
        )

        assert (rule.tenant_id, rule.position) == (nordlicht.pk, 2)
        assert rule.conditions == [{"part": "sender", "values": ["@firma.example"]}]
        assert rule.account_owner == nordlicht.pk
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.label, entry.changes["category"]) == ("created", "Firma", [None, "Abrechnung"])


def test_rule_needs_a_condition(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, general_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        with refused("Set at least one condition"):
            create_rule(billing, name="Leer", by=ada)
        with refused("A condition is empty"):
            create_rule(billing, name="Leer", conditions=[subject_has(" ")], by=ada)
        with refused("Set one more condition"):
            create_rule(billing, account=general_account, by=ada)
        assert create_rule(billing, account=nordlicht_account, by=ada).pk


def test_rule_names_no_other_tenants_things(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, alpina_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht, alpina):
        with refused("The account “service@alpina.example” belongs to another tenant"):
            create_rule(billing, account=alpina_account, by=ada)
        rule = create_rule(billing, conditions=[subject_has("Rechnung")], by=ada)
        with refused("The category “Schaden” belongs to another tenant"):
            change_rule(rule, category=claims, version=rule.version, by=ada)


def test_change_rule(nordlicht: Tenant, billing: Category, moving: Category, ada: User) -> None:
    with in_scope(nordlicht):
        rule = create_rule(billing, conditions=[subject_has("Rechnung")], by=ada)

        changed = change_rule(
            rule, category=moving, conditions=[subject_has("Rechnung"), text_has("Umzug")], version=1, by=ada
        )

        subject, text = {"part": "subject", "values": ["Rechnung"]}, {"part": "text", "values": ["Umzug"]}
        assert (changed.category, changed.conditions) == (moving, [subject, text])
        assert AuditEntry.objects.latest("id").changes == {
            "category": ["Abrechnung", "Umzug"],
            "conditions": [[subject], [subject, text]],
        }
        with refused("Somebody else has changed this rule"):
            change_rule(rule, name="Alt", version=1, by=ada)


def test_delete_rule(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        rule = create_rule(billing, conditions=[subject_has("Rechnung")], by=ada)
        delete_rule(rule, by=ada)

        assert not CategoryRule.objects.exists()
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.changes["conditions"]) == (
            "deleted",
            [[{"part": "subject", "values": ["Rechnung"]}], ""],
        )
        rule.pk = 1
        with refused("Somebody else has deleted this rule"):
            change_rule(rule, name="Alt", version=1, by=ada)


def test_move_rule(nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, ada: User) -> None:
    with everywhere():
        one, two, three = (
            create_rule(billing, conditions=[subject_has(word)], by=ada) for word in ("eins", "zwei", "drei")
        )
        create_rule(claims, conditions=[subject_has("fremd")], by=ada)

        assert move_rule(three, up=True, by=ada)
        assert _words(nordlicht) == ["eins", "drei", "zwei"]
        assert move_rule(one, up=False, by=ada)
        assert _words(nordlicht) == ["drei", "eins", "zwei"]
        assert not move_rule(three, up=True, by=ada)
        assert not move_rule(two, up=False, by=ada)
        assert _words(alpina) == ["fremd"]


def test_order_rules(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        one, _two, three = (
            create_rule(billing, conditions=[subject_has(word)], by=ada) for word in ("eins", "zwei", "drei")
        )

        order_rules(nordlicht.pk, [three.pk, 999, one.pk], by=ada)

        assert _words(nordlicht) == ["drei", "eins", "zwei"]


def test_points_and_threshold_go_together(nordlicht: Tenant, billing: Category, ada: User) -> None:
    three, two = subject_has("Rechnung", points=3), text_has("falsch", points=2)
    with in_scope(nordlicht):
        with refused("Say how many points are needed"):
            create_rule(billing, conditions=[three], by=ada)
        with refused("All conditions together reach 5 points, so 6 are never reached"):
            create_rule(billing, conditions=[three, two], threshold=6, by=ada)
        with refused("Points are whole numbers from 1 to 100"):
            create_rule(billing, conditions=[subject_has("Rechnung", points=0)], threshold=1, by=ada)
        assert create_rule(billing, conditions=[three, two], threshold=5, by=ada).threshold == 5
        assert create_rule(billing, conditions=[subject_has("Rechnung")], threshold=5, by=ada).threshold == 0


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (Condition(Part.SIZE), "at least how much"),
        (Condition(Part.SIZE, least=5, most=4), "could never hold"),
        (Condition(Part.HEADER, ("x",)), "Name the header"),
        (Condition(Part.HEADER, ("x",), name="X Y"), "Name the header"),
        (Condition(Part.AUTHENTICATION, ("dkim=maybe",)), "A condition is empty"),
        (Condition(Part.KIND, ("letter",)), "A condition is empty"),
        (text_has("/(/"), "not a regular expression"),
    ],
)
def test_conditions_that_could_never_hold_are_refused(condition: Condition, sentence: str) -> None:
    with refused(sentence):
        clean_condition(condition)


def test_conditions_are_made_uniform() -> None:
    header = Condition(Part.HEADER, (" a  b ", "a b"), name="X-Priority:", least=3)
    sender = Condition(Part.SENDER, ("Firma.example",), sets=(4,), stems=True)

    assert clean_condition(header) == Condition(Part.HEADER, ("a b",), name="x-priority")
    assert clean_condition(sender) == Condition(Part.SENDER, ("@firma.example",))
    assert clean_condition(Condition(Part.SPAM, ("x",))) == Condition(Part.SPAM)


def test_keyword_sets_of_another_tenant_cannot_be_used(
    nordlicht: Tenant, alpina: Tenant, billing: Category, ada: User
) -> None:
    with everywhere():
        theirs = create_keyword_set(alpina.pk, name="Ärger", lines=["Anwalt"], by=ada)
        with refused("A keyword set that the rule uses no longer exists"):
            create_rule(billing, conditions=[text_has(sets=(theirs.pk,))], by=ada)
