from __future__ import annotations

import pytest

from kontor.answers.preferences import COPY_INCOMING_CC
from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.org.domain.categories import restore_category
from kontor.org.domain.category_changes import (
    CategoryChange,
    assign_groups,
    change_categories,
    change_category,
    change_category_preferences,
)
from kontor.org.domain.category_creation import NewCategory, create_categories, create_category
from kontor.org.domain.category_queries import assigned_group_ids
from kontor.org.domain.internal_names import propose_internal_name, spelled_in_ascii
from kontor.org.models import AgentGroup, Category, MainCategory
from kontor.people.models import User
from kontor.routing.domain.category_deletion import delete_category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.models import Ticket
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def test_create_category(nordlicht: Tenant, nordlicht_service: AgentGroup, ada: User) -> None:
    with in_scope(nordlicht):
        category = create_category(
            nordlicht,
            name="Rückgabe & Umtausch",
            groups=[nordlicht_service],
            main_category="Nach dem Kauf",
            bundling=True,
            by=ada,
        )

        assert category.internal_name == "rueckgabe-und-umtausch"
        assert category.main_category is not None
        assert category.main_category.name == "Nach dem Kauf"
        assert category.bundling
        assert assigned_group_ids(category) == [nordlicht_service.pk]
        entry = AuditEntry.objects.get(kind="org.category")
        assert (entry.action, entry.actor, entry.tenant_id) == ("created", ada, nordlicht.pk)
        assert entry.changes["agent_groups"] == [None, ["Nordlicht Kundenservice"]]


def test_many_are_created_in_as_many_statements_as_one(
    nordlicht: Tenant, nordlicht_service: AgentGroup, ada: User
) -> None:
    def created(*names: str) -> int:
        wanted = [
            NewCategory(name=name, internal_name=name.lower(), main_category="Kauf", groups=[nordlicht_service])
            for name in names
        ]
        with statements() as sent:
            create_categories(nordlicht, wanted, by=ada)
        return len(sent)

    with in_scope(nordlicht):
        create_category(nordlicht, name="Alt", main_category="Kauf", by=ada)
        assert created("A") == created("B", "C", "D")

        rows = Category.objects.filter(tenant=nordlicht, internal_name__in="abcd").order_by("internal_name")
        assert [(row.name, assigned_group_ids(row)) for row in rows] == [
            (name, [nordlicht_service.pk]) for name in "ABCD"
        ]
        assert list(
            AuditEntry.objects.filter(kind="org.category", object_id__in=[row.pk for row in rows])
            .order_by("id")
            .values_list("label", "actor", "changes__internal_name")
        ) == [(name, ada.pk, [None, name.lower()]) for name in "ABCD"]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["Kauf", "KAUF"], "This tenant already has a category “KAUF”. Choose another name."),
        (["Kauf", "?!"], "Give the category a name with letters or digits."),
    ],
)
def test_many_are_created_all_or_none(nordlicht: Tenant, names: list[str], sentence: str) -> None:
    with in_scope(nordlicht):
        with refused(sentence):
            create_categories(nordlicht, [NewCategory(name=name) for name in names], by=None)
        assert not Category.objects.filter(tenant=nordlicht).exists()


def test_internal_names_of_many_are_different(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        made = create_categories(nordlicht, [NewCategory(name="Kauf"), NewCategory(name="Kauf!2")], by=None)
        again = create_categories(nordlicht, [NewCategory(name="請求"), NewCategory(name="移動")], by=None)

        assert [each.internal_name for each in (*made, *again)] == ["kauf", "kauf-2", "category", "category-2"]
        with refused("The category “A” has the internal name “same”. Choose another."):
            same = [NewCategory(name=name, internal_name="same") for name in "AB"]
            create_categories(nordlicht, same, by=None)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Zählerstände melden", "zaehlerstaende-melden"),
        ("Größe / Übermaß", "groesse-uebermass"),
        ("Café São Paulo", "cafe-sao-paulo"),
        ("Billing", "billing"),
        ("請求", ""),
    ],
)
def test_internal_name_is_ascii(name: str, spelled: str) -> None:
    assert spelled_in_ascii(name) == spelled


def test_proposed_internal_name_is_free_and_deleted_ones_are_not(
    nordlicht: Tenant, alpina: Tenant, nordlicht_service: AgentGroup, ada: User
) -> None:
    with in_scope(nordlicht, alpina):
        first = create_category(nordlicht, name="Umzug", by=ada)
        delete_category(first, by=ada)

        assert propose_internal_name(nordlicht.pk, "Umzug") == "umzug-2"
        assert propose_internal_name(alpina.pk, "Umzug") == "umzug"
        assert propose_internal_name(nordlicht.pk, "請求") == "category"


def test_two_categories_of_a_tenant_differ_in_name(
    nordlicht: Tenant, alpina: Tenant, billing: Category, ada: User
) -> None:
    with in_scope(nordlicht, alpina):
        with refused("already has a category “ABRECHNUNG”"):
            create_category(nordlicht, name="ABRECHNUNG", by=ada)
        with refused("has the internal name “billing”"):
            create_category(nordlicht, name="Neu", internal_name="billing", by=ada)
        assert create_category(alpina, name="Abrechnung", internal_name="billing", by=ada).pk


def test_agent_groups_of_a_category_lie_in_its_tenant(
    nordlicht: Tenant, alpina: Tenant, billing: Category, alpina_service: AgentGroup, ada: User
) -> None:
    with in_scope(nordlicht, alpina):
        with refused("“Alpina Kundenservice” belongs to another tenant"):
            create_category(nordlicht, name="Neu", groups=[alpina_service], by=ada)
        with refused("“Alpina Kundenservice” belongs to another tenant"):
            assign_groups(billing, [alpina_service], version=billing.version, by=ada)


