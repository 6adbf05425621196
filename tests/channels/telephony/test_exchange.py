"""Events of an Asterisk that no test can bring about quickly, written down after real ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.channels.telephony.asterisk import Exchange
from kontor.channels.telephony.asterisk_words import endpoint
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
AT = NOW - timedelta(hours=1)


def message(event: str, channel: str = "", uniqueid: str = "", call: str = "", **headers: str) -> dict[str, str]:
    """Uniqueid and Linkedid of a channel, and Timestamp an hour ago."""
    stamp = {"Timestamp": f"{AT.timestamp():.6f}"}
    return stamp | {"Event": event, "Channel": channel, "Uniqueid": uniqueid, "Linkedid": call or uniqueid} | headers


def new(channel: str, uniqueid: str, call: str = "", **headers: str) -> dict[str, str]:
    return message("Newchannel", channel, uniqueid, call, ChannelState="4", **headers)


def up(channel: str, uniqueid: str, call: str = "") -> dict[str, str]:
    return message("Newstate", channel, uniqueid, call, ChannelState="6")


def gone(channel: str, uniqueid: str, call: str = "", cause: str = "16") -> dict[str, str]:
    return message("Hangup", channel, uniqueid, call, Cause=cause)


INCOMING = [
    new("PJSIP/north-01", "1.1", CallerIDNum="+491701111111", Exten="+4940111000"),
    new("PJSIP/1001-02", "1.2", "1.1", CallerIDNum="1001", Exten="s"),
    up("PJSIP/1001-02", "1.2", "1.1"),
]


def heard(*messages: dict[str, str], **known: Any) -> list[CallEvent]:
    exchange = Exchange(**{"trunks": {"north"}, "phones": {"1001", "1003"}} | known)
    return [event for each in messages for event in exchange.heard(each, NOW)]


def kinds(events: list[CallEvent]) -> list[tuple[str, str, str]]:
    return [(event.call, event.kind, event.extension) for event in events]


def test_the_time_is_that_of_the_telephone_system() -> None:
    assert {event.at for event in heard(*INCOMING)} == {AT}


@pytest.mark.parametrize("stamp", [None, "soon", "9" * 400])
def test_without_its_time_ours_counts(stamp: str | None) -> None:
    first = {key: value for key, value in INCOMING[0].items() if key != "Timestamp"}

    assert heard(first if stamp is None else first | {"Timestamp": stamp})[0].at == NOW


def test_what_comes_twice_has_the_same_fingerprint() -> None:
    first, again = heard(*INCOMING), heard(*(each | {"Timestamp": "1"} for each in INCOMING))

    assert [event.fingerprint for event in first] == [event.fingerprint for event in again]
    assert len({event.fingerprint for event in first}) == len(first)


def test_a_trunk_may_be_known_by_its_context() -> None:
    first = INCOMING[0] | {"Channel": "PJSIP/provider-7-01", "Context": "from-provider"}

    assert heard(first, trunks={"from-provider"})[0].trunk == "from-provider"
    assert heard(first)[0].trunk == "provider-7"


def test_a_line_that_nobody_knows_still_brings_a_call() -> None:
    (event,) = heard(INCOMING[0] | {"Channel": "PJSIP/elsewhere-01"})

    assert (event.direction, event.trunk) == (CallDirection.IN, "elsewhere")


def test_calls_within_the_house_are_nobodys_business() -> None:
    assert (
        heard(
            new("PJSIP/1001-01", "1.1", Exten="1003"),
            new("PJSIP/1003-02", "1.2", "1.1", Exten="s"),
            up("PJSIP/1003-02", "1.2", "1.1"),
            gone("PJSIP/1003-02", "1.2", "1.1"),
            gone("PJSIP/1001-01", "1.1"),
        )
        == []
    )


def test_channels_that_are_neither_phone_nor_line_count_for_the_end_only() -> None:
    local = new("Local/600@queue-01;1", "1.9", "1.1")
    events = heard(
        INCOMING[0],
        local,
        *INCOMING[1:],
        gone("PJSIP/1001-02", "1.2", "1.1"),
        gone("PJSIP/north-01", "1.1"),
        gone("Local/600@queue-01;1", "1.9", "1.1", cause="0"),
    )

    assert [event.kind for event in events] == ["begun", "answered", "left", "ended"]
    assert events[-1].cause == 16


def test_a_colleague_who_was_asked_first_takes_the_call_over() -> None:
    """Anna asks 1003 in a call of their own and then puts the customer through: Asterisk joins both calls."""
    events = heard(
        *INCOMING,
        new("PJSIP/1001-03", "2.1", Exten="1003"),
        new("PJSIP/1003-04", "2.2", "2.1", Exten="s"),
        up("PJSIP/1003-04", "2.2", "2.1"),
        message("BridgeEnter", "PJSIP/1003-04", "2.2", "1.1"),
        gone("PJSIP/1001-03", "2.1"),
        gone("PJSIP/1001-02", "1.2", "1.1"),
        gone("PJSIP/1003-04", "2.2", "1.1"),
        gone("PJSIP/north-01", "1.1"),
    )

    assert kinds(events) == [
        ("1.1", "begun", ""),
        ("1.1", "answered", "1001"),
        ("1.1", "answered", "1003"),
        ("1.1", "left", "1001"),
        ("1.1", "left", "1003"),
        ("1.1", "ended", ""),
    ]


def test_a_key_pressed_on_the_phone() -> None:
    hold = message("Hold", "PJSIP/1001-02", "1.2", "1.1")
    back = message("Unhold", "PJSIP/1001-02", "1.2", "1.1", Timestamp="2")
    again = message("Hold", "PJSIP/1001-02", "1.2", "1.1", Timestamp="3")
    events = heard(*INCOMING, hold, back, again)[2:]

    assert kinds(events) == [("1.1", "held", "1001"), ("1.1", "resumed", "1001"), ("1.1", "held", "1001")]
    assert len({event.fingerprint for event in events}) == 3


@pytest.mark.parametrize(("target", "extension", "dialled"), [("1003", "1003", ""), ("00431234567", "", "00431234567")])
def test_put_through_at_the_phone(target: str, extension: str, dialled: str) -> None:
    moved = message("BlindTransfer", TransfererUniqueid="1.2", Extension=target)
    event = heard(*INCOMING, moved)[-1]

    assert (event.kind, event.call) == (EventKind.TRANSFERRED, "1.1")
    assert (event.extension, event.dialled) == (extension, dialled)


def test_a_call_that_is_sent_out_of_the_house_again() -> None:
    out = message("DialBegin", DestUniqueid="1.3", DestConnectedLineNum="+491701111111", DialString="0043123@north")
    event = heard(INCOMING[0], new("PJSIP/north-03", "1.3", "1.1"), out)[-1]

    assert (event.kind, event.dialled) == (EventKind.TRANSFERRED, "0043123")


def test_a_phone_that_forwards_to_the_outside_before_it_is_picked_up() -> None:
    """The line over which the customer calls says nothing of an answer, also where an announcement picks up for it."""
    events = heard(
        INCOMING[0],
        up("PJSIP/north-01", "1.1"),
        INCOMING[1],
        new("Local/0043123@outgoing-01;1", "1.3", "1.1"),
        gone("PJSIP/1001-02", "1.2", "1.1", cause="23"),
        new("PJSIP/north-03", "1.4", "1.1"),
        message("DialBegin", DestUniqueid="1.4", DialString="0043123@north"),
        up("PJSIP/north-03", "1.4", "1.1"),
    )

    assert [(event.kind, event.extension, event.far) for event in events] == [
        ("begun", "", False),
        ("left", "1001", False),
        ("transferred", "", False),
        ("answered", "", True),
    ]


def test_a_call_that_somebody_dialled_by_hand() -> None:
    events = heard(
        new("PJSIP/1001-01", "1.1", Exten="7100491701234567", CallerIDNum="1001"),
        new("SIP/north-02", "1.2", "1.1"),
        message("DialBegin", DestUniqueid="1.2", DestConnectedLineNum="+4940111000", DialString="north/00491701234567"),
    )

    assert (events[0].direction, events[0].extension) == (CallDirection.OUT, "1001")
    assert (events[0].dialled, events[0].caller) == ("7100491701234567", "")
    assert (events[1].kind, events[1].dialled, events[1].shown) == ("shown", "00491701234567", "+4940111000")


@pytest.mark.parametrize(
    ("status", "told", "cause"),
    [("NOANSWER", "0", 19), ("BUSY", "0", 17), ("NOANSWER", "18", 18), ("ANSWER", "0", None), ("SOMETHING", "0", None)],
)
def test_a_line_that_was_called_in_vain(status: str, told: str, cause: int | None) -> None:
    events = heard(
        new("PJSIP/1001-01", "1.1", Exten="7100491701234567"),
        new("PJSIP/north-02", "1.2", "1.1"),
        message("DialEnd", DestUniqueid="1.2", DialStatus=status),
        gone("PJSIP/north-02", "1.2", "1.1", cause=told),
        gone("PJSIP/1001-01", "1.1", cause="0"),
    )

    assert (events[-1].kind, events[-1].cause) == (EventKind.ENDED, cause)


def test_where_a_recording_is_kept() -> None:
    said = message("UserEvent", "PJSIP/north-01", "1.1", UserEvent="KontorRecording", Link="https://pbx.example/1.wav")
    other = message("UserEvent", "PJSIP/north-01", "1.1", UserEvent="SomethingElse", Link="https://pbx.example/2.wav")
    events = heard(*INCOMING, said, other)

    assert [event.recording for event in events if event.kind == EventKind.RECORDED] == ["https://pbx.example/1.wav"]


def test_orders_of_other_programs_are_not_ours() -> None:
    failed = {"Event": "OriginateResponse", "Response": "Failure", "Reason": "0", "Uniqueid": "x"}

    assert heard(failed | {"ActionID": "dialler-1"}) == []
    assert kinds(heard(failed | {"ActionID": "kontor-1"})) == [("kontor-1", "ended", "")]
    assert heard(failed | {"ActionID": "kontor-1", "Response": "Success"}) == []


def test_a_call_that_ended_already_is_not_explained_again() -> None:
    events = heard(
        new("PJSIP/1001-01", "kontor-1", Exten="s"),
        gone("PJSIP/1001-01", "kontor-1", cause="17"),
        {"Event": "OriginateResponse", "Response": "Failure", "ActionID": "kontor-1"},
    )

    assert [event.cause for event in events if event.kind == EventKind.ENDED] == [17]


def test_events_of_channels_that_were_never_seen_say_nothing() -> None:
    unknown = [up("PJSIP/1001-02", "9.2", "9.1"), gone("PJSIP/1001-02", "9.2", "9.1")]
    odd = [{}, {"Event": "Newstate"}, {"Event": "FullyBooted"}, {"Event": "Hold", "Uniqueid": "9.2"}]

    assert heard(*unknown, *odd, message("BridgeEnter", "PJSIP/1001-02", "9.2", "9.1")) == []


def test_whose_channel_it_is() -> None:
    assert [endpoint(name) for name in ("PJSIP/north-0000001a", "SIP/trunk-1-0a", "", "odd")] == [
        "north",
        "trunk-1",
        "",
        "",
    ]
