"""What is posted becomes events."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.channels.telephony.push import (
    read_posting,
    translate,
)
from tests.channels.telephony.push.conftest import AT, CALL, events_of, posting_of


def in_short(events: list[CallEvent]) -> list[tuple[str, str, bool, int | None]]:
    return [(event.kind.value, event.extension, event.far, event.cause) for event in events]


@pytest.mark.parametrize(
    ("form", "fields", "expected"),
    [
        ("generic", {"event": "newCall", **CALL}, [("begun", "", False, None)]),
        (
            "generic",
            {"event": "newCall", **CALL, "user[]": ["Alice", "Bob", "Alice"]},
            [("begun", "", False, None), ("ringing", "Alice", False, None), ("ringing", "Bob", False, None)],
        ),
        (
            "generic",
            {"event": "newCall", **CALL, "direction": "out", "user": "42"},
            [("begun", "42", False, None)],
        ),
        (
            "generic",
            {"event": "answer", **CALL, "user": "Alice", "answeringNumber": "42"},
            [("answered", "42", False, None)],
        ),
        ("generic", {"event": "answer", **CALL, "user": "Alice"}, [("answered", "Alice", False, None)]),
        ("generic", {"event": "answer", **CALL, "direction": "out"}, [("answered", "", True, None)]),
        ("generic", {"event": "hangup", **CALL, "cause": "normalClearing"}, [("ended", "", False, 16)]),
        ("generic", {"event": "hangup", **CALL, "cause": "busy"}, [("ended", "", False, 17)]),
        ("generic", {"event": "hangup", **CALL, "cause": "no_answer"}, [("ended", "", False, 19)]),
        ("generic", {"event": "hangup", **CALL, "cause": "notFound"}, [("ended", "", False, 1)]),
        ("generic", {"event": "hangup", **CALL, "cause": "21"}, [("ended", "", False, 21)]),
        ("generic", {"event": "hangup", **CALL, "cause": "999"}, [("ended", "", False, None)]),
        ("generic", {"event": "hangup", **CALL, "cause": "of its own"}, [("ended", "", False, None)]),
        (
            "generic",
            {"event": "hangup", **CALL, "cause": "forwarded", "answeringNumber": "43"},
            [("transferred", "43", False, None), ("ended", "", False, 16)],
        ),
        (
            "generic",
            {"event": "hangup", **CALL, "recording": "https://pbx.example/r/1"},
            [("recorded", "", False, None), ("ended", "", False, None)],
        ),
        (
            "sipgate",
            {
                "event": "newCall",
                **CALL,
                "user[]": ["Alice", "Bob"],
                "userId[]": ["w0", "w1"],
                "fullUserId[]": ["1234567w0", "1234567w1"],
            },
            [("begun", "", False, None), ("ringing", "1234567w0", False, None), ("ringing", "1234567w1", False, None)],
        ),
        (
            "sipgate",
            {"event": "answer", **CALL, "user": "Alice", "userId": "w0", "fullUserId": "1234567w0"},
            [("answered", "1234567w0", False, None)],
        ),
        ("sipgate", {"event": "hangup", **CALL, "cause": "cancel"}, [("ended", "", False, 16)]),
        ("sipgate", {"event": "dtmf", **CALL, "dtmf": "1"}, []),
        (
            "placetel",
            {"event": "IncomingCall", "from": "022129191999", "to": "043112345", "call_id": "f4", "direction": "in"},
            [("begun", "", False, None)],
        ),
        (
            "placetel",
            {"event": "OutgoingCall", "from": "043112345", "to": "23", "call_id": "f4", "peer": "7777abc@fpbx.de"},
            [("begun", "7777abc@fpbx.de", False, None)],
        ),
        (
            "placetel",
            {
                "event": "CallAccepted",
                "from": "anonymous",
                "to": "043112345",
                "call_id": "f4",
                "peer": "7777abc@fpbx.de",
            },
            [("answered", "7777abc@fpbx.de", False, None)],
        ),
        (
            "placetel",
            {"event": "HungUp", "from": "022129191999", "to": "043112345", "call_id": "f4", "type": "missed"},
            [("ended", "", False, 19)],
        ),
        (
            "placetel",
            {"event": "HungUp", "from": "7777a@fpbx.de", "to": "7777b@fpbx.de", "call_id": "f4", "type": "busy"},
            [("ended", "", False, 17)],
        ),
    ],
)
def test_what_is_posted_becomes_events(
    form: str, fields: dict[str, object], expected: list[tuple[str, str, bool, int | None]]
) -> None:
    assert in_short(events_of(form, posting_of(**fields))) == expected


def test_every_event_tells_what_the_call_is() -> None:
    """Also the last one: the others may never come."""
    for event in ("newCall", "answer", "hangup"):
        [told] = events_of("generic", posting_of(event=event, **CALL, queue="helpdesk", trunk="nord"))
        assert (told.call, told.at, told.direction) == ("c-1", AT, CallDirection.IN)
        assert (told.caller, told.dialled, told.queue, told.trunk) == ("493055571600", "4943112345", "helpdesk", "nord")


def test_of_several_names_of_a_phone_the_known_one_is_taken() -> None:
    posting = posting_of(event="answer", **CALL, user="Alice", answeringNumber="42")

    assert [events_of("generic", posting, frozenset({known}))[0].extension for known in ("Alice", "42")] == [
        "Alice",
        "42",
    ]
    peer = posting_of(event="CallAccepted", from_="0301234567", to="043112345", call_id="f", peer="7777abc@fpbx.de")
    assert events_of("placetel", peer, frozenset({"7777abc"}))[0].extension == "7777abc"


def test_json_says_the_same_as_a_form() -> None:
    fields = {"event": "newCall", "from": 493055571600, "to": "4943112345", "direction": "in", "call_id": 7}
    body = json.dumps({**fields, "user": ["Alice", "Bob"], "queue": None}).encode()

    told = translate("generic", read_posting(body, "application/json; charset=utf-8"), at=AT)

    same = posting_of(event="newCall", **{**CALL, "callId": "7"}, user_list=["Alice", "Bob"])
    assert told == events_of("generic", same)
    assert translate("generic", read_posting(body, ""), at=AT) == told


def test_numbers_of_sipgate_have_their_country() -> None:
    [told] = events_of("sipgate", posting_of(event="hangup", **CALL))
    [hidden] = events_of("sipgate", posting_of(event="hangup", **{**CALL, "from": "anonymous", "to": "042"}))

    assert (told.caller, told.dialled) == ("+493055571600", "+4943112345")
    assert (hidden.caller, hidden.dialled) == ("anonymous", "042")


def test_that_an_outgoing_call_was_answered_placetel_says_at_its_end() -> None:
    fields = {"event": "HungUp", "from": "043112345", "to": "0301234567", "call_id": "f4", "direction": "out"}

    answered, ended = events_of("placetel", posting_of(**fields, type="accepted", duration=90))
    not_answered = events_of("placetel", posting_of(**fields, type="busy", duration=0))

    assert (answered.kind, answered.far, answered.at) == (EventKind.ANSWERED, True, AT - timedelta(seconds=90))
    assert (ended.kind, ended.at, ended.cause) == (EventKind.ENDED, AT, 16)
    assert [event.kind for event in not_answered] == [EventKind.ENDED]


@pytest.mark.parametrize("told", ["1795856340", "1795856340.0", "2026-11-28T08:59:00Z", "2026-11-28T09:59:00+01:00"])
def test_when_it_happened_is_believed(told: str) -> None:
    [event] = events_of("generic", posting_of(event="newCall", **CALL, timestamp=told))

    assert event.at == AT - timedelta(minutes=1)


def test_the_same_posting_twice_is_the_same_event() -> None:
    first, again = (events_of("generic", posting_of(event="newCall", **CALL, user=["a", "b"])) for _time in range(2))

    assert [event.fingerprint for event in first] == [event.fingerprint for event in again]
    assert len({event.fingerprint for event in first}) == 3


def test_a_long_id_of_a_call_is_shortened_and_stays_its_own() -> None:
    ids = ["a" * 250, "a" * 249 + "b", "a" * 200]
    calls = [events_of("generic", posting_of(event="newCall", **{**CALL, "callId": each}))[0].call for each in ids]

    assert [len(call) for call in calls] == [64, 64, 200]
    assert len(set(calls)) == 3
