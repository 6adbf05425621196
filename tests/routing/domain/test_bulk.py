from __future__ import annotations

from datetime import timedelta

from kontor.org.models import AgentGroup, Category, GroupCategory
from kontor.people.models import User
from kontor.routing.domain.assign import open_from_queue
from kontor.routing.domain.bulk import (
    BulkResult,
    assign_many,
    close_many,
    pass_on_many,
    recategorize_many,
    release_many,
    resubmit_many,
    undo,
)
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Note, Ticket
from tests.conftest import Frozen
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope


def _states(*tickets: Ticket) -> list[tuple[str, int | None]]:
    with everywhere():
        rows = {row.pk: (row.state, row.owner_id) for row in Ticket.objects.all()}
    return [rows[ticket.pk] for ticket in tickets]


def _done(result: BulkResult) -> list[int]:
    return [before.ticket_id for before in result.done]


def test_many_are_recategorised_and_undone(billing: Category, moving: Category, nordlicht: Tenant, sven: User) -> None:
    tickets = [make_ticket(billing) for _ticket in range(3)]
    with in_scope(nordlicht):
        result = recategorize_many(tickets, moving, by=sven)
        between = set(Ticket.objects.values_list("category", flat=True))

        assert undo(result.as_plain(), by=sven) == (3, 0, [])
        assert (between, set(Ticket.objects.values_list("category", flat=True))) == ({moving.pk}, {billing.pk})


def test_many_are_assigned_and_undone(billing: Category, nordlicht: Tenant, anna: User, bela: User, sven: User) -> None:
    tickets = [make_ticket(billing), make_ticket(billing, owner=anna)]
    with in_scope(nordlicht):
        result = assign_many(tickets, to=bela, by=sven)
    between = _states(*tickets)
    with in_scope(nordlicht):
        undo(result.as_plain(), by=sven)

    assert between == [(TicketState.ASSIGNED, bela.pk)] * 2
    assert _states(*tickets) == [(TicketState.QUEUED, None), (TicketState.ASSIGNED, anna.pk)]


def test_many_are_released_and_undone(billing: Category, nordlicht: Tenant, anna: User, sven: User) -> None:
    ticket = make_ticket(billing, owner=anna)
    with in_scope(nordlicht):
        result = release_many([ticket], by=sven)
    between = _states(ticket)
    with in_scope(nordlicht):
        undo(result.as_plain(), by=sven)

    assert (between, _states(ticket)) == ([(TicketState.QUEUED, None)], [(TicketState.ASSIGNED, anna.pk)])
    with everywhere():
        assert Ticket.objects.get(pk=ticket.pk).assigned_at is not None


def test_many_are_closed_and_undone(billing: Category, nordlicht: Tenant, anna: User) -> None:
    ticket = make_ticket(billing, owner=anna)
    with in_scope(nordlicht):
        result = close_many([ticket], closing_code=None, by=anna)
    between = _states(ticket)
    with in_scope(nordlicht):
        undo(result.as_plain(), by=anna)

    assert (between, _states(ticket)) == ([(TicketState.CLOSED, None)], [(TicketState.ASSIGNED, anna.pk)])
    with everywhere():
        assert Ticket.objects.get(pk=ticket.pk).closed_at is None


def test_many_are_put_away_and_undone(
    frozen: Frozen, billing: Category, nordlicht: Tenant, anna: User, bela: User
) -> None:
    tickets = [make_ticket(billing, owner=anna) for _ticket in range(2)]
    until = frozen.at + timedelta(hours=2)
    with in_scope(nordlicht):
        result = resubmit_many(tickets, until=until, to=bela, reason="Ableser", by=anna)
        away = set(Ticket.objects.values_list("state", "waits_for", "held_until", "wait_reason"))
        undo(result.as_plain(), by=anna)

        assert away == {(TicketState.RESUBMITTED, bela.pk, until, "Ableser")}
        assert set(Ticket.objects.values_list("waits_for", "held_until", "wait_reason")) == {(None, None, "")}
    assert _states(*tickets) == [(TicketState.ASSIGNED, anna.pk)] * 2


def test_one_that_cannot_be_put_away_does_not_stop_the_others(
    frozen: Frozen, billing: Category, nordlicht: Tenant, anna: User, bela: User
) -> None:
    elsewhere, mine = make_ticket(billing, owner=anna), make_ticket(billing, owner=anna)
    with in_scope(nordlicht):
        assign_many([elsewhere], to=bela, by=bela)
        result = resubmit_many([mine, elsewhere], until=frozen.at + timedelta(hours=2), to=None, reason="", by=anna)

    assert _done(result) == [mine.pk]
    assert [number for number, _reason in result.refused] == [elsewhere.number]
    assert _states(mine, elsewhere) == [(TicketState.RESUBMITTED, None), (TicketState.ASSIGNED, bela.pk)]


