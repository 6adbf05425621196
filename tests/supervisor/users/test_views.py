"""The mask of a person: what each tab saves, and who may."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kontor.org.models import AgentGroup, Grant, Membership, SupervisorGroup
from kontor.people.models import Role, Session, User
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group
from tests.factories.people import PASSWORD
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]

NEW = "a new and long enough one"


def _values(user: User, **values: object) -> dict[str, object]:
    start = {"name": user.name, "username": user.username, "email": user.email, "active": "1", "version": user.version}
    return {**start, **values}


def test_who_may_only_look_cannot_change(client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)

    assert b'form="mask-form"' not in browser.get(f"/supervisor/users/{anna.pk}/").content
    assert browser.post(f"/supervisor/users/{anna.pk}/", _values(anna, name="X")).status_code == 403
    assert browser.post("/supervisor/users/delete/", {"selected": anna.pk}).status_code == 403


@pytest.mark.parametrize("tab", ["", "routing/", "groups/", "rights/", "settings/", "sessions/"])
def test_each_tab_opens(client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant, tab: str) -> None:
    client_for(anna, nordlicht)

    assert client_for(ada, nordlicht).get(f"/supervisor/users/{anna.pk}/{tab}").status_code == 200


def test_a_new_user_works_in_the_chosen_groups(
    client_for: ClientFor, ada: User, nordlicht: Tenant, nordlicht_service: AgentGroup, agent_role: Role
) -> None:
    values = {
        "name": "Elli Öz",
        "username": "elli",
        "email": "elli@kontor.example",
        "password": NEW,
        "active": "1",
        "groups": [nordlicht_service.pk],
        "role": agent_role.pk,
    }

    response = client_for(ada, nordlicht).post("/supervisor/users/new/", values)

    user = User.objects.get(username="elli")
    assert response.headers["Location"] == f"/supervisor/users/{user.pk}/"
    assert user.must_change_password
    with everywhere():
        assert Membership.objects.get(user=user).agent_group == nordlicht_service
        assert Grant.objects.get(user=user).agent_group == nordlicht_service


def test_a_reserved_name_is_said_at_the_field_and_nothing_is_lost(
    client_for: ClientFor, ada: User, dora: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada, nordlicht)
    browser.post("/supervisor/users/delete/", {"selected": dora.pk})

    values = {"name": "Elli Öz", "username": "Dora", "email": "dora@kontor.example", "password": "short", "active": "1"}
    response = browser.post("/supervisor/users/new/", values)

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("reserved for a deleted user.") == 2
    assert "Use at least 12 characters." in page
    assert 'value="Elli Öz"' in page


def test_one_more_begins_with_the_same_groups_and_role(
    client_for: ClientFor,
    ada: User,
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    alpina_service: AgentGroup,
    agent_role: Role,
) -> None:
    browser = client_for(ada, nordlicht)
    values = {"name": "Elli Öz", "username": "elli", "email": "elli@kontor.example", "password": NEW, "active": "1"}
    groups = [nordlicht_service.pk, alpina_service.pk]

    answer = browser.post("/supervisor/users/new/", {**values, "groups": groups, "role": agent_role.pk, "another": "1"})

    page = browser.get(answer.headers["Location"])
    form = page.context["form"]
    assert User.objects.filter(username="elli").exists()
    assert (set(form["groups"].value()), form["role"].value()) == (set(map(str, groups)), str(agent_role.pk))
    assert re.findall(r'name="(\w+)"[^>]* autofocus', page.content.decode()) == ["name"]


def test_a_lead_creates_people_in_their_own_groups_only(
    client_for: ClientFor,
    lead: User,
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    alpina_service: AgentGroup,
    agent_role: Role,
    administrator_role: Role,
) -> None:
    browser = client_for(lead, nordlicht)
    page = browser.get("/supervisor/users/new/").content.decode()
    assert "Alpina" not in page
    assert "Administrator" not in page
    values = {"name": "Elli Öz", "username": "elli", "email": "elli@kontor.example", "password": NEW, "active": "1"}

    assert b"Choose at least one of your groups" in browser.post("/supervisor/users/new/", values).content
    assert browser.post("/supervisor/users/new/", {**values, "groups": alpina_service.pk}).status_code == 422
    assert browser.post("/supervisor/users/new/", {**values, "groups": nordlicht_service.pk}).status_code == 302


def test_general_is_saved_and_a_conflict_is_told(
    client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada, nordlicht)

    assert browser.post(f"/supervisor/users/{anna.pk}/", _values(anna, location="Kiel")).status_code == 302
    conflict = browser.post(f"/supervisor/users/{anna.pk}/", _values(anna, location="Bonn"))

    assert conflict.status_code == 409
    anna.refresh_from_db()
    assert anna.location == "Kiel"


def test_a_password_set_by_somebody_else_must_be_changed(
    client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant
) -> None:
    client_for(ada, nordlicht).post(f"/supervisor/users/{anna.pk}/", _values(anna, password=NEW))

    anna.refresh_from_db()
    assert anna.check_password(NEW)
    assert anna.must_change_password


def test_a_lead_cannot_take_over_somebody_who_also_works_elsewhere(
    client_for: ClientFor, lead: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(lead, nordlicht)

    browser.post(f"/supervisor/users/{bela.pk}/", _values(bela, password=NEW, email="mine@kontor.example"))
    browser.post("/supervisor/users/delete/", {"selected": bela.pk})
    browser.post(f"/supervisor/users/{bela.pk}/sessions/end-all/")

    bela.refresh_from_db()
    assert bela.check_password(PASSWORD)
    assert bela.email == "bela@kontor.example"
    assert bela.deleted_at is None


@pytest.mark.parametrize(
    ("roles_too", "left"), [("on", ["Alpina Kundenservice"]), ("", ["Alpina Kundenservice", "Nordlicht Kundenservice"])]
)
def test_groups_of_ones_own_tenant_are_set_and_others_stay(
    client_for: ClientFor,
    lead: User,
    bela: User,
    nordlicht: Tenant,
    nordlicht_supervisors: SupervisorGroup,
    roles_too: str,
    left: list[str],
) -> None:
    second, browser = make_agent_group(nordlicht_supervisors, "Nordlicht Technik"), client_for(lead, nordlicht)
    url, values = f"/supervisor/users/{bela.pk}/groups/", {"tenant0": [second.pk], "version": bela.version}

    offered = browser.get(url).context["mask"].form.fields["roles_too"].initial
    response = browser.post(url, {**values, "roles_too": roles_too})

    assert (offered, response.status_code) == (True, 302)
    with everywhere():
        roles = Grant.objects.filter(user=bela).values_list("agent_group__name", flat=True)
        assert sorted(roles) == left
    with everywhere():
        names = Membership.objects.filter(user=bela).values_list("agent_group__name", flat=True)
        assert sorted(names) == ["Alpina Kundenservice", "Nordlicht Technik"]


def test_a_withdrawn_membership_counts_at_the_next_click(
    client_for: ClientFor, ada: User, bela: User, nordlicht: Tenant, alpina: Tenant, nordlicht_service: AgentGroup
) -> None:
    browser = client_for(bela, nordlicht, alpina)
    administration = client_for(ada, nordlicht, alpina)

    administration.post(
        f"/supervisor/users/{bela.pk}/groups/", {"tenant1": [nordlicht_service.pk], "version": bela.version}
    )
    with everywhere():
        grant = Grant.objects.get(user=bela, tenant=alpina)
    administration.post(f"/supervisor/users/{bela.pk}/rights/{grant.pk}/take/")
    page = browser.get("/profile/").content.decode()

    assert "Alpina" not in page
    assert Session.objects.get(user=bela).tenants == [nordlicht.pk]


def test_roles_are_given_and_taken(
    client_for: ClientFor,
    ada: User,
    anna: User,
    supervisor_role: Role,
    nordlicht: Tenant,
    nordlicht_supervisors: SupervisorGroup,
) -> None:
    browser = client_for(ada, nordlicht)
    url = f"/supervisor/users/{anna.pk}/rights"

    browser.post(f"{url}/give/", {"role": supervisor_role.pk, "place": f"supervisor-{nordlicht_supervisors.pk}"})
    with everywhere():
        grant = Grant.objects.get(user=anna, supervisor_group=nordlicht_supervisors)
    assert "Nordlicht Leitung" in browser.get(f"{url}/").content.decode()
    browser.post(f"{url}/{grant.pk}/take/")

    with everywhere():
        assert not Grant.objects.filter(pk=grant.pk).exists()


def test_a_role_is_given_in_several_places_at_once(
    client_for: ClientFor,
    ada: User,
    anna: User,
    nordlicht_service: AgentGroup,
    alpina_service: AgentGroup,
    supervisor_role: Role,
) -> None:
    places = [f"agent-{group.pk}" for group in (nordlicht_service, alpina_service)]

    client_for(ada).post(f"/supervisor/users/{anna.pk}/rights/give/", {"role": supervisor_role.pk, "place": places})

    with everywhere():
        given = Grant.objects.filter(user=anna, role=supervisor_role).values_list("agent_group", flat=True)
        assert set(given) == {nordlicht_service.pk, alpina_service.pk}


def test_a_lead_cannot_give_more_than_they_have(
    client_for: ClientFor, lead: User, administrator_role: Role, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    browser = client_for(lead, nordlicht)
    url = f"/supervisor/users/{lead.pk}/rights/give/"

    browser.post(url, {"role": administrator_role.pk, "place": f"agent-{nordlicht_service.pk}"})
    browser.post(url, {"role": administrator_role.pk, "place": "installation"})

    with everywhere():
        assert Grant.objects.filter(role=administrator_role).count() == 0


def test_routing_and_settings_are_saved(client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(ada, nordlicht)
    url = f"/supervisor/users/{anna.pk}"

    browser.post(f"{url}/routing/", {"languages": ["de", "da"], "tags": "Technik,  Retouren ", "version": 1})
    browser.post(f"{url}/settings/", {"org-sign_in_for_all-own": "1", "version": 2})

    anna.refresh_from_db()
    assert (anna.languages, anna.tags) == (["de", "da"], ["Technik", "Retouren"])
    assert anna.preferences == {"org.sign_in_for_all": False}
