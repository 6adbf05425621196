"""The tree of groups and their masks."""

from __future__ import annotations

import pytest

from kontor.kernel import clock
from kontor.org.domain.groups import delete_group
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.models import User
from kontor.people.permissions import PERMISSIONS
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant, make_supervisor_group, make_system_group
from tests.factories.people import make_role, make_user
from tests.supervisor.groups.pages import Clients, url
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def test_the_tree_shows_the_groups_with_their_tenants(
    client_for: Clients, ada: User, nordlicht_service: AgentGroup, alpina_service: AgentGroup
) -> None:
    page = client_for(ada).get(url("tree"))

    text = page.content.decode()
    assert [branch.group.name for branch in page.context["branches"]] == ["Alpina", "Nordlicht"]
    assert "Nordlicht Kundenservice" in text
    assert "System group of Nordlicht Energie" in text


def test_the_tree_needs_as_many_statements_for_many_groups(
    client_for: Clients, ada: User, nordlicht_service: AgentGroup, nordlicht: Tenant
) -> None:
    browser = client_for(ada)
    browser.get(url("tree"))
    with statements() as one:
        browser.get(url("tree"))
    for number in range(3):
        make_supervisor_group(make_system_group(nordlicht, f"S{number}"), f"L{number}")

    with statements() as many:
        browser.get(url("tree"))

    assert len(many) == len(one)


def test_a_supervisor_sees_their_own_tenants_groups_and_changes_none(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_service: AgentGroup, alpina_service: AgentGroup
) -> None:
    browser = client_for(sven, nordlicht)

    page = browser.get(url("tree")).content.decode()
    assert "Nordlicht Kundenservice" in page
    assert "Alpina" not in page
    assert browser.get(url("edit", "agent", nordlicht_service.pk)).status_code == 200
    assert browser.post(url("edit", "agent", nordlicht_service.pk), {"name": "X"}).status_code == 403
    assert browser.get(url("edit", "agent", alpina_service.pk)).status_code == 404
    assert browser.get(url("new-system-group")).status_code == 403


def test_the_three_levels_are_created_from_top_to_bottom(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)

    browser.post(url("new-system-group"), {"name": "Zentrale", "place": nordlicht.pk})
    with in_scope(nordlicht):
        system = SystemGroup.objects.get()
    form = browser.get(url("new", "supervisor"), {"parent": system.pk}).context["mask"].form
    browser.post(url("new", "supervisor"), {"name": "Leitung", "place": system.pk})
    with in_scope(nordlicht):
        supervisors = SupervisorGroup.objects.get()
    browser.post(url("new", "agent"), {"name": "Service", "place": supervisors.pk})

    assert form["place"].value() == str(system.pk)
    with in_scope(nordlicht):
        assert AgentGroup.objects.get().supervisor_group == supervisors


