from __future__ import annotations

from functools import partial

import pytest

from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.assign import (
    assign_ticket,
    colleagues_for,
    open_from_queue,
    release_ticket,
    works_category,
)
from kontor.routing.domain.sign_out import return_tickets
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import HistoryEntry, Notice, Ticket
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


@pytest.fixture
def on_desk(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna)


def _actions(ticket: Ticket) -> list[str]:
    with everywhere():
        return list(HistoryEntry.objects.filter(ticket=ticket).order_by("id").values_list("action", flat=True))


def _notices() -> list[tuple[int, str]]:
    with everywhere():
        return list(Notice.objects.values_list("user", "kind"))


def _open(ticket: Ticket, user: User) -> Ticket:
    with in_scope(ticket.tenant_id):
        return open_from_queue(ticket, by=user)


def test_a_ticket_is_opened_from_the_queue(ticket: Ticket, anna: User) -> None:
    assert (_open(ticket, anna).owner, _open(ticket, anna).state) == (anna, TicketState.ASSIGNED)

    assert _actions(ticket)[-1:] == ["taken"]


def test_who_comes_second_is_told_who_was_first(ticket: Ticket, anna: User, bela: User) -> None:
    _open(ticket, anna)

    with refused("Anna Arndt has taken this ticket in the meantime."):
        _open(ticket, bela)


def test_a_closed_ticket_is_not_opened_from_the_queue(billing: Category, anna: User) -> None:
    with refused("not in the queue any more"):
        _open(make_ticket(billing, state=TicketState.CLOSED), anna)


def test_of_two_who_open_at_once_one_gets_it(committed_db: str, ticket: Ticket, anna: User, bela: User) -> None:
    results = at_once(partial(_open, ticket, anna), partial(_open, ticket, bela))

    assert sorted(type(result) for result in results if isinstance(result, Exception)) == [Refused]
    assert len([result for result in results if isinstance(result, Ticket)]) == 1


def test_a_supervisor_puts_a_ticket_on_a_desk(ticket: Ticket, bela: User, sven: User) -> None:
    with in_scope(ticket.tenant_id):
        after = assign_ticket(ticket, to=bela, by=sven)

    assert (after.owner, after.state) == (bela, TicketState.ASSIGNED)
    assert _notices() == [(bela.pk, NoticeKind.ASSIGNED)]


def test_a_ticket_goes_from_desk_to_desk(on_desk: Ticket, anna: User, bela: User, sven: User) -> None:
    with in_scope(on_desk.tenant_id):
        after = assign_ticket(on_desk, to=bela, by=sven)

    assert (after.owner, after.last_owner_id) == (bela, anna.pk)


def test_who_does_not_work_the_category_is_not_assigned(ticket: Ticket, carla: User, sven: User) -> None:
    with in_scope(ticket.tenant_id), refused("Carla Conrad does not work the category “Abrechnung”."):
        assign_ticket(ticket, to=carla, by=sven)


def test_assigning_to_who_has_it_changes_nothing(on_desk: Ticket, anna: User, sven: User) -> None:
    before = _actions(on_desk)
    with in_scope(on_desk.tenant_id):
        assign_ticket(on_desk, to=anna, by=sven)

    assert (_actions(on_desk), _notices()) == (before, [])


def test_a_ticket_is_given_back_to_its_old_place(on_desk: Ticket, anna: User) -> None:
    with in_scope(on_desk.tenant_id):
        after = release_ticket(on_desk, by=anna)

    assert (after.state, after.owner, after.last_owner_id, after.received_at) == (
        TicketState.QUEUED,
        None,
        anna.pk,
        on_desk.received_at,
    )
    assert (_actions(on_desk)[-1], _notices()) == ("released", [])


def test_a_ticket_taken_back_tells_who_had_it(on_desk: Ticket, anna: User, sven: User) -> None:
    with in_scope(on_desk.tenant_id):
        release_ticket(on_desk, by=sven)

    assert (_actions(on_desk)[-1], _notices()) == ("taken_back", [(anna.pk, NoticeKind.TAKEN_BACK)])


def test_what_is_on_another_desk_by_now_is_not_given_back(on_desk: Ticket, anna: User, bela: User, sven: User) -> None:
    seen = Ticket(pk=on_desk.pk, owner=anna)
    with in_scope(on_desk.tenant_id):
        assign_ticket(on_desk, to=bela, by=sven)

        with refused("Bela Brand has this ticket in the meantime. Nothing was changed."):
            release_ticket(seen, by=anna)
        with refused("Bela Brand has this ticket in the meantime. Nothing was changed."):
            close_ticket(seen, by=anna)


def test_what_left_the_desk_is_not_closed(on_desk: Ticket, anna: User) -> None:
    seen = Ticket(pk=on_desk.pk, owner=anna)
    with in_scope(on_desk.tenant_id):
        release_ticket(on_desk, by=anna)

        with refused("This ticket has left that desk in the meantime."):
            close_ticket(seen, by=anna)


def test_a_ticket_whose_answer_is_being_sent_is_not_assigned(
    billing: Category, anna: User, bela: User, sven: User
) -> None:
    ticket = make_ticket(billing, owner=anna, state=TicketState.SENDING)

    with in_scope(ticket.tenant_id), refused("The answer to this ticket is being sent."):
        assign_ticket(ticket, to=bela, by=sven)


@pytest.mark.parametrize("gone", [{"active": False}, {"deleted_at": "2026-01-01T00:00Z"}])
def test_nothing_is_assigned_to_who_has_left(ticket: Ticket, bela: User, sven: User, gone: dict[str, object]) -> None:
    User.objects.filter(pk=bela.pk).update(**gone)

    with in_scope(ticket.tenant_id), refused("Bela Brand cannot sign in any more."):
        assign_ticket(ticket, to=bela, by=sven)


def test_who_works_a_category(billing: Category, claims: Category, anna: User, bela: User, carla: User) -> None:
    with everywhere():
        assert [works_category(anna, billing.pk), works_category(anna, claims.pk)] == [True, False]
        assert colleagues_for([billing.pk]) == [anna, bela]
        assert colleagues_for([billing.pk, claims.pk]) == [bela]
        assert colleagues_for([]) == []


def test_what_lies_on_a_desk_returns_when_its_agent_goes(
    on_desk: Ticket, billing: Category, claims: Category, bela: User, anna: User, nordlicht: Tenant
) -> None:
    others = [make_ticket(billing, owner=bela), make_ticket(billing, owner=anna, state=TicketState.RESUBMITTED)]

    assert return_tickets(anna, reason="sign_out") == 1

    assert _actions(on_desk)[-1] == "returned_sign_out"
    with everywhere():
        states = {ticket.pk: ticket.state for ticket in Ticket.objects.all()}
    assert states == {
        on_desk.pk: TicketState.QUEUED,
        others[0].pk: TicketState.ASSIGNED,
        others[1].pk: TicketState.RESUBMITTED,
    }


def test_a_narrowed_choice_returns_only_the_tickets_of_the_tenants_left(
    billing: Category, claims: Category, bela: User, alpina: Tenant
) -> None:
    kept, returned = make_ticket(billing, owner=bela), make_ticket(claims, owner=bela)

    assert return_tickets(bela, reason="sign_out", tenants=(alpina.pk,)) == 1

    with everywhere():
        assert Ticket.objects.get(pk=kept.pk).owner_id == bela.pk
        assert Ticket.objects.get(pk=returned.pk).owner_id is None
