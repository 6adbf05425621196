"""A call is recorded, whatever the order."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from kontor.calls.domain.events import receive
from kontor.calls.enums import CallState, Outcome, PartyState
from kontor.calls.models import Call, CallParty, PhoneSystem, ReceivedEvent
from kontor.channels.telephony.events import CallDirection, EventKind
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.calls.domain.events.conftest import CALLER, call_of, course, told
from tests.conftest import Frozen
from tests.factories.telephony import make_phone, make_telephony
from tests.support.scoping import everywhere
from tests.support.statements import statements


def test_a_call_is_recorded(system: PhoneSystem, nordlicht: Tenant, anna: User) -> None:
    make_phone(anna, system, "11")

    receive(system.pk, course())

    call = call_of(system)
    assert (call.tenant_id, call.state, call.outcome) == (nordlicht.pk, CallState.ENDED, Outcome.ANSWERED)
    assert (call.remote_normal, call.dialled_normal) == (CALLER, "+49401234111")
    assert (call.ring_seconds, call.talk_seconds, call.cause) == (5, 60, 16)
    assert (call.agent_id, call.extension) == (anna.pk, "11")
    with everywhere():
        (party,) = CallParty.objects.filter(call=call)
        assert (party.user_id, party.state) == (anna.pk, PartyState.LEFT)
        kept = ReceivedEvent.objects.filter(system=system)
        assert set(kept.values_list("tenant_id", "settled")) == {(nordlicht.pk, True)}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_any_order_and_twice(system: PhoneSystem, anna: User, order: tuple[int, ...], frozen: Frozen) -> None:
    make_phone(anna, system, "11")
    told_in_order = course()

    for position in order:
        receive(system.pk, [told_in_order[position]])
        receive(system.pk, [told_in_order[position]])

    call = call_of(system)
    assert (call.outcome, call.ring_seconds, call.talk_seconds) == (Outcome.ANSWERED, 5, 60)
    assert (call.agent_id, call.remote_normal) == (anna.pk, CALLER)
    with everywhere():
        assert ReceivedEvent.objects.filter(system=system).count() == 4
        assert Call.objects.filter(system=system).count() == 1


def test_the_trunk_decides_where_the_number_does_not(system: PhoneSystem, alpina: Tenant) -> None:
    receive(system.pk, course(dialled="+49891234", trunk="south"))

    assert call_of(system).tenant_id == alpina.pk


def test_the_number_goes_before_the_trunk(system: PhoneSystem, nordlicht: Tenant) -> None:
    receive(system.pk, course(trunk="south"))

    assert call_of(system).tenant_id == nordlicht.pk


@pytest.mark.parametrize("prefix", ["71", "*7#"])
def test_outgoing_the_prefix_decides_and_is_left_out(
    system: PhoneSystem, alpina: Tenant, anna: User, prefix: str
) -> None:
    make_phone(anna, system, "11")
    make_telephony(alpina, system, prefix=prefix, trunk="west", number="+4989222")
    out = {"direction": CallDirection.OUT}

    begun = told(0, EventKind.BEGUN, dialled=f"{prefix}004940987654", extension="11", **out)
    receive(system.pk, [begun, told(4, EventKind.ANSWERED, far=True, **out)])

    call = call_of(system)
    assert (call.tenant_id, call.prefix, call.shown_number) == (alpina.pk, prefix, "+4989222")
    assert (call.remote_normal, call.state, call.agent_id) == ("+4940987654", CallState.TALKING, anna.pk)


def test_a_tenant_without_prefix_calls_where_it_is_the_only_one(
    system: PhoneSystem, nordlicht: Tenant, alpina: Tenant
) -> None:
    begun = told(0, EventKind.BEGUN, dialled="004940987654", direction=CallDirection.OUT)
    make_telephony(nordlicht, system)
    make_telephony(alpina, system, prefix="72")

    receive(system.pk, [begun])

    assert call_of(system).tenant_id == nordlicht.pk


def test_a_recording_is_kept_as_a_link(system: PhoneSystem) -> None:
    link = "https://pbx.example/rec/1.wav"
    receive(system.pk, [*course(), told(66, EventKind.RECORDED, recording=link)])

    call = call_of(system)
    assert call.recording_url == link
    assert call.recording_until == call.started_at + timedelta(days=90)


def test_what_no_database_keeps_is_left_out(system: PhoneSystem) -> None:
    receive(system.pk, [told(0, EventKind.BEGUN, caller="017\x000 1\r\nX: y", dialled="+49401234111", queue="q\x00")])

    assert "\x00" not in call_of(system).remote


def test_a_batch_costs_a_few_statements_a_call(system: PhoneSystem) -> None:
    receive(system.pk, course("warm"))
    with statements() as one:
        receive(system.pk, course("c1"))
    with statements() as three:
        receive(system.pk, [*course("c2"), *course("c3"), *course("c4")])

    assert len(one) <= 25
    assert len(three) <= 3 * len(one) - 8, "What is the same for all calls of a batch is read once."
