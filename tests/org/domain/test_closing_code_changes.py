"""Closing codes: what is cleaned, refused and written down; which categories have them, many at once."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.org.domain.category_queries import assigned_closing_code_ids
from kontor.org.domain.closing_codes import (
    CodesChange,
    assign_closing_codes,
    assign_many_closing_codes,
    change_closing_code,
    create_closing_code,
    delete_closing_code,
    restore_closing_code,
)
from kontor.org.models import Category, CategoryClosingCode, ClosingCode
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.org import make_category, make_closing_code
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements


def audited(kind: str = "org.closingcode") -> list[tuple[str, dict[str, Any]]]:
    return list(AuditEntry.objects.filter(kind=kind).order_by("id").values_list("action", "changes"))


def change(row: ClosingCode, /, **values: Any) -> ClosingCode:
    present = {"code": row.code, "name": row.name, "version": row.version}
    return change_closing_code(row, **{**present, **values}, by=None)


def test_code_and_name_are_one_line(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        made = create_closing_code(nordlicht, code=" A\n1 ", name=" Ärger \n weg ", by=None)

        assert (made.code, made.name, made.sort_key, str(made)) == ("A 1", "Ärger weg", "arger weg", "Ärger weg")


def test_a_taken_code_is_said_at_its_field(nordlicht: Tenant, billing: Category) -> None:
    first, second = make_closing_code(billing, "A1", "Erledigt"), make_closing_code(billing, "A2", "Offen")

    with in_scope(nordlicht):
        with refused("The code “A1” belongs to the closing code “Erledigt”. Choose another.", about="code"):
            change(second, code="A1")
        assert change(first, name="Fertig").code == "A1"


def test_the_code_of_a_deleted_one_is_free(nordlicht: Tenant, billing: Category) -> None:
    gone = make_closing_code(billing, "A1")

    with in_scope(nordlicht):
        delete_closing_code(gone, by=None)

        assert create_closing_code(nordlicht, code="A1", name="Neu", by=None).pk != gone.pk


def test_a_deleted_one_is_not_changed(nordlicht: Tenant, billing: Category) -> None:
    code = make_closing_code(billing, "A1", "Erledigt")
    with in_scope(nordlicht):
        delete_closing_code(code, by=None)

        with refused("The closing code “Erledigt” has been deleted in the meantime."):
            change(code, name="Fertig")


def test_a_change_counts_a_version_and_none_is_not_written_down(nordlicht: Tenant, billing: Category) -> None:
    code = make_closing_code(billing, "A1", "Erledigt")

    with in_scope(nordlicht):
        same = change(code)
        assert (same.version, audited()) == (2, [])
        changed = change(same, code="B1")
        assert (changed.version, audited()) == (3, [("changed", {"code": ["A1", "B1"]})])


def test_deleting_and_restoring_are_written_down_once(nordlicht: Tenant, billing: Category, frozen: Frozen) -> None:
    code = make_closing_code(billing, "A1", "Erledigt")

    with in_scope(nordlicht):
        for _twice in range(2):
            delete_closing_code(code, by=None)
        code.refresh_from_db()
        assert (code.deleted_at, code.version) == (frozen.at, 2)
        for _twice in range(2):
            back = restore_closing_code(code, by=None)
        assert (back.deleted_at, back.version) == (None, 3)
        assert audited() == [("deleted", {}), ("restored", {})]


def test_the_last_code_of_a_category_that_asks_for_one_stays_whatever_deleted_ones_there_are(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    last, other = make_closing_code(billing, "A1", "Erledigt"), make_closing_code(billing, "A2", "Weg")
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)
        delete_closing_code(other, by=None)

        with refused("“Erledigt” is the only closing code of the category “Abrechnung”, which asks for one."):
            delete_closing_code(last, by=None)


@pytest.mark.parametrize("why", ["asks for none", "is deleted"])
def test_the_last_code_goes_where_none_is_needed(
    nordlicht: Tenant, billing: Category, why: str, frozen: Frozen
) -> None:
    code = make_closing_code(billing, "A1")
    with in_scope(nordlicht):
        deleted = {"closing_code_required": True, "deleted_at": frozen.at}
        Category.objects.filter(pk=billing.pk).update(**(deleted if why == "is deleted" else {}))

        delete_closing_code(code, by=None)

        assert not ClosingCode.objects.living().exists()


def test_the_log_names_the_codes_of_a_category_by_name_before_and_after(nordlicht: Tenant, billing: Category) -> None:
    second, first = make_closing_code(billing, "A1", "Offen"), make_closing_code(billing, "B2", "Erledigt")

    with in_scope(nordlicht):
        category = assign_closing_codes(billing, [first, second], required=True, version=1, by=None)
        category = assign_closing_codes(category, [first], version=2, by=None)

        assert (category.version, category.closing_code_required) == (3, True)
        both = ["B2 Erledigt", "A1 Offen"]
        assert audited("org.category") == [
            ("changed", {"closing_code_required": [False, True]}),
            ("changed", {"closing_codes": [both, ["B2 Erledigt"]]}),
        ]


def test_what_stays_assigned_keeps_its_row_and_is_not_written_down(nordlicht: Tenant, billing: Category) -> None:
    code = make_closing_code(billing, "A1")

    with in_scope(nordlicht):
        rows = set(CategoryClosingCode.objects.values_list("pk", flat=True))
        assign_closing_codes(billing, [code, code], version=1, by=None)

        assert set(CategoryClosingCode.objects.values_list("pk", flat=True)) == rows
        assert audited("org.category") == []


def test_a_deleted_code_is_not_assigned_and_its_place_stays_for_when_it_returns(
    nordlicht: Tenant, billing: Category
) -> None:
    there, gone = make_closing_code(billing, "A1"), make_closing_code(billing, "A2")
    with in_scope(nordlicht):
        delete_closing_code(gone, by=None)
        gone.refresh_from_db()
        with refused("The category asks for a closing code, so assign at least one to it."):
            assign_closing_codes(billing, [gone], required=True, version=1, by=None)

        assign_closing_codes(billing, [there], version=1, by=None)
        restore_closing_code(gone, by=None)

        assert sorted(assigned_closing_code_ids(billing)) == [there.pk, gone.pk]


def test_a_category_that_asks_already_keeps_one(nordlicht: Tenant, billing: Category) -> None:
    code = make_closing_code(billing, "A1")
    with in_scope(nordlicht):
        category = assign_closing_codes(billing, [code], required=True, version=1, by=None)

        with refused("The category asks for a closing code, so assign at least one to it."):
            assign_closing_codes(category, [], version=category.version, by=None)


def test_many_categories_cost_as_much_as_one_and_none_costs_nothing(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_service: Any, ada: User
) -> None:
    code = make_closing_code(billing, "A1")
    third = make_category(nordlicht_service, "Vertrag")

    def cost(*categories: Category) -> int:
        with in_scope(nordlicht):
            fresh = Category.objects.filter(pk__in=[each.pk for each in categories])
            wanted = [CodesChange(each, each.version, [code], required=True) for each in fresh]
            with statements() as sent:
                assert len(assign_many_closing_codes(wanted, by=ada)) == len(wanted)
        return len(sent)

    assert cost() == 0
    assert cost(moving) == cost(billing, moving, third)
    with in_scope(nordlicht):
        assert code.categories.count() == 3
        assert set(Category.objects.values_list("name", "version")) == {
            ("Abrechnung", 2),
            ("Umzug", 3),
            ("Vertrag", 2),
        }


def test_of_many_none_is_assigned_when_somebody_else_saved_one(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    code = make_closing_code(billing, "A1")
    with in_scope(nordlicht):
        wanted = [CodesChange(billing, 1, []), CodesChange(moving, 9, [code])]
        with refused("Somebody else has changed the category “Umzug” in the meantime. Nothing was overwritten."):
            assign_many_closing_codes(wanted, by=None)

        assert assigned_closing_code_ids(billing) == [code.pk]
