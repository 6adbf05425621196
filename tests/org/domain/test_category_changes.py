"""Categories: what is refused and at which field, what is written down, and which stay while something is put in."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.answers.preferences import COPY_INCOMING_CC
from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.domain.calendars_in_use import calendars_in_use
from kontor.org.domain.categories import category_stays, lock_categories, restore_category, staying_categories
from kontor.org.domain.category_changes import (
    CategoryChange,
    assign_groups,
    change_categories,
    change_category,
    change_category_preferences,
)
from kontor.org.domain.category_creation import create_category
from kontor.org.domain.category_queries import assigned_group_ids
from kontor.org.models import AgentGroup, Category, GroupCategory, MainCategory, SupervisorGroup
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.org import make_agent_group
from tests.factories.sla import choose, make_calendar
from tests.support.jobs import waiting_jobs
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import everywhere, in_scope


def audited() -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(kind="org.category").order_by("id")
    return list(rows.values_list("action", "changes"))


def delete(*rows: Any) -> None:
    with everywhere():
        for row in rows:
            type(row).objects.filter(pk=row.pk).update(deleted_at=clock.now())


@pytest.mark.parametrize(
    ("values", "about", "sentence"),
    [
        ({"name": "–"}, "name", "Give the category a name with letters or digits."),
        ({"name": "ABRECHNUNG"}, "name", "This tenant already has a category “ABRECHNUNG”. Choose another name."),
        (
            {"name": "Neu", "internal_name": "billing"},
            "internal_name",
            "The category “Abrechnung” has the internal name “billing”. Choose another.",
        ),
        (
            {"name": "Neu", "internal_name": "moving"},
            "internal_name",
            "The deleted category “Umzug” has the internal name “moving”. Choose another.",
        ),
    ],
)
def test_a_name_that_cannot_be_had_is_said_at_its_field(
    nordlicht: Tenant, billing: Category, moving: Category, values: dict[str, str], about: str, sentence: str
) -> None:
    delete(moving)

    with in_scope(nordlicht), refused(sentence, about=about):
        create_category(nordlicht, **values, by=None)  # type: ignore[arg-type]


def test_the_name_of_a_deleted_category_and_of_another_tenant_is_free(
    nordlicht: Tenant, moving: Category, claims: Category
) -> None:
    delete(moving)

    with in_scope(nordlicht):
        again = create_category(nordlicht, name="Umzug", by=None)
        assert (again.name, again.internal_name) == ("Umzug", "umzug")
        assert create_category(nordlicht, name="Schaden", internal_name="claims", by=None).internal_name == "claims"


def test_a_category_keeps_its_name_in_other_letters(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    with in_scope(nordlicht):
        assert change_category(billing, name="ABRECHNUNG", version=1, by=None).name == "ABRECHNUNG"
        with refused("This tenant already has a category “umzug”. Choose another name."):
            change_category(billing, name="umzug", version=2, by=None)


def test_two_may_change_names_with_each_other(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    wanted = [CategoryChange(billing, 1, {"name": "Umzug"}), CategoryChange(moving, 1, {"name": "Abrechnung"})]

    with in_scope(nordlicht):
        change_categories(wanted, by=None)

        assert dict(Category.objects.values_list("internal_name", "name")) == {
            "billing": "Umzug",
            "moving": "Abrechnung",
        }


def test_two_cannot_become_the_same(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    wanted = [CategoryChange(each, 1, {"name": "Vertrag"}) for each in (billing, moving)]

    with in_scope(nordlicht), refused("This tenant already has a category “Vertrag”. Choose another name."):
        change_categories(wanted, by=None)


def test_a_deleted_category_is_not_changed(nordlicht: Tenant, billing: Category) -> None:
    delete(billing)

    with in_scope(nordlicht), refused("The category “Abrechnung” has been deleted in the meantime."):
        change_category(billing, description="neu", version=1, by=None)


def test_each_change_is_a_version_and_what_stays_is_not_written_down(nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        same = change_category(billing, description="", version=1, by=None)
        assert (same.version, audited()) == (2, [])

        changed = change_category(same, bundling=True, answer_allowed=False, version=2, by=None)

        assert (changed.version, changed.bundling, changed.answer_allowed) == (3, True, False)
        assert audited() == [("changed", {"bundling": [False, True], "answer_allowed": [True, False]})]


def test_nothing_to_change_gives_nothing(db: None) -> None:
    assert change_categories([], by=None) == []


def test_an_empty_change_says_so(billing: Category) -> None:
    assert CategoryChange(billing, 1).is_empty
    for change in (
        CategoryChange(billing, 1, {"name": "Neu"}),
        CategoryChange(billing, 1, groups=[]),
        CategoryChange(billing, 1, settings={COPY_INCOMING_CC.key: None}),
    ):
        assert not change.is_empty


def test_the_log_names_groups_by_name_and_the_rows_that_stay_stay(
    nordlicht: Tenant, billing: Category, nordlicht_service: AgentGroup, nordlicht_supervisors: SupervisorGroup
) -> None:
    technik = make_agent_group(nordlicht_supervisors, "Ärger")
    with in_scope(nordlicht):
        [kept] = GroupCategory.objects.values_list("pk", flat=True)

        category = assign_groups(billing, [nordlicht_service, technik, technik], version=1, by=None)
        assert kept in GroupCategory.objects.values_list("pk", flat=True)
        assign_groups(category, [technik], version=2, by=None)

        assert assigned_group_ids(billing) == [technik.pk]
        assert [changes["agent_groups"] for _action, changes in audited()] == [
            [["Nordlicht Kundenservice"], ["Ärger", "Nordlicht Kundenservice"]],
            [["Ärger", "Nordlicht Kundenservice"], ["Ärger"]],
        ]


def test_a_deleted_group_works_no_category(nordlicht: Tenant, billing: Category, nordlicht_service: AgentGroup) -> None:
    delete(nordlicht_service)
    with in_scope(nordlicht):
        group = AgentGroup.objects.get(pk=nordlicht_service.pk)
        with refused("The agent group “Nordlicht Kundenservice” is deleted."):
            assign_groups(billing, [group], version=1, by=None)
        with refused("The agent group “Nordlicht Kundenservice” is deleted."):
            create_category(nordlicht, name="Neu", groups=[group], by=None)


def test_a_main_category_is_found_in_any_letters_and_left_by_no_name(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    with in_scope(nordlicht):
        first = change_category(billing, main_category=" Verträge ", version=1, by=None)
        second = change_category(moving, main_category="VERTRÄGE", version=1, by=None)
        assert first.main_category == second.main_category
        assert str(first.main_category) == "Verträge"

        change_category(first, main_category="", version=2, by=None)
        assert MainCategory.objects.count() == 1
        change_category(second, main_category=" ", version=2, by=None)
        assert MainCategory.objects.count() == 0
        assert audited()[0] == ("changed", {"main_category": ["", "Verträge"]})


def test_own_settings_are_written_down_and_a_tenants_setting_is_none_of_a_category(
    nordlicht: Tenant, billing: Category
) -> None:
    with in_scope(nordlicht):
        own = change_category_preferences(billing, {COPY_INCOMING_CC.key: True}, version=1, by=None)
        assert own.preferences == {COPY_INCOMING_CC.key: True}
        back = change_category_preferences(own, {COPY_INCOMING_CC.key: None}, version=2, by=None)
        assert back.preferences == {}
        assert [changes for _action, changes in audited()] == [
            {COPY_INCOMING_CC.key: [None, True]},
            {COPY_INCOMING_CC.key: [True, None]},
        ]


def test_other_business_hours_have_deadlines_computed_anew_and_other_settings_not(
    nordlicht: Tenant, billing: Category, ticket: Ticket
) -> None:
    calendar = make_calendar(nordlicht, "Büro")
    with in_scope(nordlicht):
        category = change_category_preferences(billing, {COPY_INCOMING_CC.key: True}, version=1, by=None)
        before = len(waiting_jobs())
        change_category_preferences(category, {BUSINESS_HOURS.key: calendar.pk}, version=2, by=None)

    assert (before, len(waiting_jobs()) > 0) == (0, True)


def test_a_category_is_restored_once_under_its_next_version(nordlicht: Tenant, billing: Category) -> None:
    delete(billing)
    with in_scope(nordlicht):
        back = restore_category(billing, by=None)
        again = restore_category(billing, by=None)

        assert (back.deleted_at, back.version, again.version) == (None, 2, 2)
        assert audited() == [("restored", {})]


def test_a_category_is_not_restored_while_its_name_is_anothers(nordlicht: Tenant, billing: Category) -> None:
    delete(billing)
    with in_scope(nordlicht):
        create_category(nordlicht, name="abrechnung", by=None)

        with refused("This tenant already has a category “Abrechnung”. Choose another name."):
            restore_category(billing, by=None)


def test_those_that_stay_are_the_living_ones(billing: Category, moving: Category, claims: Category) -> None:
    delete(moving)

    with everywhere():
        assert staying_categories([billing.pk, moving.pk, claims.pk]) == {billing.pk, claims.pk}
        assert [category_stays(each.pk) for each in (billing, moving)] == [True, False]
        assert staying_categories([]) == set()


def test_one_that_is_out_of_sight_is_not_locked(billing: Category, claims: Category) -> None:
    with in_scope(billing.tenant_id), rolled_back(Category.DoesNotExist):
        lock_categories({billing.pk: 1, claims.pk: 1})


def test_hours_in_use_are_the_tenants_own_and_then_those_of_categories_by_name(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_service: AgentGroup
) -> None:
    office, late, early = (make_calendar(nordlicht, name) for name in ("Büro", "Spät", "Früh"))
    with in_scope(nordlicht):
        third = create_category(nordlicht, name="Vertrag", groups=[nordlicht_service], by=None)
        create_category(nordlicht, name="Sonstiges", by=None)
    choose(nordlicht, BUSINESS_HOURS, office)
    for category, calendar in ((moving, late), (billing, late), (third, early)):
        choose(category, BUSINESS_HOURS, calendar)

    with in_scope(nordlicht):
        found = [(each.calendar, each.is_default, list(each.categories)) for each in calendars_in_use(nordlicht)]

    assert found == [
        (office, True, []),
        (early, False, ["Vertrag"]),
        (late, False, ["Abrechnung", "Umzug"]),
    ]
