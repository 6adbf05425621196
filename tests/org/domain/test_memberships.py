from __future__ import annotations

from collections.abc import Iterator

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.domain.memberships import give_role, may_give, set_memberships, take_role
from kontor.org.domain.persons import grants_of, may_change_person, visible_users, with_places
from kontor.org.domain.tenant_choice import offered_tenants
from kontor.org.models import AgentGroup, Category, Grant, Membership, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.people.permissions import SUPERVISOR
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from tests.factories.org import make_agent_group, make_grant
from tests.factories.people import make_role
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def nora(nordlicht_supervisors: SupervisorGroup, dora: User) -> User:
    """Dora as somebody who administers the people of the first tenant."""
    role = make_role("Teamleitung", {*SUPERVISOR, "users.write"})
    make_grant(dora, role, nordlicht_supervisors)
    return dora


@pytest.fixture
def second_group(nordlicht_supervisors: SupervisorGroup) -> AgentGroup:
    return make_agent_group(nordlicht_supervisors, "Nordlicht Technik")


@pytest.fixture
def inside(nordlicht: Tenant) -> Iterator[None]:
    with in_scope(nordlicht):
        yield


def test_set_memberships_adds_and_withdraws_within_the_scope(
    bela: User, nora: User, second_group: AgentGroup, inside: None
) -> None:
    withdrawn = set_memberships(bela, [second_group], by=nora, version=bela.version)

    assert withdrawn
    assert [row.agent_group for row in Membership.objects.filter(user=bela)] == [second_group]
    assert sorted(AuditEntry.objects.values_list("action", flat=True)) == ["added", "withdrawn"]
    with everywhere():
        names = Membership.objects.filter(user=bela).values_list("agent_group__name", flat=True)
        assert sorted(names) == ["Alpina Kundenservice", "Nordlicht Technik"]


def test_set_memberships_asks_for_the_right_in_each_group(
    anna: User, sven: User, second_group: AgentGroup, inside: None
) -> None:
    with refused("You do not administer users in Nordlicht Technik."):
        set_memberships(anna, [second_group], by=sven)


def test_set_memberships_refuses_an_old_version(anna: User, second_group: AgentGroup, inside: None) -> None:
    with refused("Somebody else has changed this user"):
        set_memberships(anna, [second_group], by=None, version=anna.version + 1)


def test_roles_are_given_with_own_rights_in_own_groups_only(
    anna: User,
    nora: User,
    agent_role: Role,
    administrator_role: Role,
    second_group: AgentGroup,
    alpina_service: AgentGroup,
    inside: None,
) -> None:
    give_role(anna, agent_role, second_group, by=nora)

    with refused("you can only give and take roles whose rights you have yourself"):
        give_role(anna, administrator_role, second_group, by=nora)
    with refused("You do not administer users in the whole installation."):
        give_role(anna, agent_role, None, by=nora)
    assert not may_give(nora, agent_role, alpina_service)
    assert Grant.objects.filter(user=anna, agent_group=second_group).count() == 1


def test_giving_twice_changes_nothing(
    anna: User, agent_role: Role, nordlicht_service: AgentGroup, inside: None
) -> None:
    give_role(anna, agent_role, nordlicht_service, by=None)

    assert Grant.objects.filter(user=anna).count() == 1


def test_the_last_administrator_keeps_the_role(ada: User) -> None:
    with everywhere(), refused("At least one active person must keep the right"):
        take_role(Grant.objects.get(user=ada), by=ada)


def test_a_supervisor_sees_people_of_their_tenants_only(
    anna: User, bela: User, carla: User, ada: User, sven: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        access = load_access(sven, (nordlicht.pk,))
        assert set(visible_users(access)) == {anna, bela, sven}
        assert set(User.objects.within_scope()) == {anna, bela, sven}


def test_an_administrator_sees_everybody(
    anna: User, carla: User, ada: User, dora: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    with everywhere():
        access = load_access(ada, (INSTALLATION, nordlicht.pk, alpina.pk))
        assert set(visible_users(access)) == {anna, carla, ada, dora}


def test_who_works_elsewhere_too_can_be_changed_by_an_administrator_only(
    anna: User, bela: User, ada: User, nora: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        access = load_access(nora, (nordlicht.pk,))
        assert [may_change_person(access, user) for user in (anna, bela, ada)] == [True, False, False]


def test_whose_rights_one_does_not_have_oneself_can_be_changed_by_an_administrator_only(
    sven: User, nora: User, nordlicht: Tenant, nordlicht_system: SystemGroup, nordlicht_service: AgentGroup
) -> None:
    """Otherwise one could set their password and sign in as them."""
    with in_scope(nordlicht):
        access = load_access(nora, (nordlicht.pk,))
        assert may_change_person(access, sven)
    make_grant(sven, make_role("Revision", {"audit.read", "users.write", "groups.write"}), nordlicht_service)
    with in_scope(nordlicht):
        assert not may_change_person(access, sven)
    make_grant(nora, make_role("Gruppen", {"groups.write"}), nordlicht_system)
    make_grant(nora, make_role("Gruppen 2", {"groups.write"}), nordlicht_service)
    with in_scope(nordlicht):
        assert may_change_person(access, sven)


def test_rights_on_a_deleted_group_rest(
    sven: User, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup, inside: None
) -> None:
    assert load_access(sven, (nordlicht.pk,)).may("accounts.read", tenant_id=nordlicht.pk)

    SupervisorGroup.objects.filter(pk=nordlicht_supervisors.pk).update(deleted_at=clock.now())

    assert not load_access(sven, (nordlicht.pk,)).may("accounts.read", tenant_id=nordlicht.pk)
    assert offered_tenants(sven) == []


def test_tickets_of_a_deleted_category_stay_readable_when_its_group_is_deleted_too(
    billing: Category, nordlicht_service: AgentGroup, ada: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())
        AgentGroup.objects.filter(pk=nordlicht_service.pk).update(deleted_at=clock.now())
    with everywhere():
        access = load_access(ada, (INSTALLATION, nordlicht.pk))

        assert billing.pk in access.category_ids("tickets.read")
        assert billing.pk not in access.category_ids("tickets.answer")


def test_places_in_tenants_whose_people_one_does_not_administer_are_not_shown(
    bela: User, sven: User, nordlicht: Tenant, alpina: Tenant, alpina_service: AgentGroup
) -> None:
    """Although the scope holds both tenants, as for somebody with a small role for the whole installation."""
    make_grant(bela, make_role("Dort", {"desk.access"}), alpina_service)
    with everywhere():
        access = load_access(sven, (INSTALLATION, nordlicht.pk, alpina.pk))
        seen = with_places(User.objects.filter(pk=bela.pk), access).get()
        assert {row.tenant_id for row in seen.memberships.all()} == {nordlicht.pk}
        assert {row.tenant_id for row in seen.grants.all()} <= {nordlicht.pk}
        assert {row.tenant_id for row in grants_of(bela, access)} <= {nordlicht.pk}
