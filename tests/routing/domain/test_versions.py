from __future__ import annotations

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.group_tenant import choose_tenant
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.routing.domain.categorize import MailFacts, RuleBook
from kontor.routing.domain.category_deletion import delete_category
from kontor.routing.domain.conditions import subject_has, text_has
from kontor.routing.domain.content import Content
from kontor.routing.domain.drafts import draft_content
from kontor.routing.domain.keyword_sets import change_keyword_set, create_keyword_set
from kontor.routing.domain.rules import change_rule, create_rule, delete_rule, order_rules
from kontor.routing.domain.versions import (
    activate_draft,
    activate_version,
    active_version,
    discard_draft,
    load_into_draft,
)
from kontor.routing.models import CategoryRule, KeywordSet, RuleVersion
from kontor.tenants.models import Tenant
from tests.factories.routing import make_rule
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once

INVOICE = MailFacts(subject="Rechnung 7", text="Sie ist falsch.", language="de")


def _category(account: MailAccount, facts: MailFacts = INVOICE) -> Category | None:
    with in_scope(account.owner):
        return RuleBook.load(account).decide(facts).category


def test_the_draft_counts_once_it_is_activated(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        create_rule(billing, conditions=[subject_has("Rechnung")], by=ada)
        assert _category(nordlicht_account) is None

        version = activate_draft(nordlicht.pk, by=ada, note=" Erster  Versuch ")

        assert (version.number, version.note, version.by, version.activated_by) == (1, "Erster Versuch", ada, ada)
        assert _category(nordlicht_account) == billing
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.label) == ("activated", "Version 1 of the category rules")
        assert entry.changes == {"version": ["", 1], "note": ["", "Erster Versuch"]}


