"""Groups, closing codes, categories and business hours of a file."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel.clock import now
from kontor.org.models import AgentGroup, Category, ClosingCode, GroupCategory, SupervisorGroup, SystemGroup
from kontor.sla.models import BusinessCalendar
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group, make_closing_code, make_supervisor_group
from tests.support.scoping import everywhere, in_scope
from tests.tenant_files.sections.conftest import misread, mistake, put, settled, there

pytestmark = pytest.mark.django_db
TREE = (
    "system_groups: [{name: Nordlicht}]\n"
    "supervisor_groups: [{name: %s, system_group: Nordlicht}]\n"
    "agent_groups: [{name: Service, supervisor_group: %s%s}]\n"
)


def gone(row: Any) -> None:
    with everywhere():
        type(row).objects.filter(pk=row.pk).update(deleted_at=now())


def test_a_tree_of_groups_is_made_from_above(nordlicht: Tenant) -> None:
    text = TREE % ("Leitung", "Leitung", ", settings: {routing.capacity: 7}")

    put(text)

    assert there(nordlicht, "supervisor_groups") == [
        {"name": "Leitung", "system_group": "Nordlicht", "description": ""}
    ]
    assert there(nordlicht, "agent_groups") == [
        {
            "name": "Service",
            "supervisor_group": "Leitung",
            "description": "",
            "settings": {"routing.capacity": 7},
        }
    ]
    assert settled(text)


def test_a_group_moves_below_a_new_one_and_the_old_one_goes(nordlicht: Tenant) -> None:
    put(TREE % ("Alt", "Alt", ""))
    with everywhere():
        before = AgentGroup.objects.get().pk

    put(TREE % ("Neu", "Neu", ", description: Vorn"))

    with everywhere():
        group = AgentGroup.objects.living().get()
        assert (group.pk, group.description, group.supervisor_group.name) == (before, "Vorn", "Neu")
        assert [row.name for row in SupervisorGroup.objects.living()] == ["Neu"]


def test_a_groups_own_values_change_and_go(nordlicht: Tenant) -> None:
    put(TREE % ("L", "L", ", settings: {routing.capacity: 7}"))
    put(TREE % ("L", "L", ", settings: {routing.capacity: 3}"))
    assert there(nordlicht, "agent_groups")[0]["settings"] == {"routing.capacity": 3}

    put(TREE % ("L", "L", ""))

    assert there(nordlicht, "agent_groups")[0]["settings"] == {}
    with in_scope(nordlicht):
        last = AuditEntry.objects.filter(kind="org.agentgroup").order_by("-id").first()
        assert last is not None
        assert last.changes == {"routing.capacity": [3, None]}


def test_a_group_with_something_below_is_not_removed(nordlicht: Tenant, billing: Category) -> None:
    assert mistake("agent_groups: []\n") == (
        "agent_groups: Nordlicht Kundenservice: “Nordlicht Kundenservice” cannot be deleted: "
        "Abrechnung still belong to it. Move or delete them first."
    )


def test_groups_stand_by_name_and_deleted_ones_not_at_all(
    nordlicht: Tenant,
    nordlicht_system: SystemGroup,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
    alpina_service: AgentGroup,
) -> None:
    make_agent_group(nordlicht_supervisors, "Ärger")
    gone(make_agent_group(nordlicht_supervisors, "Weg"))
    gone(make_supervisor_group(nordlicht_system, "Weg"))

    assert [each["name"] for each in there(nordlicht, "agent_groups")] == ["Ärger", "Nordlicht Kundenservice"]
    assert [each["name"] for each in there(nordlicht, "supervisor_groups")] == ["Nordlicht Leitung"]


def test_a_closing_code_is_itself_in_its_own_letters(nordlicht: Tenant) -> None:
    put("closing_codes: [{code: a, name: Klein}, {code: A, name: Groß}]\n")

    assert there(nordlicht, "closing_codes") == [{"code": "A", "name": "Groß"}, {"code": "a", "name": "Klein"}]


def test_a_deleted_closing_code_leaves_its_code_free(nordlicht: Tenant) -> None:
    put("closing_codes: [{code: A, name: Alt}]\n")
    put("closing_codes: []\n")
    put("closing_codes: [{code: A, name: Neu}]\n")

    with everywhere():
        assert [(row.name, row.deleted_at is None) for row in ClosingCode.objects.order_by("id")] == [
            ("Alt", False),
            ("Neu", True),
        ]


def categories(tenant: Tenant) -> dict[str, dict[str, Any]]:
    return {each["internal_name"]: each for each in there(tenant, "categories")}


def test_a_category_comes_with_groups_codes_heading_and_values_of_its_own(
    nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    text = "closing_codes: [{code: A, name: Fertig}]\ncategories:\n- internal_name: billing\n  name: Abrechnung\n"
    text += "  main_category: Geld\n  agent_groups: [Nordlicht Kundenservice]\n  closing_codes: [A]\n"
    text += "  closing_code_required: yes\n  bundling: yes\n  answer_allowed: no\n"
    text += "  settings: {answers.copy_incoming_cc: true}\n"

    put(text)

    found = categories(nordlicht)["billing"]
    assert (found["main_category"], found["agent_groups"]) == ("Geld", ["Nordlicht Kundenservice"])
    assert (found["closing_codes"], found["closing_code_required"]) == (["A"], True)
    assert (found["bundling"], found["answer_allowed"], found["auto_routing"]) == (True, False, True)
    assert found["settings"] == {"answers.copy_incoming_cc": True}
    assert settled(text)


def test_a_category_that_was_deleted_comes_back_as_the_file_says(
    nordlicht: Tenant, billing: Category, nordlicht_service: AgentGroup
) -> None:
    code = make_closing_code(billing, "A", "Fertig")
    gone(billing)
    text = "categories: [{internal_name: billing, name: Rechnung, bundling: yes}]\n"

    done = put(text)

    assert [step.kind.value for step in done.steps] == ["created"]
    with everywhere():
        row = Category.objects.get(internal_name="billing")
        assert (row.pk, row.name, row.bundling, row.deleted_at) == (billing.pk, "Rechnung", True, None)
        assert not GroupCategory.objects.filter(category=row).exists()
        assert list(row.closing_codes.all()) == []
        assert code.pk
    assert settled(text)


def test_new_ones_and_one_that_comes_back_stand_side_by_side(nordlicht: Tenant, billing: Category) -> None:
    gone(billing)
    text = "categories: [{internal_name: a, name: A}, {internal_name: billing, name: B}, {internal_name: c, name: C}]\n"

    put(text)

    assert {key: each["name"] for key, each in categories(nordlicht).items()} == {"a": "A", "billing": "B", "c": "C"}


def test_only_the_category_that_differs_is_touched(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    group = "agent_groups: [Nordlicht Kundenservice]"
    put(
        f"categories:\n- {{internal_name: billing, name: Abrechnung, {group}}}\n"
        f"- {{internal_name: moving, name: Wohnen, {group}}}\n"
    )

    with everywhere():
        assert dict(Category.objects.values_list("internal_name", "version")) == {"billing": 1, "moving": 2}
        [entry] = AuditEntry.objects.filter(kind="org.category")
        assert entry.changes == {"name": ["Umzug", "Wohnen"]}


def test_two_categories_may_change_names(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    group = "agent_groups: [Nordlicht Kundenservice]"
    put(
        f"categories:\n- {{internal_name: billing, name: Umzug, {group}}}\n"
        f"- {{internal_name: moving, name: Abrechnung, {group}}}\n"
    )

    assert {key: each["name"] for key, each in categories(nordlicht).items()} == {
        "billing": "Umzug",
        "moving": "Abrechnung",
    }


def test_of_two_with_one_name_the_second_is_told_in_its_line(nordlicht: Tenant) -> None:
    text = "categories:\n- {internal_name: a, name: Gleich}\n- {internal_name: b, name: gleich}\n"

    assert mistake(text) == ("Line 5, categories: b: This tenant already has a category “gleich”. Choose another name.")
    assert categories(nordlicht) == {}


def test_a_category_that_asks_for_a_code_without_one_is_told(nordlicht: Tenant) -> None:
    text = "categories: [{internal_name: a, name: A, closing_code_required: yes}]\n"

    assert mistake(text) == (
        "Line 3, categories: a: The category asks for a closing code, so assign at least one to it."
    )


HOURS = "business_hours:\n- name: Büro\n  weeks:\n"


def test_weeks_and_exceptions_come_change_and_go(nordlicht: Tenant) -> None:
    put(
        HOURS
        + "  - week: {mon: 8-12}\n  - {valid_from: 2027-01-01, week: {tue: 9-17}}\n"
        + "  exceptions: [{day: 2026-12-24, name: Heiligabend, hours: 8-12}, {day: 2026-12-31}]\n"
    )
    text = (
        HOURS
        + "  - week: {mon: 8-12}\n  - {valid_from: 2028-01-01, week: {wed: 9-17}}\n"
        + "  exceptions: [{day: 2026-12-24, name: Heilig}, {day: 2027-12-31}]\n"
    )

    put(text)

    [found] = there(nordlicht, "business_hours")
    assert [(week["valid_from"], [day for day, hours in week["week"].items() if hours]) for week in found["weeks"]] == [
        ("", ["mon"]),
        ("2028-01-01", ["wed"]),
    ]
    assert found["exceptions"] == [
        {"day": "2026-12-24", "name": "Heilig", "hours": []},
        {"day": "2027-12-31", "name": "", "hours": []},
    ]
    assert settled(text)


def test_hours_keep_what_does_not_change(nordlicht: Tenant) -> None:
    put(HOURS + "  - week: {mon: 8-12}\n")
    with everywhere():
        before = BusinessCalendar.objects.get().version

    put(HOURS.replace("name: Büro", "name: Büro\n  description: Neu") + "  - week: {mon: 8-12}\n")

    with everywhere():
        row = BusinessCalendar.objects.get()
        assert (row.version, row.description) == (before + 1, "Neu")


@pytest.mark.parametrize(
    ("weeks", "sentence"),
    [
        ("  - {valid_from: 2027-01-01}\n", "The first week has no valid_from, each other one a later day"),
        ("  - {}\n  - {}\n", "The first week has no valid_from, each other one a later day"),
        (
            "  - {}\n  - {valid_from: 2028-01-01}\n  - {valid_from: 2027-01-01}\n",
            "The first week has no valid_from, each other one a later day",
        ),
        ("    []\n", "The first week has no valid_from"),
        (
            "  - {}\n  exceptions: [{day: 2026-12-31}, {day: 2026-12-24}]\n",
            "Exceptions stand in the order of their days, each day once.",
        ),
        (
            "  - {}\n  exceptions: [{day: 2026-12-24}, {day: 2026-12-24}]\n",
            "Exceptions stand in the order of their days, each day once.",
        ),
    ],
)
def test_weeks_and_exceptions_stand_in_the_order_of_their_days(weeks: str, sentence: str) -> None:
    found = misread(HOURS + weeks)

    assert found.startswith("Line 4, business_hours[0]: ")
    assert sentence in found


def test_hours_that_a_category_has_chosen_are_not_removed(nordlicht: Tenant) -> None:
    category = "categories: [{internal_name: a, name: A, settings: {sla.business_hours: %s}}]\n"
    put(HOURS + "  - week: {mon: 8-12}\n" + category % "Büro")

    assert "Büro" in mistake("business_hours: []\n")
    put("business_hours: []\n" + category % "''")

    assert there(nordlicht, "business_hours") == []
