"""A ticket on resubmission comes back at its time."""

from __future__ import annotations

from datetime import timedelta

from kontor.config.schedule import start
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.bulk import close_many, resubmit_many, undo
from kontor.routing.domain.leaving import change_memberships
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.waiting import fetch_waiting, welcome
from kontor.routing.preferences import WAIT_HOURS
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket, new_message
from tests.routing.domain.waiting.conftest import ClientFor, forward, notices, place, steps, sweep
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


def away(ticket: Ticket, *, by: User, to: User | None, reason: str = "", **when: float) -> Ticket:
    with in_scope(ticket.tenant_id):
        return resubmit_ticket(
            ticket, until=clock.now() + timedelta(**when or {"hours": 1}), to=to, reason=reason, by=by
        )


def test_a_resubmission_comes_back_to_its_person_at_its_time(
    mine: Ticket, anna: User, nordlicht: Tenant, client_for: ClientFor, frozen: Frozen
) -> None:
    client_for(anna, nordlicht)
    away(mine, by=anna, to=anna, reason="Zähler wird\nabgelesen")
    assert place(mine) == (TicketState.RESUBMITTED, "", "anna")

    frozen.move(minutes=59)
    assert sweep(nordlicht) == 0
    frozen.move(minutes=1)
    assert [sweep(nordlicht), sweep(nordlicht)] == [1, 0]

    assert place(mine) == (TicketState.ASSIGNED, "anna", "")
    assert steps(mine)[-1] == "Resubmission was due: with Anna Arndt"
    assert "(Zähler wird abgelesen) by Anna Arndt" in steps(mine)[-2]
    assert notices(anna) == [NoticeKind.RESUBMITTED]
    with everywhere():
        assert Ticket.objects.get(pk=mine.pk).wait_reason == ""


def test_a_resubmission_to_the_queue_goes_there_though_somebody_is_there(
    mine: Ticket, anna: User, nordlicht: Tenant, client_for: ClientFor, frozen: Frozen
) -> None:
    client_for(anna, nordlicht)
    away(mine, by=anna, to=None)
    frozen.move(hours=1)

    sweep(nordlicht)

    assert place(mine) == (TicketState.QUEUED, "", "")
    assert steps(mine)[-1] == "Resubmission was due: in the queue"


def test_a_resubmission_to_a_colleague_goes_to_the_colleague(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, client_for: ClientFor, frozen: Frozen
) -> None:
    client_for(bela, nordlicht)
    away(mine, by=anna, to=bela)
    frozen.move(hours=1)

    sweep(nordlicht)

    assert place(mine) == (TicketState.ASSIGNED, "bela", "")
    assert (notices(anna), notices(bela)) == ([], [NoticeKind.RESUBMITTED])


def test_a_colleague_who_does_not_work_the_category_is_refused(mine: Ticket, anna: User, carla: User) -> None:
    with refused("Carla Conrad does not work the category “Abrechnung”."):
        away(mine, by=anna, to=carla)
    with refused("Carla Conrad does not work the category “Abrechnung”."):
        forward(mine, by=anna, to=carla)

    assert place(mine) == (TicketState.ASSIGNED, "anna", "")


def test_a_time_that_is_over_or_far_ahead_is_refused(mine: Ticket, anna: User) -> None:
    with refused("This time is over. Choose a later one."):
        away(mine, by=anna, to=anna, minutes=-1)
    with refused("This is more than two years ahead. Choose an earlier time."):
        away(mine, by=anna, to=anna, days=800)


def test_what_is_due_waits_for_who_is_not_there_until_they_come(
    mine: Ticket, anna: User, nordlicht: Tenant, alpina: Tenant, frozen: Frozen
) -> None:
    away(mine, by=anna, to=anna)
    frozen.move(hours=2)

    assert sweep(nordlicht) == 0
    assert [welcome(anna, [alpina.pk]), welcome(anna, ())] == [0, 0]
    assert place(mine) == (TicketState.RESUBMITTED, "", "anna")
    assert welcome(anna, [nordlicht.pk]) == 1

    assert place(mine) == (TicketState.ASSIGNED, "anna", "")


