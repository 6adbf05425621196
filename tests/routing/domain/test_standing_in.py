"""An absence begins: what lies on the desk, what waits and what comes goes to whoever stands in, or to the queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from kontor.config.schedule import start
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.domain.absences import end_absence, plan_absence
from kontor.people.domain.availability import set_state
from kontor.people.enums import Availability, Module
from kontor.people.models import Absence, Role, User
from kontor.routing.domain.assign import assign_ticket
from kontor.routing.domain.distribute import distribute
from kontor.routing.domain.next_for import outlook
from kontor.routing.domain.pass_on import pass_on
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.standing_in import begin_absences
from kontor.routing.domain.waiting import deliver_waiting, welcome
from kontor.routing.preferences import WAIT_HOURS
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import reopen_after_failure
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.inquiries import accept_answer, claim_reminder
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.factories.customers import make_customer
from tests.factories.loans import lend_ticket
from tests.factories.org import make_agent_group, make_category, make_member
from tests.factories.people import make_user
from tests.factories.tickets import make_inquiry, make_message, make_ticket, new_message
from tests.support.client import sign_in
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits


def away(user: User, substitute: User | None = None, *, begins: float = 0, hours: float = 48) -> Absence:
    since = clock.now() + timedelta(hours=begins)
    return plan_absence(user, since=since, until=since + timedelta(hours=hours), substitute=substitute, by=user)


def there(user: User, *tenants: Tenant) -> User:
    sign_in(Client(), user, *tenants)
    return user


def place(ticket: Ticket) -> tuple[str, str, str]:
    """State, on whose desk, for whom it waits."""
    with everywhere():
        row = Ticket.objects.select_related("owner", "waits_for").get(pk=ticket.pk)
        return row.state, row.owner.username if row.owner else "", row.waits_for.username if row.waits_for else ""


def steps(ticket: Ticket) -> list[str]:
    with everywhere():
        rows = HistoryEntry.objects.filter(ticket=ticket).select_related("actor").order_by("id")
        return [sentence(entry) for entry in rows]


def notices(user: User, *tenants: Tenant) -> list[str]:
    with in_scope(*tenants):
        return [line.text for line in latest_notices(user)]


def sweep(tenant: Tenant) -> int:
    with in_scope(tenant):
        return deliver_waiting(tenant.pk)


@pytest.fixture
def mine(billing: Category, anna: User, bela: User) -> Ticket:
    """On Anna's desk. Bela works its category too."""
    return make_ticket(billing, owner=anna)


ON_DESK, IN_QUEUE = (TicketState.ASSIGNED, "bela", ""), (TicketState.QUEUED, "", "")
WAITS = (TicketState.INTERNAL_FORWARDED, "", "bela")
SUBSTITUTED = "With Bela Brand, who stands in for Anna Arndt"
QUEUED = "Back in the queue: Anna Arndt is away and nobody stands in who works this category"


# -- the desk ---------------------------------------------------------------------------------------


