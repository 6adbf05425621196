"""The list of people: of whom it is, how it is narrowed, deleting and restoring."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.org.models import AgentGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.org import make_member
from tests.factories.people import make_user
from tests.support.client import Browser
from tests.support.statements import statements

ClientFor = Callable[..., Browser]


def test_a_supervisor_sees_the_people_of_their_tenants_only(
    client_for: ClientFor, sven: User, anna: User, bela: User, carla: User, ada: User, nordlicht: Tenant
) -> None:
    page = client_for(sven, nordlicht).get("/supervisor/users/").content.decode()

    assert [name in page for name in ("Anna Arndt", "Bela Brand", "Carla Conrad", "Ada Ahrens")] == [
        True,
        True,
        False,
        False,
    ]
    assert "Alpina" not in page


def test_people_of_another_tenant_are_not_there(
    client_for: ClientFor, sven: User, carla: User, nordlicht: Tenant
) -> None:
    browser = client_for(sven, nordlicht)

    for tab in ("", "routing/", "groups/", "rights/", "settings/", "sessions/"):
        assert browser.get(f"/supervisor/users/{carla.pk}/{tab}").status_code == 404


def test_agents_may_not_open_it(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    for path in ("", "new/", "deleted/", f"{anna.pk}/", f"{anna.pk}/rights/"):
        assert browser.get(f"/supervisor/users/{path}").status_code == 403


def test_the_list_costs_the_same_for_one_and_for_many(
    client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup, agent_role: Role
) -> None:
    browser = client_for(ada, nordlicht)
    browser.get("/supervisor/users/")
    with statements() as few:
        browser.get("/supervisor/users/")
    for _number in range(3):
        make_member(make_user(), nordlicht_service, agent_role)

    with statements() as many:
        browser.get("/supervisor/users/")

    assert len(many) == len(few)


@pytest.mark.parametrize("filtered", ["tenants", "groups", "roles"])
def test_the_list_is_narrowed_by_where_people_work(
    client_for: ClientFor,
    ada: User,
    anna: User,
    sven: User,
    carla: User,
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    agent_role: Role,
    filtered: str,
) -> None:
    value = {"tenants": nordlicht.pk, "groups": nordlicht_service.pk, "roles": agent_role.pk}[filtered]

    page = client_for(ada).get("/supervisor/users/", {f"filter-{filtered}": value})

    found = {row.item.username for row in page.context["listing"].rows}
    assert found == {"tenants": {"anna", "sven"}, "groups": {"anna"}, "roles": {"anna", "carla"}}[filtered]


def test_where_one_sees_nobody_the_list_is_not_narrowed_by(
    client_for: ClientFor, lead: User, anna: User, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    """Anna works for both; that she works for the second tenant is no matter of the first one's lead."""
    browser = client_for(lead, nordlicht)

    page = browser.get("/supervisor/users/", {"filter-tenants": alpina.pk})

    assert alpina.name not in page.content.decode()
    assert {"anna", "lena"} <= {row.item.username for row in page.context["listing"].rows}


def test_delete_and_restore(client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(ada, nordlicht)

    browser.post("/supervisor/users/delete/", {"selected": anna.pk})
    assert "Anna Arndt" in browser.get("/supervisor/users/deleted/").content.decode()
    assert browser.get(f"/supervisor/users/{anna.pk}/").status_code == 404
    browser.post("/supervisor/users/restore/", {"selected": anna.pk})

    anna.refresh_from_db()
    assert anna.is_active
