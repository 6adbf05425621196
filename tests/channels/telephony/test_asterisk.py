"""What a real Asterisk tells of calls, in the normal form."""

from __future__ import annotations

import pytest

from kontor.channels.errors import ConnectionFailed
from kontor.channels.telephony import orders
from kontor.channels.telephony.ami import ActionRefused, signed_in
from kontor.channels.telephony.asterisk import Exchange
from kontor.channels.telephony.events import CallDirection, EventKind
from kontor.kernel import clock
from tests.channels.telephony.listening import CUSTOMER, connected, listening, origin, run_in_time, told
from tests.servers.telephony.asterisk import ALPS, HOUSE, NORTH, Asterisk
from tests.support.processes import until


def test_the_prefix_decides_which_number_is_shown(asterisk: Asterisk) -> None:
    async def talk() -> None:
        async with listening(asterisk) as line:
            for key, prefix in (("kontor-a", "71"), ("kontor-b", "72"), ("kontor-c", "")):
                await orders.originate(line.ami, origin(key, prefix=prefix))
                await line.until_kind(EventKind.ANSWERED, key, far=True)
                shown = await line.until_kind(EventKind.SHOWN, key)
                assert (shown.dialled, shown.trunk, shown.shown) == expected[prefix]
                await orders.hang_up(line.ami, key)
                ended = await line.until_kind(EventKind.ENDED, key)
                assert (ended.cause, ended.direction) == (16, CallDirection.OUT)
            assert line.exchange.living == set()

    expected = {"71": (CUSTOMER, "north", NORTH), "72": (CUSTOMER, "alps", ALPS), "": (CUSTOMER, "north", HOUSE)}
    run_in_time(talk())

    assert [(invite.dialled, invite.shown) for invite in asterisk.phones.invites("north")] == [
        (CUSTOMER, NORTH),
        (CUSTOMER, HOUSE),
    ]
    assert [(invite.dialled, invite.shown) for invite in asterisk.phones.invites("alps")] == [(CUSTOMER, ALPS)]
    assert {invite.shown for invite in asterisk.phones.invites("phone1")} == {CUSTOMER}


def test_an_outgoing_call_from_beginning_to_end(asterisk: Asterisk) -> None:
    async def talk() -> None:
        async with listening(asterisk) as line:
            await orders.originate(line.ami, origin("kontor-1"))
            await line.until_kind(EventKind.ANSWERED, far=True)
            await orders.hang_up(line.ami, "kontor-1")
            await line.until_kind(EventKind.ENDED)
            assert sorted(what.partition(" 16")[0] for what in told(line.heard)) == [
                "answered 1001",
                "answered north",
                "begun 1001",
                "ended",
                "left 1001",
                "ringing 1001",
                "ringing north",
                "shown north",
            ]
            assert told(line.heard)[0] == "begun 1001"
            assert {event.call for event in line.heard} == {"kontor-1"}
            assert abs((clock.now() - line.heard[-1].at).total_seconds()) < 10

    run_in_time(talk())


def test_an_incoming_call_from_beginning_to_end(asterisk: Asterisk) -> None:
    async def talk() -> None:
        async with listening(asterisk) as line:
            asterisk.phones.call("north", caller="+491701111111", dialled=NORTH, talk=0.2)
            await line.until_kind(EventKind.ENDED)
            assert told(line.heard)[:3] == ["begun north", "ringing 1001", "answered 1001"]
            assert set(told(line.heard)[3:]) == {"left 1001 16", "ended 16"}
            begun = line.heard[0]
            assert (begun.direction, begun.caller, begun.dialled) == (CallDirection.IN, "+491701111111", NORTH)

    run_in_time(talk())


@pytest.mark.parametrize(
    ("phone", "far", "prefix", "extension", "expected"),
    [
        ("answers", "busy", "71", "1001", ["shown north", "left 1001 17", "ended 17"]),
        ("answers", "answers", "73", "1001", ["answered 1001", "left 1001 28", "ended 28"]),
        ("busy", "answers", "71", "1001", ["begun 1001", "left 1001 17", "ended 17"]),
        ("answers", "answers", "71", "1002", ["ended 20"]),
        ("rings", "answers", "71", "1001", ["ringing 1001", "left 1001 19", "ended 19"]),
    ],
    ids=["customer busy", "unknown prefix", "own phone busy", "own phone off", "own phone not picked up"],
)
def test_why_a_call_came_to_nothing(
    asterisk: Asterisk, phone: str, far: str, prefix: str, extension: str, expected: list[str]
) -> None:
    asterisk.phones.serve("phone1", phone)
    asterisk.phones.serve("north", far)

    async def talk() -> None:
        async with listening(asterisk) as line:
            await orders.originate(line.ami, origin("kontor-1", prefix=prefix, extension=extension, ring_seconds=1))
            await line.until_kind(EventKind.ENDED)
            assert [what for what in told(line.heard) if what in expected] == expected
            assert not any(event.far and event.kind == EventKind.ANSWERED for event in line.heard)

    run_in_time(talk())