def test_the_desk_goes_to_the_substitute_once_and_says_so(
    mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    second = make_ticket(billing, owner=anna)
    there(bela, nordlicht)
    away(anna, bela, begins=1)

    assert begin_absences() == 0
    frozen.move(hours=1)
    assert [begin_absences(), begin_absences()] == [2, 0]

    assert (place(mine), place(second)) == (ON_DESK, ON_DESK)
    assert steps(mine)[-1] == SUBSTITUTED
    numbers = f"{format_number(mine.number)}, {format_number(second.number)}"
    assert notices(bela, nordlicht) == [f"You stand in for Anna Arndt and have got: {numbers}"]
    assert notices(anna, nordlicht) == []


def test_the_clock_begins_absences(mine: Ticket, anna: User) -> None:
    away(anna)

    start(tenant_id=0, task="kontor.routing.tasks.begin_absences", each_tenant=False, timestamp=0)
    run_jobs()

    assert place(mine) == IN_QUEUE


def test_one_ticket_is_told_with_the_way_to_it(mine: Ticket, anna: User, bela: User, nordlicht: Tenant) -> None:
    there(bela, nordlicht)
    away(anna, bela)

    begin_absences()

    assert notices(bela, nordlicht) == ["You stand in for Anna Arndt and have this ticket now"]


def test_a_substitute_who_is_not_there_finds_it_on_coming_or_the_queue_gets_it_in_time(
    mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    late = make_ticket(billing, owner=anna)
    away(anna, bela)
    begin_absences()
    assert (place(mine), steps(mine)[-1]) == (WAITS, "Waits for Bela Brand, who stands in for Anna Arndt")

    with everywhere():
        Ticket.objects.filter(pk=late.pk).update(held_until=clock.now())
    sweep(nordlicht)
    there(bela, nordlicht)
    welcome(bela, [nordlicht.pk])

    assert (place(late), place(mine)) == (IN_QUEUE, ON_DESK)


def test_without_a_substitute_everything_goes_to_its_place_in_the_queue(mine: Ticket, anna: User) -> None:
    with everywhere():
        rank = Ticket.objects.get(pk=mine.pk).rank_at
    away(anna)

    begin_absences()

    with everywhere():
        row = Ticket.objects.get(pk=mine.pk)
    assert (place(mine), steps(mine)[-1]) == (IN_QUEUE, QUEUED)
    assert (row.rank_at, row.last_owner) == (rank, anna)


def test_a_substitute_of_another_tenant_gets_and_learns_nothing(
    mine: Ticket, anna: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    there(carla, alpina)
    away(anna, carla)

    begin_absences()

    assert place(mine) == IN_QUEUE
    assert notices(carla, alpina, nordlicht) == []
    assert not [step for step in steps(mine) if "Carla" in step]


def test_of_one_who_works_for_two_tenants_the_substitute_gets_what_they_may_work(
    mine: Ticket, claims: Category, bela: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    with everywhere():
        Ticket.objects.filter(pk=mine.pk).update(owner=bela)
    theirs = make_ticket(claims, owner=bela)
    there(carla, alpina)
    away(bela, carla)

    begin_absences()

    assert (place(mine), place(theirs)) == (IN_QUEUE, (TicketState.ASSIGNED, "carla", ""))
    assert notices(carla, alpina) == ["You stand in for Bela Brand and have this ticket now"]


def test_only_a_member_with_the_right_to_take_stands_in(
    mine: Ticket, anna: User, sven: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    reader = make_user("Rita Reader")
    make_member(reader, nordlicht_service)
    there(reader, nordlicht)
    away(anna, reader)

    begin_absences()

    assert place(mine) == IN_QUEUE


@pytest.mark.parametrize("gone", [{"active": False}, {"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_a_substitute_who_left_meanwhile_gets_nothing(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, gone: dict[str, Any]
) -> None:
    there(bela, nordlicht)
    away(anna, bela)
    User.objects.filter(pk=bela.pk).update(**gone)

    begin_absences()

    assert place(mine) == IN_QUEUE


def test_the_substitutes_substitute_gets_it_when_both_are_away(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, nordlicht_service: AgentGroup, agent_role: Role
) -> None:
    erik = make_user("Erik Ernst", username="erik")
    make_member(erik, nordlicht_service, agent_role)
    there(erik, nordlicht)
    away(anna, bela)
    away(bela, erik)

    begin_absences()

    assert place(mine) == (TicketState.ASSIGNED, "erik", "")


def test_a_lent_ticket_goes_to_who_works_where_it_is_lent_to(
    ticket: Ticket, claims: Category, anna: User, bela: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    lend_ticket(ticket, claims)
    with in_scope(nordlicht, alpina):
        assign_ticket(Ticket.objects.get(pk=ticket.pk), to=carla, by=bela)
    there(bela, alpina)
    away(carla, bela)

    begin_absences()

    assert place(ticket) == ON_DESK
    with everywhere():
        assert Ticket.objects.get(pk=ticket.pk).lent_to == alpina
    assert notices(bela, alpina) == ["You stand in for Carla Conrad and have this ticket now"]


def test_a_lent_ticket_does_not_go_to_who_works_only_for_the_lender(
    ticket: Ticket, claims: Category, anna: User, bela: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    lend_ticket(ticket, claims)
    with in_scope(nordlicht, alpina):
        assign_ticket(Ticket.objects.get(pk=ticket.pk), to=carla, by=bela)
    there(anna, nordlicht)
    away(carla, anna)

    begin_absences()

    assert place(ticket) == IN_QUEUE


def test_an_absence_that_is_over_before_the_clock_comes_moves_nothing(
    mine: Ticket, anna: User, bela: User, frozen: Frozen
) -> None:
    absence = away(anna, bela)
    frozen.move(minutes=1)
    end_absence(absence, by=anna)

    assert begin_absences() == 0
    assert place(mine) == (TicketState.ASSIGNED, "anna", "")


def test_a_worker_that_dies_between_two_tickets_has_moved_none_and_the_next_moves_all(
    committed_db: str, mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant
) -> None:
    second = make_ticket(billing, owner=anna)
    there(bela, nordlicht)
    away(anna, bela)

    held = Event()

    def begin() -> int:
        held.wait(30)
        return begin_absences()

    def hold_the_second_and_kill_who_waits() -> None:
        with transaction.atomic(), in_scope(nordlicht):
            lock(second)
            held.set()
            until_somebody_waits()
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
                )

    ends = at_once(hold_the_second_and_kill_who_waits, begin)

    assert isinstance(ends[1], OperationalError)
    assert (place(mine), Absence.objects.get().begun_at) == ((TicketState.ASSIGNED, "anna", ""), None)
    assert sorted(str(end) for end in at_once(begin_absences, begin_absences)) == ["0", "2"]
    assert (place(mine), place(second)) == (ON_DESK, ON_DESK)
    assert steps(mine).count(SUBSTITUTED) == 1


# -- what comes later -------------------------------------------------------------------------------


def test_a_resubmission_comes_to_the_substitute_on_its_day(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    with in_scope(nordlicht):
        resubmit_ticket(mine, until=clock.now() + timedelta(hours=5), to=anna, by=anna)
    there(bela, nordlicht)
    away(anna, bela)
    begin_absences()

    assert sweep(nordlicht) == 0
    frozen.move(hours=5)
    assert [sweep(nordlicht), sweep(nordlicht)] == [1, 0]

    assert place(mine) == ON_DESK
    assert steps(mine)[-2:] == ["Resubmission was due: with Bela Brand", SUBSTITUTED]


def test_a_resubmission_after_the_absence_stays_the_persons(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    with in_scope(nordlicht):
        resubmit_ticket(mine, until=clock.now() + timedelta(hours=5), to=anna, by=anna)
    away(anna, bela, hours=5)
    there(bela, nordlicht)
    frozen.move(hours=5)
    there(anna, nordlicht)

    sweep(nordlicht)

    assert place(mine) == (TicketState.ASSIGNED, "anna", "")


def test_a_resubmission_without_a_substitute_goes_to_the_queue_on_its_day_though_the_person_looks_in(
    mine: Ticket, anna: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    with in_scope(nordlicht):
        resubmit_ticket(mine, until=clock.now() + timedelta(hours=5), to=anna, by=anna)
    away(anna)
    frozen.move(hours=5)
    there(anna, nordlicht)

    assert welcome(anna, [nordlicht.pk]) == 1

    assert (place(mine), steps(mine)[-1]) == (IN_QUEUE, QUEUED)


def test_what_was_forwarded_to_somebody_who_is_away_then_comes_to_the_substitute(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, nordlicht_service: AgentGroup, agent_role: Role
) -> None:
    erik = make_user("Erik Ernst", username="erik")
    make_member(erik, nordlicht_service, agent_role)
    with in_scope(nordlicht):
        pass_on(mine, to=erik, by=anna)
    there(bela, nordlicht)
    away(erik, bela)

    sweep(nordlicht)

    assert place(mine) == ON_DESK


def test_a_substitute_who_does_not_come_in_time_leaves_it_to_the_queue(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    with in_scope(nordlicht):
        resubmit_ticket(mine, until=clock.now() + timedelta(hours=1), to=anna, by=anna)
    away(anna, bela, hours=24 * 30)
    frozen.move(hours=1)
    assert sweep(nordlicht) == 0

    frozen.move(hours=WAIT_HOURS.default)
    sweep(nordlicht)

    assert (place(mine), steps(mine)[-1]) == (IN_QUEUE, "Back in the queue: Bela Brand was not there in time")


def test_the_customers_mail_brings_a_resubmission_to_the_substitute(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        resubmit_ticket(mine, until=clock.now() + timedelta(hours=5), to=anna, by=anna)
    there(bela, nordlicht)
    there(anna, nordlicht)
    away(anna, bela)

    with in_scope(nordlicht):
        append_message(mine, new_message(mine.customer))

    assert place(mine) == ON_DESK
    assert steps(mine)[-1] == SUBSTITUTED


@pytest.mark.parametrize("who", ["substitute", "queue"])
def test_an_answer_from_outside_comes_to_the_substitute_or_the_queue(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, who: str
) -> None:
    inquiry = make_inquiry(mine, anna)
    with in_scope(nordlicht):
        change_state(lock(mine), TicketState.EXTERNAL_INQUIRED)
    away(anna, bela if who == "substitute" else None)
    begin_absences()

    with in_scope(nordlicht):
        accept_answer(lock(mine), inquiry, make_message(mine, from_name="Fritz Fachmann"))

    assert place(mine) == (ON_DESK if who == "substitute" else IN_QUEUE)
    assert steps(mine)[-1] == (SUBSTITUTED if who == "substitute" else QUEUED)
    told = ["Fritz Fachmann has answered from outside"] if who == "substitute" else []
    assert notices(bela, nordlicht) == told


def test_the_customers_mail_brings_an_inquiry_to_the_substitute(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    make_inquiry(mine, anna)
    with in_scope(nordlicht):
        change_state(lock(mine), TicketState.EXTERNAL_INQUIRED)
    away(anna, bela)

    with in_scope(nordlicht):
        append_message(mine, new_message(mine.customer))

    assert place(mine) == ON_DESK


def test_what_could_not_be_delivered_comes_to_the_substitute(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        change_state(lock(mine), TicketState.SENDING)
    away(anna, bela)

    with in_scope(nordlicht):
        reopen_after_failure(mine, author=anna, recipients="kaethe@post.example", reason="550")

    assert place(mine) == ON_DESK
    assert notices(bela, nordlicht) == ["Your answer could not be delivered to kaethe@post.example"]


@pytest.mark.parametrize("stands_in", [True, False])
def test_that_nobody_answers_an_inquiry_is_told_to_the_substitute_if_there_is_one(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, stands_in: bool
) -> None:
    inquiry = make_inquiry(mine, anna, remind_at=clock.now())
    away(anna, bela if stands_in else None)

    with in_scope(nordlicht):
        assert claim_reminder(inquiry, again_after=24, by=None)

    told = ["No answer yet from fachfrau@experts.example"]
    assert (notices(bela, nordlicht), notices(anna, nordlicht)) == ((told, []) if stands_in else ([], told))


# -- what is given ----------------------------------------------------------------------------------


def test_nobody_assigns_or_forwards_to_somebody_who_is_away(
    mine: Ticket, ticket: Ticket, anna: User, bela: User, sven: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    frozen.at = datetime(2026, 12, 1, 11, tzinfo=UTC)
    away(bela, hours=3)

    for give in (
        lambda: assign_ticket(ticket, to=bela, by=sven),
        lambda: assign_ticket(ticket, to=bela, by=None),
        lambda: pass_on(mine, to=bela, by=anna),
    ):
        with refused("Bela Brand is away (until 12/01/2026 15:00). Choose somebody else."), in_scope(nordlicht):
            give()

    with in_scope(nordlicht):
        assert assign_ticket(ticket, to=bela, by=bela).owner == bela


def test_whoever_knows_the_customer_is_not_waited_for_while_they_are_away(
    billing: Category, anna: User, bela: User, nordlicht: Tenant
) -> None:
    customer = make_customer(nordlicht, "Käthe Kunde")
    make_ticket(billing, customer=customer, owner=anna)
    fresh = make_ticket(billing, customer=customer)
    for user in (anna, bela):
        set_state(there(user, nordlicht), Module.MAIL, Availability.READY, by=user)
    away(anna)

    assert distribute() == 1

    assert place(fresh) == ON_DESK


def test_the_next_twenty_say_that_the_person_is_away(
    ticket: Ticket, billing: Category, anna: User, nordlicht: Tenant
) -> None:
    set_state(there(anna, nordlicht), Module.MAIL, Availability.READY, by=anna)
    away(anna)

    with in_scope(nordlicht):
        found = outlook(anna, [billing.pk])

    assert [prospect.obstacle for prospect in found.prospects] == ["away"]


def test_another_category_is_not_the_substitutes(
    anna: User, nordlicht: Tenant, nordlicht_supervisors: Any, agent_role: Role, mine: Ticket
) -> None:
    elsewhere = make_agent_group(nordlicht_supervisors, "Zweite")
    make_category(elsewhere, "Sonstiges")
    erik = make_user("Erik Ernst", username="erik")
    make_member(erik, elsewhere, agent_role)
    there(erik, nordlicht)
    away(anna, erik)

    begin_absences()

    assert place(mine) == IN_QUEUE
