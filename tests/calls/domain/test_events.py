"""What is told of a call becomes its record: once, in any order, for the right tenant, with nothing lost."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from kontor.calls.domain import events as ledger
from kontor.calls.domain import held, phone_tickets
from kontor.calls.domain.events import receive, settle_late
from kontor.calls.domain.forgetting import end_forgotten, forget_events
from kontor.calls.enums import CallState, HeldBecause, Outcome, PartyState
from kontor.calls.models import BlockedNumber, Call, CallParty, HeldCall, PhoneSystem, ReceivedEvent
from kontor.calls.preferences import CATEGORY, TICKET_IN, TICKET_MISSED
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.customers.enums import AddressKind
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.calls.making import prefer
from tests.conftest import Frozen
from tests.factories.call_records import connect_calls
from tests.factories.customers import make_address, make_customer
from tests.factories.phone_systems import make_dialled_number, make_phone_system, make_trunk
from tests.factories.telephony import make_phone, make_telephony
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once

CALLER = "+491701234567"


@pytest.fixture
def system(database: None, nordlicht: Tenant, alpina: Tenant) -> PhoneSystem:
    """Calls to 040 111 are Nordlicht's, calls over the trunk south are Alpina's."""
    system = make_phone_system(area_code="40")
    make_dialled_number(system, nordlicht, "+49 40 1234111")
    make_trunk(system, alpina, "south")
    for tenant in (nordlicht, alpina):
        prefer(tenant, TICKET_IN, "never")
        prefer(tenant, TICKET_MISSED, "never")
    return system


def told(second: float, kind: EventKind, key: str = "c1", **values: Any) -> CallEvent:
    at = clock.now() - timedelta(minutes=5) + timedelta(seconds=second)
    return CallEvent(call=key, kind=kind, at=at, **{"direction": CallDirection.IN, **values})


def course(key: str = "c1", *, dialled: str = "+49401234111", **values: Any) -> list[CallEvent]:
    """It rings, is answered at 11 after five seconds, and ends after a minute."""
    return [
        told(0, EventKind.BEGUN, key, caller=CALLER, dialled=dialled, **values),
        told(1, EventKind.RINGING, key, extension="11"),
        told(5, EventKind.ANSWERED, key, extension="11"),
        told(65, EventKind.ENDED, key, cause=16),
    ]


def call_of(system: PhoneSystem, key: str = "c1") -> Call:
    with everywhere():
        return Call.objects.select_related("tenant", "customer").get(system=system, key=key)


def held_of(system: PhoneSystem) -> list[HeldCall]:
    with everywhere():
        return list(HeldCall.objects.filter(system=system))


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


@pytest.mark.parametrize(
    ("values", "because"),
    [
        ({"dialled": "+49309999"}, HeldBecause.UNKNOWN_NUMBER),
        ({"dialled": "+49309999", "trunk": "nobody knows"}, HeldBecause.UNKNOWN_NUMBER),
        ({"dialled": "99004940987654", "direction": CallDirection.OUT}, HeldBecause.UNKNOWN_PREFIX),
    ],
)
def test_what_belongs_to_nobody_is_held(system: PhoneSystem, values: dict[str, Any], because: HeldBecause) -> None:
    receive(system.pk, [told(0, EventKind.BEGUN, caller=CALLER, **values)])

    (row,) = held_of(system)
    assert (row.because, row.caller, row.dialled) == (because, CALLER, values["dialled"])
    with everywhere():
        assert not Call.objects.filter(system=system).exists()


def test_a_held_call_is_given_to_a_tenant(system: PhoneSystem, alpina: Tenant) -> None:
    receive(system.pk, course(dialled="+49309999"))
    (row,) = held_of(system)

    call = held.give(row, alpina)

    assert (call.tenant_id, call.outcome, call.talk_seconds) == (alpina.pk, Outcome.ANSWERED, 60)
    assert held_of(system) == []
    receive(system.pk, [told(3, EventKind.RINGING, extension="12")])
    assert call_of(system).tenant_id == alpina.pk


def test_a_held_call_is_not_given_where_the_system_does_not_serve(
    system: PhoneSystem, nordlicht: Tenant, alpina: Tenant
) -> None:
    receive(system.pk, course(dialled="+49309999"))
    (row,) = held_of(system)
    PhoneSystem.objects.filter(pk=system.pk).update(all_tenants=False)
    row.system.refresh_from_db()

    with pytest.raises(Refused):
        held.give(row, alpina)
    assert len(held_of(system)) == 1


def test_the_number_of_a_deleted_tenant(system: PhoneSystem, nordlicht: Tenant) -> None:
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(deleted_at=clock.now())

    receive(system.pk, course())

    (row,) = held_of(system)
    assert row.because == HeldBecause.DELETED_TENANT


def test_a_tenant_that_the_system_does_not_serve(system: PhoneSystem) -> None:
    PhoneSystem.objects.filter(pk=system.pk).update(all_tenants=False)

    receive(system.pk, course())

    (row,) = held_of(system)
    assert row.because == HeldBecause.NOT_SERVED


def test_two_tenants_share_a_caller_and_each_sees_its_own(
    system: PhoneSystem, nordlicht: Tenant, alpina: Tenant
) -> None:
    ours, theirs = (make_customer(tenant) for tenant in (nordlicht, alpina))
    for customer in (ours, theirs):
        make_address(customer, CALLER, kind=AddressKind.PHONE)

    receive(system.pk, [*course("c1"), *course("c2", dialled="+49891234", trunk="south")])

    assert call_of(system, "c1").customer_id == ours.pk
    assert call_of(system, "c2").customer_id == theirs.pk
    with in_scope(alpina):
        assert set(Call.objects.values_list("key", flat=True)) == {"c2"}


def test_an_anonymous_caller(system: PhoneSystem) -> None:
    receive(system.pk, [told(0, EventKind.BEGUN, caller="anonymous", dialled="+49401234111")])

    call = call_of(system)
    assert (call.anonymous, call.remote, call.remote_normal, call.customer_id) == (True, "", "", None)


def test_a_call_between_two_phones_is_nobodys(system: PhoneSystem) -> None:
    receive(
        system.pk, [told(0, EventKind.BEGUN, caller="11", dialled="12"), told(1, EventKind.RINGING, extension="12")]
    )

    with everywhere():
        assert not Call.objects.filter(system=system).exists()
    assert held_of(system) == []


def test_a_blocked_caller(system: PhoneSystem, nordlicht: Tenant) -> None:
    with everywhere():
        BlockedNumber.objects.create(tenant=nordlicht, number=CALLER, normalized=CALLER)

    receive(system.pk, [course()[0], told(1, EventKind.ENDED, cause=21)])

    assert call_of(system).outcome == Outcome.BLOCKED


def test_a_recording_is_kept_as_a_link(system: PhoneSystem) -> None:
    link = "https://pbx.example/rec/1.wav"
    receive(system.pk, [*course(), told(66, EventKind.RECORDED, recording=link)])

    call = call_of(system)
    assert call.recording_url == link
    assert call.recording_until == call.started_at + timedelta(days=90)


def test_what_no_database_keeps_is_left_out(system: PhoneSystem) -> None:
    receive(system.pk, [told(0, EventKind.BEGUN, caller="017\x000 1\r\nX: y", dialled="+49401234111", queue="q\x00")])

    assert "\x00" not in call_of(system).remote


def test_what_failed_is_settled_later(
    system: PhoneSystem,
    committed_db: str,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(phone_tickets, "by_itself", _fail)
        receive(system.pk, course())
    with everywhere():
        assert ReceivedEvent.objects.filter(system=system, settled=False).count() == 4
        assert not Call.objects.filter(system=system).exists()
    assert CALLER not in caplog.text

    assert settle_late() == 0  # not yet late
    frozen.move(minutes=1)
    assert settle_late() == 1

    assert call_of(system).outcome == Outcome.ANSWERED
    assert settle_late() == 0


def _fail(call: Call) -> None:
    raise RuntimeError("a fault")


def test_one_unsettled_call_does_not_hold_up_the_others(system: PhoneSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    settle = ledger.settle

    def fails_for_c1(system_id: int, key: str, **given: Any) -> Call | None:
        if key == "c1":
            raise RuntimeError("a fault")
        return settle(system_id, key, **given)

    monkeypatch.setattr(ledger, "settle", fails_for_c1)
    receive(system.pk, [*course("c1"), *course("c2")])

    assert call_of(system, "c2").outcome == Outcome.ANSWERED


def test_two_workers_are_told_parts_of_one_call_at_once(system: PhoneSystem, committed_db: str, anna: User) -> None:
    make_phone(anna, system, "11")
    first, *rest = course()

    for _round in range(3):
        outcomes = at_once(
            lambda: receive(system.pk, [first, rest[1]]),
            lambda: receive(system.pk, [*rest, first]),
            lambda: receive(system.pk, rest[::-1]),
        )
        assert outcomes == [None, None, None]

    call = call_of(system)
    assert (call.outcome, call.ring_seconds, call.talk_seconds) == (Outcome.ANSWERED, 5, 60)
    with everywhere():
        assert CallParty.objects.filter(call=call).count() == 1
        assert ReceivedEvent.objects.filter(system=system).count() == 4


def test_a_missed_call_told_twice_makes_one_ticket(
    system: PhoneSystem, committed_db: str, nordlicht: Tenant, billing: Any
) -> None:
    prefer(nordlicht, TICKET_MISSED, "always")
    prefer(nordlicht, CATEGORY, billing.pk)
    missed = [course()[0], told(20, EventKind.ENDED, cause=19)]

    at_once(lambda: receive(system.pk, missed), lambda: receive(system.pk, missed[::-1]))

    with everywhere():
        assert Ticket.objects.filter(tenant=nordlicht).count() == 1


def test_old_events_are_forgotten_and_the_record_stays(system: PhoneSystem, frozen: Frozen) -> None:
    receive(system.pk, [*course(), *course("held", dialled="+49309999")])
    frozen.move(days=29)
    assert forget_events() == 0

    frozen.move(days=2)
    assert forget_events() == 8

    assert call_of(system).outcome == Outcome.ANSWERED
    assert held_of(system) == []


def test_a_call_of_which_nothing_was_heard_for_a_day_has_ended(system: PhoneSystem, frozen: Frozen) -> None:
    connect_calls()
    receive(system.pk, course()[:3])
    frozen.move(hours=23)
    assert end_forgotten() == 0

    frozen.move(hours=2)
    assert end_forgotten() == 1

    call = call_of(system)
    assert (call.state, call.outcome, call.cause, call.talk_seconds) == (CallState.ENDED, Outcome.ANSWERED, None, 0)
    assert end_forgotten() == 0


@pytest.mark.parametrize("integration", [True, False])
def test_a_call_of_which_nothing_can_be_heard_any_more_has_ended(system: PhoneSystem, integration: bool) -> None:
    connect_calls()
    receive(system.pk, course()[:3])
    assert end_forgotten() == 0

    with everywhere():
        if integration:
            PhoneSystem.objects.filter(pk=system.pk).update(active=False)
        else:
            SystemValues.objects.update(preferences={})
    assert end_forgotten() == 1

    assert call_of(system).state == CallState.ENDED
    receive(system.pk, course())
    assert (call_of(system).cause, call_of(system).talk_seconds) == (16, 60), "What is told after all counts."


def test_a_batch_costs_a_few_statements_a_call(system: PhoneSystem) -> None:
    receive(system.pk, course("warm"))
    with statements() as one:
        receive(system.pk, course("c1"))
    with statements() as three:
        receive(system.pk, [*course("c2"), *course("c3"), *course("c4")])

    assert len(one) <= 25
    assert len(three) <= 3 * len(one) - 8, "What is the same for all calls of a batch is read once."
