"""People are on the phone while they are in a call, and wrap up afterwards as long as its tenant says."""

from __future__ import annotations

import pytest
from django.test import Client

from kontor.calls.domain.agent_states import follow
from kontor.calls.enums import CallState, Direction, Outcome, PartyState
from kontor.calls.models import Call
from kontor.calls.preferences import WRAP_UP_SECONDS
from kontor.kernel import clock
from kontor.people.domain.availability import end_wrap_ups, set_state, states_of
from kontor.people.enums import Availability, Module
from kontor.people.models import User
from kontor.routing.domain.distribute import DISTRIBUTE, distribute
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.calls.making import make_call, party, prefer
from tests.conftest import Frozen
from tests.support.client import sign_in
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


@pytest.fixture
def there(anna: User, nordlicht: Tenant, frozen: Frozen) -> User:
    sign_in(Client(), anna, nordlicht)
    set_state(anna, None, Availability.READY, by=anna)
    return anna


def followed(call: Call, user: User, phone: PartyState, **facts: object) -> Call:
    """The person's phone is this in the call, and the call's record says so; told twice, which is once."""
    now = clock.now()
    times = {"answered_at": now} if phone == PartyState.TALKING else {}
    party(call, user, phone, **(times | ({"left_at": now} if phone == PartyState.LEFT else {})))
    with everywhere():
        Call.objects.filter(pk=call.pk).update(**facts)
        for _each in range(2):
            follow(Call.objects.select_related("tenant").get(pk=call.pk))
        call.refresh_from_db()
    return call


def talks(call: Call, user: User) -> Call:
    return followed(call, user, PartyState.TALKING, state=CallState.TALKING, answered_at=clock.now(), agent=user)


def ends(call: Call, user: User) -> Call:
    over = {"state": CallState.ENDED, "ended_at": clock.now(), "outcome": Outcome.ANSWERED}
    return followed(call, user, PartyState.LEFT, **over)


def now(user: User) -> str:
    with in_scope():
        return states_of(user)[Module.CALL].availability


def test_from_answering_to_the_end_of_the_wrap_up(there: User, nordlicht: Tenant, frozen: Frozen) -> None:
    prefer(nordlicht, WRAP_UP_SECONDS, 20)
    call = followed(make_call(nordlicht), there, PartyState.RINGING)
    assert now(there) == "ready"

    talks(call, there)
    assert now(there) == "talking"
    followed(call, there, PartyState.HELD, state=CallState.HELD)
    assert now(there) == "talking"

    ends(call, there)
    assert now(there) == "wrap_up"
    assert call.wrap_up_until is not None
    assert (call.wrap_up_until - clock.now()).total_seconds() == 20
    frozen.move(seconds=20)
    with in_scope():
        end_wrap_ups()
    assert now(there) == "ready"


def test_without_a_wrap_up_one_is_ready_and_work_is_given(there: User, nordlicht: Tenant) -> None:
    prefer(nordlicht, WRAP_UP_SECONDS, 0)
    before = len(waiting_jobs(DISTRIBUTE))

    ends(talks(make_call(nordlicht), there), there)

    assert now(there) == "ready"
    assert len(waiting_jobs(DISTRIBUTE)) == before + 1


def test_nothing_is_given_to_who_is_in_a_call(there: User, nordlicht: Tenant, ticket: Ticket) -> None:
    call = talks(make_call(nordlicht), there)
    assert distribute() == 0

    prefer(nordlicht, WRAP_UP_SECONDS, 0)
    ends(call, there)

    assert distribute() == 1


def test_in_two_calls_of_two_tenants_until_the_last_one_ends(there: User, nordlicht: Tenant, alpina: Tenant) -> None:
    one, two = talks(make_call(nordlicht), there), talks(make_call(alpina), there)

    ends(one, there)
    assert now(there) == "talking"

    ends(two, there)
    assert now(there) == "wrap_up"


def test_whoever_passes_a_call_on_wraps_up_while_it_goes_on(there: User, bela: User, nordlicht: Tenant) -> None:
    sign_in(Client(), bela, nordlicht)
    set_state(bela, None, Availability.BUSY, by=bela)
    call = talks(make_call(nordlicht), there)
    talks(call, bela)

    followed(call, there, PartyState.LEFT)

    assert (now(there), now(bela)) == ("wrap_up", "talking")
    assert call.wrap_up_until is None


def test_a_phone_that_only_rang_changes_nothing(there: User, nordlicht: Tenant) -> None:
    call = followed(make_call(nordlicht), there, PartyState.RINGING)

    followed(call, there, PartyState.LEFT, state=CallState.ENDED, ended_at=clock.now(), outcome=Outcome.MISSED)

    assert now(there) == "ready"
    assert call.wrap_up_until is None


def test_who_placed_a_call_is_on_the_phone_before_the_other_side_answers(there: User, nordlicht: Tenant) -> None:
    call = make_call(nordlicht, direction=Direction.OUT, placed_by=there, agent=there)

    followed(call, there, PartyState.TALKING)

    assert now(there) == "talking"


def test_after_a_call_that_the_other_side_did_not_answer_there_is_no_wrap_up(there: User, nordlicht: Tenant) -> None:
    call = make_call(nordlicht, direction=Direction.OUT, placed_by=there, agent=there)
    followed(call, there, PartyState.TALKING)

    followed(call, there, PartyState.LEFT, state=CallState.ENDED, ended_at=clock.now(), outcome=Outcome.NO_ANSWER)

    assert now(there) == "ready"
    assert call.wrap_up_until is None


def test_after_a_test_there_is_no_wrap_up(there: User, nordlicht: Tenant) -> None:
    call = ends(talks(make_call(nordlicht, is_test=True), there), there)

    assert now(there) == "ready"
    assert call.wrap_up_until is None


def test_told_late_less_of_the_wrap_up_is_left(there: User, nordlicht: Tenant, frozen: Frozen) -> None:
    call = talks(make_call(nordlicht), there)
    at = clock.now()
    party(call, there, PartyState.LEFT, left_at=at)
    frozen.move(seconds=50)
    over = {"state": CallState.ENDED, "ended_at": at, "outcome": Outcome.ANSWERED}
    with everywhere():
        Call.objects.filter(pk=call.pk).update(**over)
        follow(Call.objects.get(pk=call.pk))
        until = states_of(there)[Module.CALL].until

    assert until is not None
    assert (until - clock.now()).total_seconds() == 10


def test_two_calls_that_end_at_once_leave_nobody_on_the_phone(
    committed_db: str, there: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    calls = [talks(make_call(each), there) for each in (nordlicht, alpina)]

    at_once(lambda: ends(calls[0], there), lambda: ends(calls[1], there))

    assert now(there) == "wrap_up"