def test_change_category(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        changed = change_category(billing, name="Abrechnungen", answer_allowed=False, version=billing.version, by=ada)

        assert (changed.name, changed.internal_name, changed.version) == (
            "Abrechnungen",
            "billing",
            billing.version + 1,
        )
        entry = AuditEntry.objects.get(kind="org.category")
        assert entry.changes == {"name": ["Abrechnung", "Abrechnungen"], "answer_allowed": [True, False]}


def test_change_of_an_older_version_is_refused(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        change_category(billing, description="Neu", version=billing.version, by=ada)

        with refused("Somebody else has changed the category “Abrechnung”"):
            change_category(billing, description="Anders", version=billing.version, by=ada)


def test_main_category_goes_with_its_last_category(
    nordlicht: Tenant, billing: Category, moving: Category, ada: User
) -> None:
    with in_scope(nordlicht):
        one = change_category(billing, main_category="Vertrag", version=billing.version, by=ada)
        two = change_category(moving, main_category=" vertrag ", version=moving.version, by=ada)
        assert one.main_category == two.main_category

        one = change_category(one, main_category="Geld", version=one.version, by=ada)
        assert [main.name for main in MainCategory.objects.all()] == ["Geld", "Vertrag"]

        change_category(two, main_category="", version=two.version, by=ada)
        assert [main.name for main in MainCategory.objects.all()] == ["Geld"]


def test_own_setting_and_inheriting_again(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        own = change_category_preferences(billing, {COPY_INCOMING_CC.key: True}, version=billing.version, by=ada)
        assert own.preferences == {COPY_INCOMING_CC.key: True}

        inherited = change_category_preferences(own, {COPY_INCOMING_CC.key: None}, version=own.version, by=ada)
        assert inherited.preferences == {}
        assert [entry.changes for entry in AuditEntry.objects.order_by("id")] == [
            {COPY_INCOMING_CC.key: [None, True]},
            {COPY_INCOMING_CC.key: [True, None]},
        ]


def test_category_with_open_tickets_is_not_deleted(
    nordlicht: Tenant, ticket: Ticket, billing: Category, ada: User
) -> None:
    with in_scope(nordlicht):
        with refused("1 open ticket lies in the category “Abrechnung”"):
            delete_category(billing, by=ada)
        close_ticket(ticket, by=ada)

        delete_category(billing, by=ada)

        assert not Category.objects.living().filter(pk=billing.pk).exists()
        with refused("has been deleted in the meantime"):
            change_category(billing, name="Neu", version=billing.version, by=ada)


def test_fallback_category_is_not_deleted(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        set_fallback(nordlicht_account, billing, by=ada)

        with refused("is the fallback category of the account “service@nordlicht.example”"):
            delete_category(billing, by=ada)


def test_restore_category(nordlicht: Tenant, billing: Category, nordlicht_service: AgentGroup, ada: User) -> None:
    with in_scope(nordlicht):
        delete_category(billing, by=ada)
        other = create_category(nordlicht, name="Abrechnung", by=ada)
        with refused("already has a category “Abrechnung”"):
            restore_category(billing, by=ada)
        change_category(other, name="Anderes", version=other.version, by=ada)

        restored = restore_category(billing, by=ada)

        assert restored.deleted_at is None
        assert assigned_group_ids(restored) == [nordlicht_service.pk]


def test_many_are_changed_in_as_many_statements_as_one(
    nordlicht: Tenant, nordlicht_service: AgentGroup, ada: User
) -> None:
    """Names among each other, main categories, groups and settings; a row of the audit log for each."""

    def changed(count: int) -> int:
        wanted = [
            NewCategory(name=f"{count} {n}", internal_name=f"c{count}-{n}", main_category=f"Alt {count}")
            for n in range(count)
        ]
        made = create_categories(nordlicht, wanted, by=ada)
        changes = [
            CategoryChange(
                each,
                each.version,
                {"name": made[place - 1].name, "main_category": f"Neu {count}"},
                [nordlicht_service],
                {COPY_INCOMING_CC.key: True},
            )
            for place, each in enumerate(made)
        ]
        with statements() as sent:
            done = change_categories(changes, by=ada)
        assert [(each.name, each.version) for each in done] == [(made[place - 1].name, 2) for place in range(count)]
        assert not MainCategory.objects.filter(name=f"Alt {count}").exists()
        rows = AuditEntry.objects.filter(action="changed", object_id__in=[each.pk for each in done])
        assert [sorted(row.changes) for row in rows] == [
            ["agent_groups", COPY_INCOMING_CC.key, "main_category", "name"]
        ] * count
        return len(sent)

    with in_scope(nordlicht):
        assert changed(3) == changed(8)


def test_of_many_none_is_changed_when_somebody_else_saved_one(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    with in_scope(nordlicht):
        change_category(moving, version=moving.version, description="Neu", by=None)
        changes = [CategoryChange(each, 1, {"description": "Anders"}) for each in (billing, moving)]

        with refused("Somebody else has changed the category “Umzug” in the meantime. Nothing was overwritten."):
            change_categories(changes, by=None)

        assert list(Category.objects.order_by("pk").values_list("description", flat=True)) == ["", "Neu"]


def test_category_of_another_tenant_does_not_exist(alpina: Tenant, billing: Category, ada: User) -> None:
    with in_scope(alpina), rolled_back(Category.DoesNotExist):
        change_category(billing, name="Meins", version=billing.version, by=ada)
    with everywhere():
        assert Category.objects.get(pk=billing.pk).name == "Abrechnung"