def test_a_new_system_group_starts_with_the_tenant_of_the_checklist(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    page = client_for(ada).get(url("new-system-group"), {"tenant": nordlicht.pk})

    assert page.context["mask"].form["place"].value() == str(nordlicht.pk)


def test_a_taken_name_is_said_and_nothing_is_lost(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_system: SystemGroup
) -> None:
    response = client_for(ada).post(
        url("new-system-group"), {"name": "NORDLICHT", "place": nordlicht.pk, "description": "lang"}
    )

    assert response.status_code == 422
    assert "a group called “NORDLICHT” already" in response.content.decode()
    assert response.context["mask"].form["description"].value() == "lang"


def test_the_tenant_is_chosen_on_the_system_group(
    client_for: Clients, ada: User, nordlicht_system: SystemGroup, billing: Category, alpina: Tenant
) -> None:
    response = client_for(ada).post(
        url("edit", "system", nordlicht_system.pk), {"name": "Umgezogen", "place": alpina.pk, "version": "1"}
    )

    assert response.status_code == 302
    with in_scope(alpina):
        assert SystemGroup.objects.get().name == "Umgezogen"
        assert Category.objects.get() == billing


def test_a_refused_choice_is_said_above_the_form(
    client_for: Clients, ada: User, nordlicht_system: SystemGroup, billing: Category, alpina: Tenant
) -> None:
    with in_scope(billing.tenant_id):
        Category.objects.update(ever_held_ticket=True)

    response = client_for(ada).post(
        url("edit", "system", nordlicht_system.pk), {"name": "Nordlicht", "place": alpina.pk, "version": "1"}
    )

    assert response.status_code == 422
    assert "Create a new system group" in response.content.decode()


def test_two_people_who_save_the_same_group_are_told(
    client_for: Clients, ada: User, nordlicht_system: SystemGroup
) -> None:
    form = {"name": "Anders", "place": nordlicht_system.tenant_id, "version": "1"}
    browser = client_for(ada)

    assert browser.post(url("edit", "system", nordlicht_system.pk), form).status_code == 302
    assert browser.post(url("edit", "system", nordlicht_system.pk), form).status_code == 409


def test_an_agent_group_shows_members_and_categories(
    client_for: Clients, ada: User, anna: User, nordlicht_service: AgentGroup, billing: Category
) -> None:
    page = client_for(ada).get(url("edit", "agent", nordlicht_service.pk))

    assert [line.name for line in page.context["members"]] == ["Anna Arndt"]
    assert [line.name for line in page.context["categories"]] == ["Abrechnung"]


def test_a_group_is_deleted_and_restored(
    client_for: Clients, ada: User, nordlicht_service: AgentGroup, nordlicht: Tenant
) -> None:
    browser = client_for(ada)

    browser.post(url("delete", "agent", nordlicht_service.pk))
    assert browser.get(url("edit", "agent", nordlicht_service.pk)).status_code == 404
    assert [row["group"] for row in browser.get(url("deleted")).context["rows"]] == [nordlicht_service]
    browser.post(url("restore", "agent", nordlicht_service.pk))

    with in_scope(nordlicht):
        assert AgentGroup.objects.living().count() == 1


@pytest.mark.parametrize("level", ["system", "supervisor"])
def test_a_group_with_something_below_is_not_deleted(
    client_for: Clients, ada: User, nordlicht_service: AgentGroup, nordlicht_system: SystemGroup, level: str
) -> None:
    group_id = nordlicht_system.pk if level == "system" else nordlicht_service.supervisor_group_id

    response = client_for(ada).post(url("delete", level, group_id), headers={"HX-Request": "true"})

    assert response.status_code == 409


def test_an_unknown_level_is_not_found(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    assert client_for(ada).get(url("new", "other")).status_code == 404
    assert client_for(ada).get(url("edit", "other", 1)).status_code == 404


def test_deleted_groups_of_another_tenant_are_not_listed(
    client_for: Clients, ada: User, sven: User, nordlicht: Tenant, alpina_service: AgentGroup
) -> None:
    with everywhere():
        delete_group(alpina_service, by=None)

    assert client_for(sven, nordlicht).get(url("deleted")).status_code == 403


def test_an_agent_group_may_have_a_capacity_of_its_own(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    browser = client_for(ada)
    where = url("edit", "agent", nordlicht_service.pk)
    entered = {"name": "Service", "place": nordlicht_service.supervisor_group_id}

    browser.post(where, {**entered, "capacity": "4", "version": nordlicht_service.version})
    with in_scope(nordlicht):
        own = AgentGroup.objects.get().preferences
    shown = browser.get(where).context["mask"].form["capacity"].value()
    browser.post(where, {**entered, "capacity": "", "version": nordlicht_service.version + 1})

    with in_scope(nordlicht):
        inherits = AgentGroup.objects.get().preferences
    assert (own, shown, inherits) == ({"routing.capacity": 4}, 4, {})
    assert browser.post(where, {**entered, "capacity": "-1", "version": 3}).status_code == 422


def test_a_right_in_one_tenant_leads_to_nothing_of_another(
    client_for: Clients,
    anna: User,
    carla: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    nordlicht_system: SystemGroup,
    nordlicht_service: AgentGroup,
    alpina_system: SystemGroup,
    alpina_service: AgentGroup,
) -> None:
    """Every right in the first; in the second those to look at its groups."""
    person = make_user("Uwe Unruh")
    make_grant(person, make_role("All", PERMISSIONS), nordlicht_system)
    make_grant(person, make_role("Groups", ["supervisor.access", "groups.read"]), alpina_system)
    browser = client_for(person, nordlicht, alpina)
    for tenant, system in ((nordlicht, nordlicht_system), (alpina, alpina_system)):
        with in_scope(tenant):
            make_supervisor_group(system, f"Gone {tenant.code}", deleted_at=clock.now())

    ours, theirs = (browser.get(url("edit", "agent", group.pk)) for group in (nordlicht_service, alpina_service))
    deleted = browser.get(url("deleted")).content.decode()

    assert [bool(line.url) for page in (ours, theirs) for line in page.context["members"]] == [True, False]
    assert [bool(line.url) for page in (ours, theirs) for line in page.context["categories"]] == [True, False]
    assert [page.context["may_add_people"] for page in (ours, theirs)] == [True, False]
    assert ("Gone NORD" in deleted, "Gone ALPI" in deleted) == (True, False)


def test_who_may_only_look_sees_fields_that_are_switched_off(
    client_for: Clients, sven: User, ada: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    off = {
        person.username: [
            field.disabled
            for field in client_for(person, nordlicht)
            .get(url("edit", "agent", nordlicht_service.pk))
            .context["mask"]
            .form.fields.values()
        ]
        for person in (sven, ada)
    }

    assert off == {"sven": [True] * 4, "ada": [False] * 4}
