from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from kontor.kernel.errors import Refused
from kontor.org.models import AgentGroup, Category, Grant, GroupCategory
from kontor.people.models import Role, Session, User
from kontor.routing.domain.assign import assign_ticket
from kontor.routing.domain.leaving import (
    change_memberships,
    delete_group,
    delete_user,
    end_idle_sessions,
    end_session,
    end_sessions,
    leave_tenants,
    withdraw_role,
)
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.factories.loans import lend_ticket
from tests.factories.org import make_member
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits

ClientFor = Callable[..., Browser]


@pytest.fixture
def on_desk(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna, state=TicketState.ASSIGNED)


def _state(ticket: Ticket) -> tuple[str, int | None]:
    with everywhere():
        ticket.refresh_from_db()
        return ticket.state, ticket.owner_id


def _last_action(ticket: Ticket) -> str:
    with everywhere():
        return HistoryEntry.objects.filter(ticket=ticket).order_by("pk").last().action  # type: ignore[union-attr]


QUEUED = (TicketState.QUEUED, None)


def test_tickets_return_with_the_last_sign_in(
    anna: User, nordlicht: Tenant, on_desk: Ticket, client_for: ClientFor
) -> None:
    keys = [client_for(anna, nordlicht).session.session_key for _browser in range(2)]

    end_session(anna, str(keys[0]), reason="sign_out")
    assert _state(on_desk) == (TicketState.ASSIGNED, anna.pk)
    end_session(anna, str(keys[1]), reason="sign_out")

    assert _state(on_desk) == QUEUED
    assert _last_action(on_desk) == "returned_sign_out"


def test_end_sessions_can_keep_one(anna: User, nordlicht: Tenant, on_desk: Ticket, client_for: ClientFor) -> None:
    keys = [client_for(anna, nordlicht).session.session_key for _browser in range(3)]

    assert end_sessions(anna, reason="sign_out", keep=keys[1]) == 2

    assert [session.session_key for session in Session.objects.filter(user=anna)] == [keys[1]]
    assert _state(on_desk) == (TicketState.ASSIGNED, anna.pk)


def test_idle_sign_ins_are_ended_and_tickets_return(
    anna: User, bela: User, nordlicht: Tenant, on_desk: Ticket, client_for: ClientFor, frozen: Frozen
) -> None:
    client_for(anna, nordlicht)
    frozen.move(minutes=59)
    client_for(bela, nordlicht)
    frozen.move(minutes=2)

    assert end_idle_sessions() == 1

    assert list(Session.objects.values_list("user", flat=True)) == [bela.pk]
    assert _state(on_desk) == QUEUED
    assert _last_action(on_desk) == "returned_idle"


def test_a_smaller_choice_returns_what_no_other_sign_in_covers(
    bela: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, client_for: ClientFor
) -> None:
    tickets = [make_ticket(category, owner=bela, state=TicketState.ASSIGNED) for category in (billing, claims)]
    key = client_for(bela, nordlicht, alpina).session.session_key

    leave_tenants(bela, [alpina.pk], key=str(key))

    assert [_state(ticket) for ticket in tickets] == [(TicketState.ASSIGNED, bela.pk), QUEUED]


def test_a_withdrawn_role_returns_what_may_not_be_read_any_more(
    anna: User, ada: User, on_desk: Ticket, nordlicht_service: AgentGroup
) -> None:
    with everywhere():
        withdraw_role(Grant.objects.get(user=anna), by=ada)

    assert _state(on_desk) == QUEUED
    assert _last_action(on_desk) == "returned_rights"


def test_a_withdrawn_membership_alone_leaves_what_one_may_still_read(
    anna: User, ada: User, on_desk: Ticket, nordlicht: Tenant
) -> None:
    with in_scope(0, nordlicht):
        change_memberships(anna, [], by=ada, version=anna.version)

    assert _state(on_desk) == (TicketState.ASSIGNED, anna.pk)


def test_a_deleted_group_returns_what_its_people_may_not_read_any_more(
    anna: User, ada: User, on_desk: Ticket, billing: Category, moving: Category, nordlicht_service: AgentGroup
) -> None:
    with everywhere():
        GroupCategory.objects.filter(agent_group=nordlicht_service).delete()
        delete_group(nordlicht_service, by=ada)

    assert _state(on_desk) == QUEUED
    assert _last_action(on_desk) == "returned_rights"


def test_tickets_of_a_deleted_person_return(anna: User, ada: User, on_desk: Ticket) -> None:
    delete_user(anna, by=ada)

    assert _state(on_desk) == QUEUED


def test_deleting_a_person_and_their_own_work_do_not_wait_for_each_other(
    committed_db: str, anna: User, ada: User, on_desk: Ticket
) -> None:
    """Anna writes her name at her ticket while it shall be taken from her: it is hers first, then it returns."""
    locked = Event()

    def work() -> None:
        with in_scope(on_desk.tenant_id):
            ticket = lock(on_desk)
            locked.set()
            until_somebody_waits()
            record(ticket, "message", by=anna)

    def delete() -> None:
        locked.wait(10)
        delete_user(anna, by=ada)

    assert at_once(work, delete) == [None, None]
    assert _state(on_desk) == QUEUED


def test_nothing_is_put_on_the_desk_of_who_is_being_deleted(
    committed_db: str, anna: User, ada: User, sven: User, ticket: Ticket
) -> None:
    deleted = Event()

    def delete() -> None:
        with everywhere():
            delete_user(anna, by=ada)
            deleted.set()
            until_somebody_waits()

    def assign() -> None:
        deleted.wait(10)
        with in_scope(ticket.tenant_id):
            assign_ticket(ticket, to=anna, by=sven)

    results = at_once(delete, assign)

    assert [type(result) for result in results] == [type(None), Refused]
    assert _state(ticket) == QUEUED


@pytest.fixture
def lent_on_desk(ticket: Ticket, claims: Category, carla: User) -> Ticket:
    lend_ticket(ticket, claims)
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=carla)
    return ticket


def test_a_lent_ticket_stays_with_whoever_may_read_where_it_is_lent_to(
    lent_on_desk: Ticket, carla: User, ada: User, alpina: Tenant
) -> None:
    with in_scope(0, alpina):
        change_memberships(carla, [], by=ada, version=carla.version)

    assert _state(lent_on_desk) == (TicketState.ASSIGNED, carla.pk)


def test_a_lent_ticket_returns_from_whoever_may_read_it_at_home_only(
    lent_on_desk: Ticket, carla: User, ada: User, alpina: Tenant, nordlicht_service: AgentGroup, agent_role: Role
) -> None:
    make_member(carla, nordlicht_service, agent_role)
    with in_scope(0, alpina):
        grant = Grant.objects.select_related("user").get(user=carla, tenant=alpina)
        withdraw_role(grant, by=ada)

    assert _state(lent_on_desk) == QUEUED
    with everywhere():
        assert Ticket.objects.get(pk=lent_on_desk.pk).lent_to_id == alpina.pk