def test_changes_deletion_and_order_count_once_they_are_activated(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    first, second = make_rule(billing, "Rechnung"), make_rule(moving, "Rechnung")
    with in_scope(nordlicht):
        order_rules(nordlicht.pk, [second.pk, first.pk], by=ada)
        assert _category(nordlicht_account) == billing
        activate_draft(nordlicht.pk, by=ada)
        assert _category(nordlicht_account) == moving

        delete_rule(CategoryRule.objects.get(pk=second.pk), by=ada)
        change_rule(first, version=1, conditions=[subject_has("Mahnung")], by=ada)
        assert _category(nordlicht_account) == moving
        activate_draft(nordlicht.pk, by=ada)
        assert _category(nordlicht_account) is None


def test_keyword_sets_count_once_they_are_activated(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        row = create_keyword_set(nordlicht.pk, name="Geld", lines=["Mahnung"], by=ada)
        create_rule(billing, conditions=[subject_has(sets=(row.pk,))], by=ada)
        activate_draft(nordlicht.pk, by=ada)
        change_keyword_set(row, version=1, name="Geld", lines=["Rechnungen"], stems=True, by=ada)
        assert _category(nordlicht_account) is None

        activate_draft(nordlicht.pk, by=ada)
        assert _category(nordlicht_account) == billing


def test_nothing_to_activate_and_a_draft_that_is_another_by_now(
    nordlicht: Tenant, billing: Category, ada: User
) -> None:
    make_rule(billing, "Rechnung")
    with in_scope(nordlicht):
        with refused("There is nothing to activate"):
            activate_draft(nordlicht.pk, by=ada)
        seen = draft_content(nordlicht.pk).digest
        rule = create_rule(billing, conditions=[subject_has("Mahnung")], by=ada)
        with refused("Somebody else has changed the rules in the meantime"):
            activate_draft(nordlicht.pk, by=ada, seen=seen)
        assert activate_draft(nordlicht.pk, by=ada, seen=draft_content(nordlicht.pk).digest).number == 2
        assert rule.pk in [each["id"] for each in RuleVersion.objects.get(active=True).content["rules"]]


def test_roll_back_leaves_the_draft_alone(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    rule = make_rule(billing, "Rechnung")
    with in_scope(nordlicht):
        change_rule(rule, version=1, category=moving, by=ada)
        activate_draft(nordlicht.pk, by=ada)
        first, second = RuleVersion.objects.order_by("number")
        draft = draft_content(nordlicht.pk)

        activate_version(first, by=ada)

        assert _category(nordlicht_account) == billing
        assert draft_content(nordlicht.pk) == draft
        assert list(RuleVersion.objects.filter(active=True)) == [first]
        assert AuditEntry.objects.latest("id").changes == {"version": [second.number, first.number]}
        with refused("Version 1 is in force already"):
            activate_version(first, by=ada)


def test_load_into_draft_restores_everything(nordlicht: Tenant, billing: Category, moving: Category, ada: User) -> None:
    with in_scope(nordlicht):
        one = create_keyword_set(nordlicht.pk, name="Eins", lines=["eins"], by=ada)
        two = create_keyword_set(nordlicht.pk, name="Zwei", lines=["zwei"], stems=True, by=ada)
        first = create_rule(billing, name="A", conditions=[subject_has(sets=(one.pk,))], by=ada)
        second = create_rule(
            moving, name="B", conditions=[text_has("x", points=2, negated=True)], threshold=2, active=False, by=ada
        )
        version = activate_draft(nordlicht.pk, by=ada)
        wanted = draft_content(nordlicht.pk)

        change_keyword_set(one, version=1, name="Drei", lines=["drei"], by=ada)
        change_keyword_set(two, version=1, name="Eins", lines=["zwei"], by=ada)
        ids = [first.pk, second.pk]
        delete_rule(first, by=ada)
        change_rule(second, version=1, name="C", conditions=[subject_has("y")], by=ada)
        create_rule(billing, name="D", conditions=[subject_has("z")], by=ada)

        assert load_into_draft(version, by=ada).names == ()
        assert draft_content(nordlicht.pk) == wanted
        assert [row.pk for row in CategoryRule.objects.all()] == ids
        assert CategoryRule.objects.get(pk=second.pk).version == 3
        assert AuditEntry.objects.latest("id").changes == {"draft": ["", "Version 1 of the category rules"]}
        with refused("Somebody else has changed this keyword set"):
            change_keyword_set(one, version=1, name="Fünf", lines=["x"], by=ada)


def test_rules_into_what_is_gone_are_left_out_of_the_draft_and_passed_over(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    make_rule(moving, "Rechnung", name="Umzüge")
    make_rule(billing, "Rechnung", name="Rechnungen")
    make_rule(billing, name="Vom Konto", account=nordlicht_account)
    with in_scope(nordlicht):
        version = active_version(nordlicht.pk)
        assert version is not None
        assert _category(nordlicht_account) == moving

        delete_category(moving, by=ada)
        assert _category(nordlicht_account) == billing
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(deleted_at=clock.now())
        create_rule(billing, conditions=[subject_has("neu")], by=ada)
        left_out = load_into_draft(version, by=ada)

        assert left_out.names == ("Umzüge", "Vom Konto")
        assert [rule.name for rule in CategoryRule.objects.all()] == ["Rechnungen"]


def test_rules_for_an_account_that_is_another_tenants_now_are_left_out_of_the_draft(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, alpina_account: MailAccount, ada: User
) -> None:
    make_rule(billing, name="Vom Konto", account=nordlicht_account)
    with everywhere():
        version = active_version(nordlicht.pk)
        assert version is not None
        version.content["rules"][0]["account"] = alpina_account.pk

        assert load_into_draft(version, by=ada).names == ("Vom Konto",)


def test_discard_needs_something_in_force(nordlicht: Tenant, billing: Category, ada: User) -> None:
    make_rule(billing, "Rechnung", in_force=False)
    with in_scope(nordlicht), refused("No version is in force yet"):
        discard_draft(nordlicht.pk, by=ada)


def test_rules_that_moved_to_another_tenant_count_there_once_activated(
    billing: Category,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_system: SystemGroup,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    ada: User,
) -> None:
    """A keyword set stays behind; a rule that uses it is passed over rather than taking too much."""
    with everywhere():
        row = create_keyword_set(nordlicht.pk, name="Geld", lines=["Angebot"], by=ada)
        create_rule(billing, conditions=[subject_has(sets=(row.pk,), negated=True)], by=ada)
        create_rule(billing, conditions=[subject_has("Rechnung")], by=ada)
        activate_draft(nordlicht.pk, by=ada)
        choose_tenant(nordlicht_system, alpina, by=ada)

    assert (_category(nordlicht_account), _category(alpina_account)) == (None, None)
    with everywhere():
        activate_draft(alpina.pk, by=ada)
    assert _category(alpina_account) == billing
    assert _category(alpina_account, MailFacts(subject="Hallo")) is None


def test_a_version_is_read_once_and_its_successor_counts_at_once(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount
) -> None:
    make_rule(billing, "Mahnung")
    assert _category(nordlicht_account) is None
    make_rule(billing, "Rechnung")
    assert _category(nordlicht_account) == billing


def test_two_who_activate_at_once_make_one_version(
    committed_db: str, nordlicht: Tenant, billing: Category, ada: User
) -> None:
    make_rule(billing, "Rechnung", in_force=False)

    def activate() -> int:
        with in_scope(nordlicht):
            return activate_draft(nordlicht.pk, by=ada).number

    results = at_once(activate, activate)

    assert sorted(map(str, results), key=len)[0] == "1"
    assert [isinstance(result, Refused) for result in results].count(True) == 1
    with in_scope(nordlicht):
        assert RuleVersion.objects.count() == 1


def test_content_is_the_same_after_being_stored(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        row = create_keyword_set(nordlicht.pk, name="Ärger", lines=["Anwalt", "/x[0-9]/"], stems=True, by=ada)
        create_rule(billing, conditions=[subject_has("Größe", sets=(row.pk,), points=3)], threshold=3, by=ada)
        version = activate_draft(nordlicht.pk, by=ada)

        stored = Content.from_json(RuleVersion.objects.get(pk=version.pk).content)

        assert stored == draft_content(nordlicht.pk)
        assert stored.digest == version.digest
        assert KeywordSet.objects.get().name == "Ärger"