def test_what_is_not_due_stays_away_when_its_person_comes(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    away(mine, by=anna, to=anna)

    assert welcome(anna, [nordlicht.pk]) == 0
    assert place(mine) == (TicketState.RESUBMITTED, "", "anna")


def test_what_nobody_came_for_in_time_returns_to_the_queue(
    mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    other = make_ticket(billing, owner=anna)
    with everywhere():
        WAIT_HOURS.set_on(nordlicht, 2)
        nordlicht.save()
    away(mine, by=anna, to=anna, hours=1)
    forward(other, by=anna, to=bela)

    frozen.move(minutes=119)
    assert sweep(nordlicht) == 0
    frozen.move(minutes=1)
    assert sweep(nordlicht) == 1
    assert place(other) == (TicketState.QUEUED, "", "")
    assert steps(other)[-1] == "Back in the queue: Bela Brand was not there in time"
    frozen.move(minutes=60)
    assert sweep(nordlicht) == 1
    assert place(mine) == (TicketState.QUEUED, "", "")


def test_what_waits_for_somebody_who_left_returns_to_the_queue(
    mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    other = make_ticket(billing, owner=anna)
    forward(mine, by=anna, to=bela)
    forward(other, by=anna, to=bela)
    client_for(bela, nordlicht)
    with everywhere():
        change_memberships(bela, [], by=None, version=bela.version)
        other_place = place(other)

    assert other_place == (TicketState.INTERNAL_FORWARDED, "", "bela")
    with everywhere():
        User.objects.filter(pk=bela.pk).update(active=False)
    assert sweep(nordlicht) == 2
    assert place(mine) == (TicketState.QUEUED, "", "")
    assert steps(mine)[-1] == "Back in the queue: Bela Brand does not work here any more"


def test_the_customer_brings_a_resubmission_back_at_once(
    mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    other = make_ticket(billing, owner=anna)
    client_for(anna, nordlicht)
    away(mine, by=anna, to=anna)
    away(other, by=anna, to=bela)

    for ticket in (mine, other):
        with in_scope(nordlicht):
            append_message(ticket, new_message(ticket.customer))

    assert place(mine) == (TicketState.ASSIGNED, "anna", "")
    assert steps(mine)[-1] == "Resubmission ended: the customer wrote; with Anna Arndt"
    assert place(other) == (TicketState.QUEUED, "", "")
    assert steps(other)[-1] == "Back in the queue: a new message arrived"
    assert notices(anna) == [NoticeKind.NEW_MESSAGE]


def test_fetched_before_its_time(mine: Ticket, anna: User, bela: User, nordlicht: Tenant) -> None:
    away(mine, by=anna, to=anna)
    with in_scope(nordlicht):
        fetch_waiting(mine, by=anna)
    assert place(mine) == (TicketState.ASSIGNED, "anna", "")

    with refused("Anna Arndt has this ticket in the meantime."), in_scope(nordlicht):
        fetch_waiting(mine, by=bela)


def test_undone_a_resubmission_is_as_before_and_closing_one_is_undone_to_it(
    mine: Ticket, anna: User, nordlicht: Tenant
) -> None:
    until = clock.now() + timedelta(days=1)
    with in_scope(nordlicht):
        done = resubmit_many([mine], until=until, to=anna, reason="Ableser", by=anna).as_plain()
        assert undo(done, by=anna) == (1, 0, [])
        assert place(mine) == (TicketState.ASSIGNED, "anna", "")

        away(mine, by=anna, to=anna, reason="Ableser")
        mine.refresh_from_db()
        closed = close_many([mine], closing_code=None, by=anna).as_plain()
        assert place(mine) == (TicketState.CLOSED, "", "")
        undo(closed, by=anna)
        mine.refresh_from_db()
    assert place(mine) == (TicketState.RESUBMITTED, "", "anna")
    assert (mine.wait_reason, mine.held_until is not None) == ("Ableser", True)


def test_two_workers_move_what_is_due_once(
    committed_db: str, mine: Ticket, anna: User, nordlicht: Tenant, client_for: ClientFor, frozen: Frozen
) -> None:
    client_for(anna, nordlicht)
    away(mine, by=anna, to=anna)
    frozen.move(hours=1)

    moved = at_once(lambda: sweep(nordlicht), lambda: sweep(nordlicht))

    assert sorted(moved) == [0, 1]
    assert notices(anna) == [NoticeKind.RESUBMITTED]


def test_another_tenants_sweep_moves_nothing(
    mine: Ticket, anna: User, nordlicht: Tenant, alpina: Tenant, frozen: Frozen
) -> None:
    away(mine, by=anna, to=None)
    frozen.move(hours=2)

    assert [sweep(alpina), sweep(nordlicht)] == [0, 1]


def test_the_clock_moves_what_is_due_of_every_tenant(
    mine: Ticket, claims: Category, anna: User, carla: User, frozen: Frozen
) -> None:
    theirs = make_ticket(claims, owner=carla)
    away(mine, by=anna, to=None)
    away(theirs, by=carla, to=None)
    frozen.move(hours=1)

    start(tenant_id=0, task="kontor.routing.tasks.deliver_waiting", each_tenant=True, timestamp=0)
    run_jobs("deliver_waiting")

    assert [place(ticket)[0] for ticket in (mine, theirs)] == [TicketState.QUEUED, TicketState.QUEUED]


def test_whoever_begins_at_one_tenant_gets_nothing_of_another(
    claims: Category, bela: User, nordlicht: Tenant, alpina: Tenant, frozen: Frozen
) -> None:
    """What waited there too long goes to the queue with the next round of that tenant, not with this sign-in."""
    ticket = away(make_ticket(claims, owner=bela), by=bela, to=bela)
    frozen.move(days=30)

    assert welcome(bela, [nordlicht.pk]) == 0
    assert place(ticket) == (TicketState.RESUBMITTED, "", "bela")
    assert welcome(bela, [alpina.pk]) == 1
