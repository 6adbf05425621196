from __future__ import annotations

from kontor.audit.models import AuditEntry
from kontor.org.domain.category_creation import create_category
from kontor.org.domain.category_queries import assigned_closing_code_ids
from kontor.org.domain.closing_codes import (
    assign_closing_codes,
    change_closing_code,
    create_closing_code,
    delete_closing_code,
    restore_closing_code,
)
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_closing_code
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_create_and_change_closing_code(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        made = create_closing_code(nordlicht, code="A1", name="Erledigt", by=ada)
        changed = change_closing_code(made, code="A1", name="Gelöst", version=made.version, by=ada)

        assert (changed.code, changed.name, changed.sort_key, changed.version) == ("A1", "Gelöst", "gelost", 2)
        entries = AuditEntry.objects.order_by("id")
        assert [(entry.action, entry.changes) for entry in entries] == [
            ("created", {"code": [None, "A1"], "name": [None, "Erledigt"]}),
            ("changed", {"name": ["Erledigt", "Gelöst"]}),
        ]


def test_code_is_given_once_a_tenant(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    with in_scope(nordlicht, alpina):
        create_closing_code(nordlicht, code="A1", name="Erledigt", by=ada)

        with refused("The code “A1” belongs to the closing code “Erledigt”"):
            create_closing_code(nordlicht, code="A1", name="Anders", by=ada)
        assert create_closing_code(alpina, code="A1", name="Erledigt", by=ada).pk


def test_two_people_change_the_same_code(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        made = create_closing_code(nordlicht, code="A1", name="Erledigt", by=ada)
        change_closing_code(made, code="A1", name="Gelöst", version=1, by=ada)

        with refused("Nothing was overwritten"):
            change_closing_code(made, code="A1", name="Fertig", version=1, by=ada)


def test_assign_closing_codes(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        done = create_closing_code(nordlicht, code="A1", name="Erledigt", by=ada)
        wrong = create_closing_code(nordlicht, code="A2", name="Irrläufer", by=ada)

        category = assign_closing_codes(billing, [done, wrong], required=True, version=billing.version, by=ada)
        category = assign_closing_codes(category, [done], version=category.version, by=ada)

        assert category.closing_code_required
        assert assigned_closing_code_ids(category) == [done.pk]


def test_a_required_closing_code_exists(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        with refused("assign at least one"):
            assign_closing_codes(billing, [], required=True, version=billing.version, by=ada)
        code = make_closing_code(billing, "A1", "Erledigt")
        category = assign_closing_codes(billing, [code], required=True, version=billing.version, by=ada)

        with refused("“Erledigt” is the only closing code of the category “Abrechnung”"):
            delete_closing_code(code, by=ada)
        assign_closing_codes(category, [code], required=False, version=category.version, by=ada)

        delete_closing_code(code, by=ada)


def test_deleted_closing_code_returns_with_its_categories(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        code = make_closing_code(billing, "A1", "Erledigt")
        delete_closing_code(code, by=ada)
        assert assigned_closing_code_ids(billing) == []
        other = create_closing_code(nordlicht, code="A1", name="Neu", by=ada)
        with refused("The code “A1” belongs"):
            restore_closing_code(code, by=ada)
        delete_closing_code(other, by=ada)

        restore_closing_code(code, by=ada)

        assert assigned_closing_code_ids(billing) == [code.pk]


def test_closing_code_of_another_tenant_is_not_assigned(
    nordlicht: Tenant, alpina: Tenant, billing: Category, ada: User
) -> None:
    with in_scope(nordlicht, alpina):
        foreign = create_closing_code(alpina, code="A1", name="Erledigt", by=ada)

        with refused("belongs to another tenant"):
            assign_closing_codes(billing, [foreign], version=billing.version, by=ada)
        assert create_category(nordlicht, name="Neu", by=ada).closing_codes.count() == 0
