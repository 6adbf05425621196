"""A call that has ended without the telephone system telling: a person who was in it says so."""

from __future__ import annotations

import pytest
from django.test import Client

from kontor.audit.models import AuditEntry
from kontor.calls.domain.ending_by_hand import end_by_hand, end_for_others, say_over
from kontor.calls.domain.events import receive
from kontor.calls.enums import CallState, Outcome
from kontor.calls.models import Call, PhoneSystem
from kontor.calls.preferences import WRAP_UP_SECONDS
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.people.domain.availability import set_state, states_of
from kontor.people.enums import Availability, Module
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.calls.making import prefer
from tests.conftest import Frozen
from tests.factories.call_records import make_party, make_record
from tests.factories.phone_systems import make_dialled_number, make_phone_system
from tests.factories.telephony import make_asterisk, make_phone
from tests.support.client import sign_in
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import everywhere, in_scope

OURS = "+49405550100"
END = "end_by_hand"


@pytest.fixture
def system(nordlicht: Tenant, anna: User, bela: User, frozen: Frozen) -> PhoneSystem:
    """It posts what happens; the phones of Anna and Bela are there."""
    prefer(nordlicht, WRAP_UP_SECONDS, 30)
    system = make_phone_system()
    make_dialled_number(system, nordlicht, OURS)
    make_phone(anna, system, "21")
    make_phone(bela, system, "22")
    sign_in(Client(), anna, nordlicht)
    set_state(anna, None, Availability.READY, by=anna)
    return system


@pytest.fixture
def call(system: PhoneSystem) -> Call:
    """Anna has picked up."""
    tell(system, EventKind.BEGUN, caller="+491701234567", dialled=OURS)
    tell(system, EventKind.RINGING, extension="21")
    tell(system, EventKind.ANSWERED, extension="21")
    return known(system)


def tell(system: PhoneSystem, kind: EventKind, *, cause: int | None = None, **values: str) -> None:
    event = CallEvent(call="c1", kind=kind, at=clock.now(), direction=CallDirection.IN, cause=cause, **values)
    receive(system.pk, [event])


def known(system: PhoneSystem) -> Call:
    with everywhere():
        return Call.objects.select_related("system").get(system=system, key="c1")


def say(call: Call, user: User) -> None:
    with in_scope(call.tenant_id):
        say_over(call, user)


def state(user: User) -> str:
    with in_scope():
        return states_of(user)[Module.CALL].availability


def test_the_call_ends_when_it_was_said_and_the_person_is_off_the_phone(call: Call, anna: User, frozen: Frozen) -> None:
    assert (call.state, state(anna)) == (CallState.TALKING, Availability.TALKING)
    frozen.move(seconds=90)

    say(call, anna)
    said_at = clock.now()
    frozen.move(seconds=2)
    run_jobs(END)

    over = known(call.system)
    assert (over.state, over.outcome, over.cause) == (CallState.ENDED, Outcome.ANSWERED, None)
    assert (over.ended_at, over.talk_seconds) == (said_at, 90)
    assert state(anna) == Availability.WRAP_UP


def test_said_twice_is_said_once(call: Call, anna: User, frozen: Frozen) -> None:
    say(call, anna)
    frozen.move(seconds=5)
    say(call, anna)
    run_jobs(END)

    assert known(call.system).ended_at == call.answered_at


def test_what_the_telephone_system_tells_after_all_counts(call: Call, anna: User, frozen: Frozen) -> None:
    say(call, anna)
    run_jobs(END)
    frozen.move(seconds=7)
    tell(call.system, EventKind.ENDED, cause=16)

    over = known(call.system)
    assert (over.cause, over.talk_seconds) == (16, 7)


def test_whose_phone_is_not_in_the_call_cannot_say_it(call: Call, bela: User) -> None:
    with refused("You are not in this call."):
        say(call, bela)

    assert waiting_jobs(END) == []


def test_a_call_that_only_rings_or_is_over_cannot_be_said_to_be_over(system: PhoneSystem, anna: User) -> None:
    tell(system, EventKind.BEGUN, caller="+491701234567", dialled=OURS)
    tell(system, EventKind.RINGING, extension="21")
    with refused("not possible with the call any more"):
        say(known(system), anna)

    tell(system, EventKind.ENDED, cause=16)
    with refused("not possible with the call any more"):
        say(known(system), anna)


def test_who_is_rung_at_for_minutes_can_say_that_it_does_not_ring(
    system: PhoneSystem, anna: User, frozen: Frozen
) -> None:
    tell(system, EventKind.BEGUN, caller="+491701234567", dialled=OURS)
    tell(system, EventKind.RINGING, extension="21")
    frozen.move(minutes=3, seconds=1)

    say(known(system), anna)
    run_jobs(END)

    assert (known(system).state, known(system).outcome) == (CallState.ENDED, Outcome.MISSED)


@pytest.mark.parametrize("answered", [True, False])
def test_who_answers_for_the_agents_ends_the_call_of_another(
    system: PhoneSystem, anna: User, sven: User, nordlicht: Tenant, answered: bool
) -> None:
    tell(system, EventKind.BEGUN, caller="+491701234567", dialled=OURS)
    tell(system, EventKind.RINGING, extension="21")
    if answered:
        tell(system, EventKind.ANSWERED, extension="21")

    with in_scope(nordlicht):
        end_for_others(known(system), by=sven)
    run_jobs(END)

    over = known(system)
    assert (over.state, over.outcome) == (CallState.ENDED, Outcome.ANSWERED if answered else Outcome.MISSED)
    assert state(anna) == (Availability.WRAP_UP if answered else Availability.READY)
    with everywhere():
        assert AuditEntry.objects.get(action="call said to be over").actor_id == sven.pk
    with in_scope(nordlicht), refused("not possible with the call any more"):
        end_for_others(over, by=sven)


def test_where_kontor_can_hang_up_nobody_else_ends_it(nordlicht: Tenant, sven: User) -> None:
    call = make_record(nordlicht, system=make_asterisk(), state=CallState.TALKING, answered_at=clock.now())

    with in_scope(nordlicht), refused("not possible with the call any more"):
        end_for_others(call, by=sven)
    assert waiting_jobs(END) == []


def test_where_kontor_can_hang_up_it_does(nordlicht: Tenant, anna: User) -> None:
    call = make_record(nordlicht, system=make_asterisk(), state=CallState.TALKING, answered_at=clock.now())
    make_party(call, anna, "21", state="talking")

    with refused("not possible with the call any more"):
        say(call, anna)


def test_a_job_of_another_tenant_finds_no_call(call: Call, anna: User, alpina: Tenant) -> None:
    with rolled_back(Call.DoesNotExist):
        end_by_hand(alpina.pk, call.pk, anna.pk, clock.now().timestamp())