def test_a_caller_who_gives_up(asterisk: Asterisk) -> None:
    asterisk.phones.serve("phone1", "rings")

    async def talk() -> None:
        async with listening(asterisk) as line:
            asterisk.phones.call("north", caller="anonymous", dialled=NORTH, talk=0.2, scenario="gives_up")
            await line.until_kind(EventKind.ENDED)
            assert [event.kind for event in line.heard] == ["begun", "ringing", "left", "ended"]
            assert line.heard[0].caller == "anonymous"

    run_in_time(talk())


def test_holding_resuming_and_putting_through(asterisk: Asterisk) -> None:
    async def talk() -> None:
        async with listening(asterisk) as line:
            await orders.originate(line.ami, origin("kontor-1"))
            await line.until_kind(EventKind.ANSWERED, far=True)
            with pytest.raises(ActionRefused, match="not connected"):
                await orders.resume(line.ami, "kontor-1", "1001")
            await connected(line, "kontor-1")

            await orders.hold(line.ami, "kontor-1", "1001", "kontor-out")
            await line.until_kind(EventKind.HELD)
            await orders.resume(line.ami, "kontor-1", "1001")
            await line.until_kind(EventKind.RESUMED)

            await orders.transfer(line.ami, "kontor-1", "1001", "kontor-out", to="1003")
            await line.until(lambda heard: "answered 1003" in told(heard))
            assert told(line.heard)[-4:].count("left 1001 16") == 1
            assert line.exchange.living == {"kontor-1"}
            assert asterisk.phones.byes("north") == 0

            await orders.hang_up(line.ami, "kontor-1")
            await line.until_kind(EventKind.ENDED)
            await orders.hang_up(line.ami, "kontor-1")
            with pytest.raises(ActionRefused, match="no such call"):
                await orders.hold(line.ami, "kontor-1", "1001", "kontor-out")
            with pytest.raises(ActionRefused, match="no such call"):
                await orders.transfer(line.ami, "kontor-1", "1001", "kontor-out", to="1003")

    run_in_time(talk())


def test_whoever_is_on_hold_when_the_agent_hangs_up_is_found(asterisk: Asterisk) -> None:
    async def talk() -> None:
        async with listening(asterisk) as line:
            await orders.originate(line.ami, origin("kontor-1"))
            await connected(line, "kontor-1")
            await orders.hold(line.ami, "kontor-1", "1001", "kontor-out")
            await line.until_kind(EventKind.HELD)
            assert line.exchange.stranded() == []

            (phone,) = [
                each["Channel"] for each in await line.ami.listed("CoreShowChannels") if "1001" in each["Channel"]
            ]
            await orders.hang_up_channel(line.ami, phone)
            await line.until_kind(EventKind.LEFT)
            (waiting,) = line.exchange.stranded()
            await orders.hang_up_channel(line.ami, waiting)
            await line.until_kind(EventKind.ENDED)

    run_in_time(talk())


def test_a_line_that_comes_up_in_mid_call_tells_the_same(asterisk: Asterisk) -> None:
    async def talk() -> None:
        async with listening(asterisk) as line:
            asterisk.phones.call("north", caller="+491701111111", dialled=NORTH, talk=60)
            await line.until_kind(EventKind.ANSWERED)
            async with signed_in(asterisk.server()) as other:
                exchange = Exchange(trunks={"north", "alps"}, phones={"1001"})
                found = exchange.begin_with(await other.listed("CoreShowChannels"), clock.now())
            assert exchange.living == line.exchange.living
            known = {event.fingerprint for event in line.heard}
            assert {event.kind for event in found} == {EventKind.BEGUN, EventKind.ANSWERED}
            assert {event.fingerprint for event in found} <= known

    run_in_time(talk())


def test_a_real_telephone_with_sound(asterisk: Asterisk) -> None:
    async def talk() -> None:
        asterisk.phones.softphone()
        until(lambda: "1002/sip" in asterisk.cli("pjsip show contacts"), "the telephone is signed in")
        async with listening(asterisk) as line:
            await orders.originate(line.ami, origin("kontor-1", extension="1002"))
            await line.until_kind(EventKind.ANSWERED, far=True)
            assert told(line.heard)[:3] == ["begun 1002", "ringing 1002", "answered 1002"]

    run_in_time(talk())


def test_the_telephone_system_stops_in_mid_call(asterisk: Asterisk) -> None:
    async def talk() -> None:
        async with listening(asterisk) as line:
            asterisk.phones.call("north", caller="+491701111111", dialled=NORTH, talk=60)
            await line.until_kind(EventKind.ANSWERED)
            asterisk.stop(hard=True)
            with pytest.raises(ConnectionFailed):
                await line.until_kind(EventKind.ENDED)
        asterisk.start()
        async with listening(asterisk) as line:
            assert line.exchange.living == set()

    run_in_time(talk())
