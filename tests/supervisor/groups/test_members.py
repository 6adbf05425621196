"""People come into an agent group and out of it, several at once."""

from __future__ import annotations

import pytest

from kontor.org.models import AgentGroup, Category, Grant, Membership, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.people.permissions import PERMISSIONS, SUPERVISOR
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.org import make_agent_group, make_grant
from tests.factories.people import make_role, make_user
from tests.factories.tickets import make_ticket
from tests.supervisor.groups.pages import Clients, url
from tests.supervisor.listed import said
from tests.support.scoping import everywhere


def test_people_who_are_there_become_members_several_at_once(
    client_for: Clients, ada: User, nordlicht_service: AgentGroup, agent_role: Role
) -> None:
    people = [make_user("Mia Moor"), make_user("Nils Nord")]
    browser = client_for(ada)
    shown = browser.get(url("edit", "agent", nordlicht_service.pk)).content.decode()

    values = {"members-people": [person.pk for person in people], "members-role": agent_role.pk}
    page = browser.post(url("add-members", nordlicht_service.pk), values, follow=True).content.decode()

    assert "Mia Moor" in shown and "Nils Nord" in shown
    assert "2 people are members now." in page
    with everywhere():
        assert Membership.objects.filter(user__in=people, agent_group=nordlicht_service).count() == 2
        assert Grant.objects.filter(user__in=people, role=agent_role, agent_group=nordlicht_service).count() == 2


def test_nobody_chosen_adds_nobody(client_for: Clients, ada: User, nordlicht_service: AgentGroup) -> None:
    make_user("Mia Moor")

    page = client_for(ada).post(url("add-members", nordlicht_service.pk), follow=True).content.decode()

    assert "Choose at least one person." in page


@pytest.mark.parametrize(("roles_too", "left"), [("on", 0), ("", 1)])
def test_several_members_are_taken_out_at_once_and_their_tickets_return(
    client_for: Clients,
    ada: User,
    anna: User,
    bela: User,
    billing: Category,
    nordlicht_service: AgentGroup,
    roles_too: str,
    left: int,
) -> None:
    ticket = make_ticket(billing, owner=anna)
    browser = client_for(ada)
    shown = browser.get(url("edit", "agent", nordlicht_service.pk)).content.decode()

    values = {"leaving-people": [anna.pk, bela.pk], "leaving-roles_too": roles_too}
    page = browser.post(url("take-out-members", nordlicht_service.pk), values, follow=True).content.decode()

    assert 'name="leaving-people"' in shown and "2 people are no longer members." in page
    with everywhere():
        assert not Membership.objects.filter(user__in=[anna, bela], agent_group=nordlicht_service).exists()
        assert Grant.objects.filter(user=anna, agent_group=nordlicht_service).count() == left
        assert (Ticket.objects.get(pk=ticket.pk).owner == anna) == bool(left)


def test_whoever_has_a_members_mask_open_learns_that_they_were_taken_out(
    client_for: Clients, ada: User, anna: User, nordlicht_service: AgentGroup
) -> None:
    before = anna.version

    client_for(ada).post(url("take-out-members", nordlicht_service.pk), {"leaving-people": [anna.pk]})

    anna.refresh_from_db()
    assert anna.version == before + 1


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [([], "Choose at least one person."), (["carla"], "Nobody you chose was a member any more.")],
)
def test_nobody_chosen_takes_nobody_out_and_strangers_are_no_members(
    client_for: Clients,
    ada: User,
    carla: User,
    anna: User,
    nordlicht_service: AgentGroup,
    chosen: list[str],
    sentence: str,
) -> None:
    people = [carla.pk for _name in chosen]

    answer = client_for(ada).post(url("take-out-members", nordlicht_service.pk), {"leaving-people": people})

    assert said(answer) == [sentence]

    with everywhere():
        assert Membership.objects.filter(user=anna, agent_group=nordlicht_service).exists()


def test_of_two_who_take_out_the_same_people_the_second_is_told_what_is_true(
    client_for: Clients, ada: User, anna: User, bela: User, nordlicht_service: AgentGroup
) -> None:
    browser, here = client_for(ada), url("take-out-members", nordlicht_service.pk)
    with everywhere():
        Membership.objects.filter(user=bela, agent_group=nordlicht_service).delete()

    both = browser.post(here, {"leaving-people": [anna.pk, bela.pk]})
    again = browser.post(here, {"leaving-people": [anna.pk, bela.pk]})

    assert [*said(both), *said(again)] == [
        "1 person is no longer a member.",
        "Nobody you chose was a member any more.",
    ]


def test_of_two_who_take_in_the_same_people_the_second_is_told_what_is_true(
    client_for: Clients, ada: User, anna: User, nordlicht_service: AgentGroup
) -> None:
    browser, here = client_for(ada), url("add-members", nordlicht_service.pk)
    new = make_user("Mia Moor")

    both = browser.post(here, {"members-people": [anna.pk, new.pk]})
    again = browser.post(here, {"members-people": [anna.pk, new.pk]})

    assert [*said(both), *said(again)] == ["1 person is a member now.", "Everybody you chose was a member already."]


def test_members_are_taken_out_by_who_administers_people_there(
    client_for: Clients, sven: User, anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    browser, values = client_for(sven, nordlicht), {"leaving-people": [anna.pk]}

    assert browser.post(url("take-out-members", nordlicht_service.pk), values).status_code == 403
    assert b"leaving-people" not in browser.get(url("edit", "agent", nordlicht_service.pk)).content


def test_members_are_added_by_who_administers_people_there(
    client_for: Clients, sven: User, ada: User, nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User
) -> None:
    values = {"members-people": [ada.pk]}

    assert client_for(sven, nordlicht).post(url("add-members", nordlicht_service.pk), values).status_code == 403
    assert b"members-people" not in client_for(sven, nordlicht).get(url("edit", "agent", nordlicht_service.pk)).content


def test_a_lead_adds_people_of_the_tenant_and_nobody_else(
    client_for: Clients,
    nordlicht_service: AgentGroup,
    nordlicht_supervisors: SupervisorGroup,
    carla: User,
    bela: User,
    supervisor_role: Role,
    nordlicht: Tenant,
    alpina: Tenant,
    alpina_system: SystemGroup,
) -> None:
    """Carla works for the other tenant: the lead sees her there, and does not take her in here by that."""
    second = make_agent_group(nordlicht_supervisors, "Zweite")
    lead = make_user("Lena Lutz", username="lena")
    make_grant(lead, make_role("Teamleitung", {*SUPERVISOR, "users.write"}), nordlicht_supervisors)
    make_grant(lead, make_role("Alles", PERMISSIONS), alpina_system)
    browser = client_for(lead, nordlicht, alpina)

    page = browser.get(url("edit", "agent", second.pk)).content.decode().partition('class="adding"')[2]
    for person in (bela, carla):
        browser.post(url("add-members", second.pk), {"members-people": [person.pk]})

    assert ["Bela Brand" in page, "Carla Conrad" in page, ">Alles<" in page] == [True, False, False]
    with everywhere():
        members = Membership.objects.filter(agent_group=second).values_list("user__username", flat=True)
        assert list(members) == ["bela"]
