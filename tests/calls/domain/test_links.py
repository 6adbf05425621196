"""The lines to telephone systems: one worker's at a time, taken up again, and what is heard on them is written down."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from kontor.calls.domain import link_leases
from kontor.calls.domain.device_states import write_states
from kontor.calls.domain.link_leases import LEASE, Hold, LeaseLost
from kontor.calls.domain.links import Links
from kontor.calls.enums import DeviceState, LinkState
from kontor.calls.models import PhoneDevice, PhoneLink, PhoneSystem, ReceivedEvent
from kontor.channels.errors import Kind
from kontor.kernel import clock
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from tests.conftest import Frozen
from tests.factories.call_records import connect_calls
from tests.factories.telephony import make_asterisk, make_phone
from tests.servers.lines import unused_port
from tests.servers.telephony.asterisk import NORTH, USER, Asterisk
from tests.support.processes import until
from tests.support.scoping import everywhere


@contextmanager
def lines_held() -> Iterator[Links]:
    links = Links(threading.Event())
    links.start()
    try:
        yield links
    finally:
        links.stop.set()
        links.stop_all()
        links.join(10)


def link() -> PhoneLink:
    return PhoneLink.objects.first() or PhoneLink()


def until_link(state: LinkState) -> PhoneLink:
    until(lambda: link().state == state, f"the line is {state}: {link().__dict__}")
    return link()


def kinds() -> list[str]:
    with everywhere():
        return list(ReceivedEvent.objects.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def system(committed_db: str, asterisk: Asterisk) -> PhoneSystem:
    connect_calls()
    return make_asterisk(link=None, host=asterisk.host, port=asterisk.port, username=USER, secret=asterisk.secret)


def test_what_is_heard_is_written_down_and_states_of_phones_are_known(
    asterisk: Asterisk, system: PhoneSystem, anna: User, bela: User
) -> None:
    make_phone(anna, system, "1001")
    make_phone(bela, system, "1002")
    with lines_held():
        assert until_link(LinkState.UP).connected_at is not None
        assert dict(PhoneDevice.objects.values_list("extension", "state")) == {
            "1001": DeviceState.FREE,
            "1002": DeviceState.UNREACHABLE,
        }

        customer = asterisk.phones.call("north", caller="+491701111111", dialled=NORTH, talk=90)
        until(lambda: PhoneDevice.objects.filter(state=DeviceState.IN_USE).exists(), "the phone is in use")
        asterisk.hang_up("north")
        customer.wait()
        until(lambda: "ended" in kinds(), "the end is written down")
        assert sorted(kinds()) == ["answered", "begun", "ended", "left", "ringing"]

        until(lambda: link().event_at is not None, "when something was told")
        assert link().alive_at is not None
    assert (link().state, link().leased_until) == (LinkState.DOWN, None)


def test_the_line_is_taken_up_again_after_the_telephone_system_was_away(
    asterisk: Asterisk, system: PhoneSystem
) -> None:
    with lines_held():
        until_link(LinkState.UP)
        asterisk.stop(hard=True)
        down = until_link(LinkState.DOWN)
        assert (down.error_kind, down.attempts >= 1) in [(Kind.LOST, True), (Kind.REFUSED, True)]
        assert down.next_try_at is not None and down.error_at is not None

        asterisk.start()
        up = until_link(LinkState.UP)
        assert (up.error_kind, up.attempts, up.next_try_at) == ("", 0, None)


def test_two_workers_and_a_change_of_the_telephone_system(asterisk: Asterisk, system: PhoneSystem) -> None:
    with lines_held():
        first = until_link(LinkState.UP).holder
        with lines_held():
            PhoneSystem.objects.update(secret="wrong", version=2)
            until(lambda: link().error_kind == Kind.SIGN_IN, "the new password is tried")
            second = link().holder
            assert second not in ("", first)
            assert asterisk.cli("manager show connected").count("kontor ") == 0

            SystemValues.objects.filter(pk=1).update(preferences={})
            until(lambda: link().leased_until is None, "integration is off: nobody holds the line")


def test_a_line_that_nobody_answers_on_tells_why(committed_db: str) -> None:
    connect_calls()
    make_asterisk(link=None, port=unused_port())
    with lines_held():
        until(lambda: link().error_kind == Kind.REFUSED, "why it is down")
        assert link().error_values["host"] == "127.0.0.1"


@pytest.mark.django_db
def test_a_line_is_one_workers_until_its_lease_runs_out(frozen: Frozen) -> None:
    system = make_asterisk(link=None)
    first = link_leases.take(system.pk)
    assert first is not None
    assert link_leases.take(system.pk) is None

    frozen.move(seconds=10)
    link_leases.renew(first)
    frozen.move(seconds=10)
    assert link_leases.take(system.pk) is None

    frozen.move(seconds=LEASE.total_seconds())
    second = link_leases.take(system.pk)
    assert second is not None
    with pytest.raises(LeaseLost):
        link_leases.renew(first)
    link_leases.give_back(first)
    assert link().holder == second.token

    link_leases.give_back(second)
    assert isinstance(link_leases.take(system.pk), Hold)


@pytest.mark.django_db
def test_states_of_phones_are_written_when_they_change(anna: User, frozen: Frozen) -> None:
    system, other = make_asterisk(), make_asterisk()
    make_phone(anna, system, "1001")
    make_phone(anna, other, "1001")

    assert write_states(system.pk, "PJSIP", {"PJSIP/1001": "RINGING", "SIP/1001": "INUSE", "PJSIP/9": "INUSE"}) == 1
    frozen.move(minutes=1)
    assert write_states(system.pk, "PJSIP", {"PJSIP/1001": "RINGING"}) == 0
    assert list(PhoneDevice.objects.order_by("id").values_list("state", "state_at")) == [
        (DeviceState.RINGING, clock.now() - timedelta(minutes=1)),
        (DeviceState.UNKNOWN, None),
    ]

    write_states(system.pk, "PJSIP", {"PJSIP/1001": "SOMETHING NEW"})
    assert PhoneDevice.objects.get(system=system).state == DeviceState.UNKNOWN
