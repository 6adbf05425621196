"""What comes back to a desk while its owner is away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.kernel import clock
from kontor.org.models import AgentGroup
from kontor.people.models import Role, User
from kontor.routing.domain.pass_on import pass_on
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.standing_in import begin_absences
from kontor.routing.domain.waiting import welcome
from kontor.routing.preferences import WAIT_HOURS
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import reopen_after_failure
from kontor.tickets.domain.inquiries import accept_answer, claim_reminder
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.org import make_member
from tests.factories.people import make_user
from tests.factories.tickets import make_inquiry, make_message, new_message
from tests.routing.domain.standing_in.conftest import (
    IN_QUEUE,
    ON_DESK,
    QUEUED,
    SUBSTITUTED,
    away,
    notices,
    place,
    steps,
    sweep,
    there,
)
from tests.support.scoping import in_scope


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
    assert notices(bela, nordlicht) == ["The answer of Anna Arndt could not be delivered to kaethe@post.example"]


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
