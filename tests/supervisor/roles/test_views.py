from __future__ import annotations

from collections.abc import Callable

from kontor.people.models import Role, User
from kontor.people.permissions import SUPERVISOR
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.support.client import Browser

ClientFor = Callable[..., Browser]


def test_roles_are_created_changed_deleted_and_restored(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada, nordlicht)

    browser.post("/supervisor/roles/new/", {"name": "Leser", "rights-tickets": ["tickets.read"]})
    role = Role.objects.get(name="Leser")
    browser.post(
        f"/supervisor/roles/{role.pk}/",
        {"name": "Leserin", "rights-tickets": ["tickets.read"], "rights-desk": ["desk.access"], "version": 1},
    )
    role.refresh_from_db()
    assert (role.name, role.permissions) == ("Leserin", ["desk.access", "tickets.read"])
    browser.post("/supervisor/roles/delete/", {"selected": role.pk})
    assert b"Leserin" in browser.get("/supervisor/roles/deleted/").content
    browser.post("/supervisor/roles/restore/", {"selected": role.pk})

    assert b"Leserin" in browser.get("/supervisor/roles/").content


def test_a_taken_name_and_an_old_version(client_for: ClientFor, ada: User, agent_role: Role, nordlicht: Tenant) -> None:
    browser = client_for(ada, nordlicht)

    taken = browser.post("/supervisor/roles/new/", {"name": "agent"})
    old = browser.post(f"/supervisor/roles/{agent_role.pk}/", {"name": "Agentin", "version": 9})

    assert taken.status_code == 422
    assert b"There is a role with this name already." in taken.content
    assert old.status_code == 409


def test_a_role_in_use_is_not_deleted_and_the_names_are_told(
    client_for: ClientFor, ada: User, anna: User, agent_role: Role, nordlicht: Tenant
) -> None:
    browser = client_for(ada, nordlicht)

    response = browser.post("/supervisor/roles/delete/", {"selected": agent_role.pk}, headers={"HX-Request": "true"})

    assert response.status_code == 409
    assert b"still given to Anna Arndt" in response.content
    assert b"Anna Arndt" in browser.get(f"/supervisor/roles/{agent_role.pk}/holders/").content


def test_who_may_only_look_sees_holders_of_their_tenants_only(
    client_for: ClientFor,
    dora: User,
    anna: User,
    carla: User,
    ada: User,
    agent_role: Role,
    nordlicht: Tenant,
    nordlicht_supervisors: object,
) -> None:
    make_grant(dora, make_role("Teamleitung", {*SUPERVISOR, "roles.read", "roles.write"}), nordlicht_supervisors)  # type: ignore[arg-type]
    browser = client_for(dora, nordlicht)

    page = browser.get(f"/supervisor/roles/{agent_role.pk}/holders/").content.decode()

    assert ("Anna Arndt" in page, "Carla Conrad" in page) == (True, False)
    assert browser.get(f"/supervisor/roles/{agent_role.pk}/").status_code == 200
    assert browser.post(f"/supervisor/roles/{agent_role.pk}/", {"name": "X", "version": 1}).status_code == 403
    assert browser.get("/supervisor/roles/new/").status_code == 403


def test_agents_may_not_open_it(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get("/supervisor/roles/").status_code == 403
