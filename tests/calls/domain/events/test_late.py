"""What failed, came late or never ended."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.calls.domain import events as ledger
from kontor.calls.domain import phone_tickets
from kontor.calls.domain.events import receive, settle_late
from kontor.calls.domain.forgetting import forget_events
from kontor.calls.domain.lost_calls import end_silent_calls
from kontor.calls.enums import CallState, Outcome
from kontor.calls.models import Call, CallParty, PhoneSystem, ReceivedEvent
from kontor.calls.preferences import CATEGORY, TICKET_MISSED
from kontor.channels.telephony.events import EventKind
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.calls.domain.events.conftest import CALLER, call_of, course, held_of, told
from tests.calls.making import prefer
from tests.conftest import Frozen
from tests.factories.call_records import connect_calls
from tests.factories.telephony import make_phone
from tests.support.scoping import everywhere
from tests.support.threads import at_once


def test_what_failed_is_settled_later(
    system: PhoneSystem,
    committed_db: str,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(phone_tickets, "by_itself", fails)
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


def fails(call: Call) -> None:
    raise RuntimeError("a fault")


def test_calls_that_always_fail_hold_up_no_others(
    system: PhoneSystem, committed_db: str, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST_LATE", 2)
    told_before = [*course("broken 1"), *course("broken 2"), *course("broken 3")]
    ledger.write_down(system.pk, told_before)
    with everywhere():
        ReceivedEvent.objects.filter(system=system).update(content={"kind": "unheard of"})
    frozen.move(minutes=1)
    ledger.write_down(system.pk, course("good"))
    frozen.move(minutes=1)

    assert [settle_late() for _round in range(2)] == [2, 2]

    assert call_of(system, "good").outcome == Outcome.ANSWERED
    frozen.move(minutes=1)
    assert [settle_late() for _round in range(2)] == [2, 2], "What failed is tried again."
    with everywhere():
        failed = ReceivedEvent.objects.filter(system=system, settled=False)
        assert set(failed.values_list("call_key", "tried_at")) == {(f"broken {n}", frozen.at) for n in (1, 2, 3)}


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
    assert end_silent_calls() == 0

    frozen.move(hours=2)
    assert end_silent_calls() == 1

    call = call_of(system)
    assert (call.state, call.outcome, call.cause, call.talk_seconds) == (CallState.ENDED, Outcome.ANSWERED, None, 0)
    assert end_silent_calls() == 0


@pytest.mark.parametrize("integration", [True, False])
def test_a_call_of_which_nothing_can_be_heard_any_more_has_ended(system: PhoneSystem, integration: bool) -> None:
    connect_calls()
    events = course()
    receive(system.pk, events[:3])
    assert end_silent_calls() == 0

    with everywhere():
        if integration:
            PhoneSystem.objects.filter(pk=system.pk).update(active=False)
        else:
            SystemValues.objects.update(preferences={})
    assert end_silent_calls() == 1

    assert call_of(system).state == CallState.ENDED
    receive(system.pk, events)
    assert (call_of(system).cause, call_of(system).talk_seconds) == (16, 60), "What is told after all counts."
