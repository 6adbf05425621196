"""Calls whose end nobody heard."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kontor.calls.domain.lost_calls import end_lost_calls
from kontor.calls.enums import CallState
from kontor.calls.models import PhoneLink, ReceivedEvent
from kontor.channels.telephony.events import EventKind
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.call_records import make_record, tell
from tests.factories.telephony import make_asterisk
from tests.support.scoping import everywhere

pytestmark = pytest.mark.django_db


def ends() -> dict[str, datetime]:
    with everywhere():
        return dict(ReceivedEvent.objects.filter(kind="ended").values_list("call_key", "at"))


def test_calls_without_a_channel_end_with_the_last_sign_of_life(
    nordlicht: Tenant, alpina: Tenant, frozen: Frozen
) -> None:
    system, other = make_asterisk(), make_asterisk()
    begun = frozen.at - timedelta(minutes=10)
    lives = {"state": CallState.TALKING, "started_at": begun, "answered_at": begun}
    gone = make_record(nordlicht, system=system, key="gone", **lives)
    make_record(alpina, system=system, key="silent", **lives)
    make_record(nordlicht, system=system, key="living", **lives)
    make_record(nordlicht, system=other, key="elsewhere", **lives)
    make_record(nordlicht, system=system, key="over", started_at=begun)
    tell(gone, EventKind.HELD, seconds=540)
    PhoneLink.objects.filter(system=system).update(alive_at=begun + timedelta(minutes=5))

    assert end_lost_calls(system.pk, {"living"}) == 2
    assert ends() == {"gone": begun + timedelta(minutes=9), "silent": begun + timedelta(minutes=5)}
    with everywhere():
        assert {row.content.get("cause") for row in ReceivedEvent.objects.filter(kind="ended")} == {None}


def test_a_call_that_was_just_placed_is_waited_for(nordlicht: Tenant, frozen: Frozen) -> None:
    system = make_asterisk()
    make_record(nordlicht, system=system, key="kontor-1", state=CallState.DIALLING, started_at=clock.now())

    assert end_lost_calls(system.pk, set()) == 0
    frozen.move(seconds=31)
    assert end_lost_calls(system.pk, set()) == 1


def test_the_end_is_never_later_than_now(nordlicht: Tenant, frozen: Frozen) -> None:
    """The clock of the telephone system goes ahead."""
    system = make_asterisk()
    call = make_record(nordlicht, system=system, key="ahead", state=CallState.TALKING, answered_at=frozen.at)
    tell(call, EventKind.ANSWERED, seconds=3600)

    end_lost_calls(system.pk, set())

    assert ends() == {"ahead": frozen.at}