def test_many_are_forwarded_and_undone(
    billing: Category, moving: Category, nordlicht: Tenant, anna: User, bela: User
) -> None:
    tickets = [make_ticket(billing, owner=anna) for _ticket in range(2)]
    with in_scope(nordlicht):
        result = pass_on_many(tickets, to=bela, category=moving, note="Bitte prüfen.", by=anna)
        there = set(Ticket.objects.values_list("state", "waits_for", "category"))
        undo(result.as_plain(), by=anna)

        assert there == {(TicketState.INTERNAL_FORWARDED, bela.pk, moving.pk)}
        assert set(Ticket.objects.values_list("category", "waits_for")) == {(billing.pk, None)}
        assert list(Note.objects.values_list("text", flat=True)) == ["Bitte prüfen."] * 2
    assert _states(*tickets) == [(TicketState.ASSIGNED, anna.pk)] * 2


def test_what_is_refused_for_one_does_not_stop_the_others(
    billing: Category, moving: Category, nordlicht: Tenant, sven: User
) -> None:
    open_one, closed = make_ticket(billing), make_ticket(billing, state=TicketState.CLOSED)

    with in_scope(nordlicht):
        result = recategorize_many([closed, open_one], moving, by=sven)

    assert _done(result) == [open_one.pk]
    assert result.refused == [(closed.number, "This ticket is closed; its category stays.")]


def test_undo_leaves_what_somebody_touched_since(
    billing: Category, nordlicht: Tenant, anna: User, bela: User, sven: User
) -> None:
    tickets = [make_ticket(billing, owner=anna) for _ticket in range(2)]
    with in_scope(nordlicht):
        result = release_many(tickets, by=sven)
        open_from_queue(tickets[0], by=bela)

        assert undo(result.as_plain(), by=sven) == (1, 1, [])
    assert _states(*tickets) == [(TicketState.ASSIGNED, bela.pk), (TicketState.ASSIGNED, anna.pk)]


def test_undo_of_another_tenants_ticket_changes_nothing(
    billing: Category, claims: Category, nordlicht: Tenant, alpina: Tenant, carla: User, sven: User
) -> None:
    theirs = make_ticket(claims, owner=carla)
    with in_scope(alpina):
        result = release_many([theirs], by=carla)

    with in_scope(nordlicht):
        assert undo(result.as_plain(), by=sven) == (0, 1, [])
    assert _states(theirs) == [(TicketState.QUEUED, None)]


def test_nothing_is_put_back_onto_the_desk_of_somebody_who_is_gone(
    billing: Category, nordlicht: Tenant, anna: User, sven: User
) -> None:
    ticket = make_ticket(billing, owner=anna)
    with in_scope(nordlicht):
        result = release_many([ticket], by=sven)
        User.objects.filter(pk=anna.pk).update(active=False)
        sentence = f"{anna.name} does not see tickets of the category “{billing.name}” any more."

        assert undo(result.as_plain(), by=sven) == (0, 1, [(ticket.number, sentence)])
        ticket.refresh_from_db()
        assert ticket.owner_id is None


def test_nothing_is_put_back_onto_the_desk_of_somebody_who_lost_its_category(
    billing: Category, moving: Category, nordlicht_service: AgentGroup, anna: User, sven: User
) -> None:
    lost, kept = make_ticket(billing, owner=anna), make_ticket(moving, owner=anna)
    with in_scope(billing.tenant_id):
        result = release_many([lost, kept], by=sven)
        GroupCategory.objects.filter(category=billing, agent_group=nordlicht_service).delete()
        sentence = f"{anna.name} does not see tickets of the category “{billing.name}” any more."

        assert undo(result.as_plain(), by=sven) == (1, 1, [(lost.number, sentence)])
    assert _states(lost, kept) == [(TicketState.QUEUED, None), (TicketState.ASSIGNED, anna.pk)]


def test_what_ended_a_loan_is_not_undone(
    ticket: Ticket, claims: Category, nordlicht: Tenant, alpina: Tenant, carla: User, bela: User
) -> None:
    """Else it would lie on the desk of somebody who does not see it any more."""
    lend_ticket(ticket, claims)
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=carla)
    with in_scope(nordlicht, alpina):
        result = close_many([Ticket.objects.get(pk=ticket.pk)], closing_code=None, by=bela)
        undone = undo(result.as_plain(), by=bela)

    assert undone == (0, 1, [])
    assert _states(ticket) == [(TicketState.CLOSED, None)]
