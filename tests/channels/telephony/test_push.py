"""Posted events of every format in one form, and the answers as each sender expects them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.channels.telephony.push import (
    Answer,
    Directive,
    Posting,
    Unusable,
    answer,
    read_posting,
    require_signature,
    translate,
)
from kontor.channels.telephony.push.signing import sign

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=5)
FORM = "application/x-www-form-urlencoded"

CALL = {"from": "493055571600", "to": "4943112345", "direction": "in", "callId": "c-1"}


def _form(**fields: object) -> Posting:
    named = {name.rstrip("_").replace("user_list", "user[]"): value for name, value in fields.items()}
    return read_posting(urlencode(named, doseq=True).encode(), FORM)


def _events(form: str, posting: Posting, phones: frozenset[str] = frozenset()) -> list[CallEvent]:
    return translate(form, posting, at=AT, phones=phones)


def _short(events: list[CallEvent]) -> list[tuple[str, str, bool, int | None]]:
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
    assert _short(_events(form, _form(**fields))) == expected


def test_every_event_tells_what_the_call_is() -> None:
    """Also the last one: the others may never come."""
    for event in ("newCall", "answer", "hangup"):
        [told] = _events("generic", _form(event=event, **CALL, queue="helpdesk", trunk="nord"))
        assert (told.call, told.at, told.direction) == ("c-1", AT, CallDirection.IN)
        assert (told.caller, told.dialled, told.queue, told.trunk) == ("493055571600", "4943112345", "helpdesk", "nord")


def test_of_several_names_of_a_phone_the_known_one_is_taken() -> None:
    posting = _form(event="answer", **CALL, user="Alice", answeringNumber="42")

    assert [_events("generic", posting, frozenset({known}))[0].extension for known in ("Alice", "42")] == [
        "Alice",
        "42",
    ]
    peer = _form(event="CallAccepted", from_="0301234567", to="043112345", call_id="f", peer="7777abc@fpbx.de")
    assert _events("placetel", peer, frozenset({"7777abc"}))[0].extension == "7777abc"


def test_json_says_the_same_as_a_form() -> None:
    fields = {"event": "newCall", "from": 493055571600, "to": "4943112345", "direction": "in", "call_id": 7}
    body = json.dumps({**fields, "user": ["Alice", "Bob"], "queue": None}).encode()

    told = translate("generic", read_posting(body, "application/json; charset=utf-8"), at=AT)

    same = _form(event="newCall", **{**CALL, "callId": "7"}, user_list=["Alice", "Bob"])
    assert told == _events("generic", same)
    assert translate("generic", read_posting(body, ""), at=AT) == told


def test_numbers_of_sipgate_have_their_country() -> None:
    [told] = _events("sipgate", _form(event="hangup", **CALL))
    [hidden] = _events("sipgate", _form(event="hangup", **{**CALL, "from": "anonymous", "to": "042"}))

    assert (told.caller, told.dialled) == ("+493055571600", "+4943112345")
    assert (hidden.caller, hidden.dialled) == ("anonymous", "042")


def test_that_an_outgoing_call_was_answered_placetel_says_at_its_end() -> None:
    fields = {"event": "HungUp", "from": "043112345", "to": "0301234567", "call_id": "f4", "direction": "out"}

    answered, ended = _events("placetel", _form(**fields, type="accepted", duration=90))
    not_answered = _events("placetel", _form(**fields, type="busy", duration=0))

    assert (answered.kind, answered.far, answered.at) == (EventKind.ANSWERED, True, AT - timedelta(seconds=90))
    assert (ended.kind, ended.at, ended.cause) == (EventKind.ENDED, AT, 16)
    assert [event.kind for event in not_answered] == [EventKind.ENDED]


@pytest.mark.parametrize("told", ["1795856340", "1795856340.0", "2026-11-28T08:59:00Z", "2026-11-28T09:59:00+01:00"])
def test_when_it_happened_is_believed(told: str) -> None:
    [event] = _events("generic", _form(event="newCall", **CALL, timestamp=told))

    assert event.at == AT - timedelta(minutes=1)


def test_the_same_posting_twice_is_the_same_event() -> None:
    first, again = (_events("generic", _form(event="newCall", **CALL, user=["a", "b"])) for _time in range(2))

    assert [event.fingerprint for event in first] == [event.fingerprint for event in again]
    assert len({event.fingerprint for event in first}) == 3


def test_a_long_id_of_a_call_is_shortened_and_stays_its_own() -> None:
    ids = ["a" * 250, "a" * 249 + "b", "a" * 200]
    calls = [_events("generic", _form(event="newCall", **{**CALL, "callId": each}))[0].call for each in ids]

    assert [len(call) for call in calls] == [64, 64, 200]
    assert len(set(calls)) == 3


@pytest.mark.parametrize(
    ("form", "change", "kind", "field"),
    [
        ("generic", {"from": "0800 FLOWERS"}, "letters", "from"),
        ("generic", {"to": "sip:anna@pbx.example"}, "letters", "to"),
        ("generic", {"to": "4940;123"}, "signs", "to"),
        ("generic", {"to": "1" * 81}, "too_long", "to"),
        ("generic", {"from": "0301234567\r\nAction: Originate"}, "signs", "from"),
        ("generic", {"callId": "c-1\r\nVariable: x"}, "signs", "callId"),
        ("generic", {"user": "Alice\x00"}, "signs", "user"),
        ("generic", {"x\ny": "1"}, "signs", ""),
        ("generic", {"queue": "q" * 251}, "too_long", "queue"),
        ("generic", {"event": ""}, "missing", "event"),
        ("generic", {"from": ""}, "missing", "from"),
        ("generic", {"to": " "}, "missing", "to"),
        ("generic", {"direction": ""}, "missing", "direction"),
        ("generic", {"callId": ""}, "missing", "callId"),
        ("generic", {"event": "newcall"}, "unknown_event", "event"),
        ("generic", {"direction": "up"}, "unknown_direction", "direction"),
        ("generic", {"timestamp": "yesterday"}, "time", "timestamp"),
        ("generic", {"timestamp": "2026-11-28T09:00:00"}, "time", "timestamp"),
        ("generic", {"timestamp": "9" * 40}, "time", "timestamp"),
        ("generic", {"timestamp": "0001-01-01T00:00:00+14:00"}, "time", "timestamp"),
        ("generic", {"timestamp": "9999-12-31T23:59:59-14:00"}, "time", "timestamp"),
        ("sipgate", {"event": "IncomingCall"}, "unknown_event", "event"),
        ("sipgate", {"from": "12ab"}, "letters", "from"),
        ("placetel", {"event": "newCall", "call_id": "f"}, "unknown_event", "event"),
        ("placetel", {"event": "HungUp"}, "missing", "call_id"),
        ("placetel", {"event": "IncomingCall", "call_id": "f", "from": "12ab"}, "letters", "from"),
    ],
)
def test_what_is_wrong_is_said(form: str, change: dict[str, str], kind: str, field: str) -> None:
    with pytest.raises(Unusable) as wrong:
        _events(form, _form(**{"event": "newCall", **CALL, **change}))

    assert (wrong.value.kind, wrong.value.values.get("field", "")) == (kind, field)


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"x" * (64 * 1024 + 1), FORM, "too_large"),
        (b"\xff\xfe", FORM, "unreadable"),
        (b"event=%ff", FORM, "unreadable"),
        (b"&".join(b"a%d=1" % each for each in range(200)), FORM, "unreadable"),
        (b"{", "application/json", "unreadable"),
        (b"[1]", "application/json", "unreadable"),
        (b'{"event": {"a": 1}}', "application/json", "unreadable"),
        (b'{"event": true}', "application/json", "unreadable"),
        (b"[" * 60_000, "application/json", "unreadable"),
        (json.dumps({"user": ["a"] * 101}).encode(), "application/json", "unreadable"),
        (json.dumps({f"a{each}": 1 for each in range(101)}).encode(), "application/json", "unreadable"),
        (b'{"event": "a\\nb"}', "application/json", "signs"),
        (b"", FORM, "missing"),
    ],
)
def test_what_cannot_be_read_is_said(body: bytes, content_type: str, kind: str) -> None:
    with pytest.raises(Unusable) as wrong:
        translate("generic", read_posting(body, content_type), at=AT)

    assert wrong.value.kind == kind


@given(st.binary(max_size=300), st.sampled_from(("generic", "sipgate", "placetel")), st.sampled_from((FORM, "json")))
@settings(max_examples=300, deadline=None)
def test_no_bytes_break_the_reading(body: bytes, form: str, content_type: str) -> None:
    try:
        events = translate(form, read_posting(body, content_type), at=AT)
    except Unusable:
        return
    assert all(event.call for event in events)


_WORDS = st.text(max_size=20)


@given(
    st.dictionaries(st.sampled_from(["from", "to", "user", "queue", "cause", "callId", "timestamp", "trunk"]), _WORDS),
    st.sampled_from(("newCall", "answer", "hangup")),
)
@settings(max_examples=300, deadline=None)
def test_nothing_leaves_that_could_be_an_order(fields: dict[str, str], event: str) -> None:
    """No control character and no line end reaches what an order to a telephone system is written from."""
    try:
        events = _events("generic", _form(**{**CALL, **fields, "event": event}))
    except (Unusable, UnicodeEncodeError):
        return
    for told in events:
        assert all(word.isprintable() for word in (told.call, told.caller, told.dialled, told.extension, told.queue))
        assert len(told.call) <= 200 and len(told.extension) <= 40 and len(told.caller) <= 80


REJECTED = Directive(reject=True, follow_up="https://desk.example/calls/t/")
SHOWN = Directive(caller_id="+4943112345", number="+493055571600", follow_up="https://desk.example/calls/t/?a=1&b=2")
NOTHING = Directive()


def test_answers_to_the_generic_format_are_json() -> None:
    told = [json.loads(answer("generic", each).body) for each in (REJECTED, SHOWN, NOTHING)]

    assert told == [
        {"action": "reject", "reason": "busy"},
        {"action": "dial", "callerId": "4943112345", "number": "493055571600"},
        {},
    ]
    assert answer("generic", NOTHING).content_type == "application/json"


def test_answers_to_sipgate_ask_for_what_follows() -> None:
    rejected, shown, nothing = (
        ElementTree.fromstring(answer("sipgate", each).body) for each in (REJECTED, SHOWN, NOTHING)
    )

    assert ([each.tag for each in rejected], rejected.attrib) == (["Reject"], {"onHangup": REJECTED.follow_up})
    assert rejected[0].attrib == {"reason": "busy"}
    assert shown.attrib == {"onAnswer": SHOWN.follow_up, "onHangup": SHOWN.follow_up}
    assert (shown[0].tag, shown[0].attrib, shown[0][0].text) == ("Dial", {"callerId": "4943112345"}, "493055571600")
    assert (nothing.tag, len(nothing), nothing.attrib) == ("Response", 0, {})


def test_placetel_is_only_told_to_reject() -> None:
    assert ElementTree.fromstring(answer("placetel", REJECTED).body)[0].attrib == {"reason": "busy"}
    assert answer("placetel", SHOWN) == answer("placetel", NOTHING) == Answer("", "application/xml")


def test_the_signature_of_placetels_documentation_is_right() -> None:
    body = (
        b"call_id=4a4cbb39578170aed9a2761a7bec8c7e704a541f52291ef603d6f5f152980c3c"
        b"&event=CallAccepted&from=0123456789&to=0987654321"
    )
    signature = "c4f823c5b8806432fe2b83b1fc2ee714422e0cdfb4b5129152a7d0bbcd7792d0"

    require_signature("placetel", "12345", body, {"X-Placetel-Signature": signature}, now=AT, window=WINDOW)
    with pytest.raises(Unusable, match="signature"):
        require_signature("placetel", "12345", body + b"0", {"X-Placetel-Signature": signature}, now=AT, window=WINDOW)


@pytest.mark.parametrize(
    ("seconds", "kind"), [(0, ""), (-299, ""), (299, ""), (-301, "out_of_time"), (301, "out_of_time")]
)
def test_what_is_signed_counts_for_five_minutes(seconds: int, kind: str) -> None:
    told = str(int(AT.timestamp()) + seconds)
    headers = {"Kontor-Timestamp": told, "Kontor-Signature": "sha256=" + sign("s", told.encode() + b".body")}

    if not kind:
        require_signature("generic", "s", b"body", headers, now=AT, window=WINDOW)
    else:
        with pytest.raises(Unusable, match=kind):
            require_signature("generic", "s", b"body", headers, now=AT, window=WINDOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Kontor-Timestamp": "1795856400"},
        {"Kontor-Timestamp": "1795856400", "Kontor-Signature": "sha256="},
        {"Kontor-Timestamp": "1795856401", "Kontor-Signature": sign("s", b"1795856400.body")},
        {"Kontor-Timestamp": "1795856400", "Kontor-Signature": sign("other", b"1795856400.body")},
        {"Kontor-Timestamp": "", "Kontor-Signature": sign("s", b".body")},
        {"Kontor-Timestamp": "ü", "Kontor-Signature": "ü"},
    ],
)
def test_what_is_forged_is_not_believed(headers: dict[str, str]) -> None:
    with pytest.raises(Unusable, match="signature"):
        require_signature("generic", "s", b"body", headers, now=AT, window=WINDOW)
