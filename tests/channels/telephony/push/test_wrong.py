"""What is wrong or hostile."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.channels.telephony.push import (
    Unusable,
    read_posting,
    translate,
)
from tests.channels.telephony.push.conftest import AT, CALL, FORM, events_of, posting_of


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
        events_of(form, posting_of(**{"event": "newCall", **CALL, **change}))

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
        events = events_of("generic", posting_of(**{**CALL, **fields, "event": event}))
    except (Unusable, UnicodeEncodeError):
        return
    for told in events:
        assert all(word.isprintable() for word in (told.call, told.caller, told.dialled, told.extension, told.queue))
        assert len(told.call) <= 200 and len(told.extension) <= 40 and len(told.caller) <= 80
