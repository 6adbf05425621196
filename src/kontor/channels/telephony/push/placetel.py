"""Placetel's notify and call control: forms, answered with XML.

https://github.com/Placetel/call-control-notify-api: IncomingCall, OutgoingCall, CallAccepted (incoming only) and
HungUp; ``peer`` is the SIP user. Answers count only for numbers that are routed to the interface.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Any

from kontor.channels.telephony.events import CallDirection, CallEvent
from kontor.channels.telephony.push import generic
from kontor.channels.telephony.push.answers import Answer, Directive, element, xml_answer
from kontor.channels.telephony.push.posting import Posting, Unusable
from kontor.kernel.text import whole_number

CAUSES = {
    "voicemail": "19",
    "missed": "19",
    "blocked": "21",
    "accepted": "16",
    "busy": "17",
    "canceled": "16",
    "unavailable": "20",
    "congestion": "34",
}
LONGEST_CALL = 86_400
"""Seconds."""


def events(posting: Posting, at: datetime, phones: Container[str]) -> list[CallEvent]:
    event = posting.required("event")
    common = _common(posting, at, event)
    peer = posting.one("peer")
    phone = generic.phone_of(phones, peer, peer.partition("@")[0])
    match event:
        case "IncomingCall" | "OutgoingCall":
            return generic.begun(common, [phone])
        case "CallAccepted":
            return generic.answered(common, phone)
        case "HungUp":
            return [*_accepted(posting, common), *generic.ended(common, CAUSES.get(posting.one("type"), ""))]
    raise Unusable("unknown_event", field="event")


def answer(directive: Directive) -> Answer:
    """Only a rejection is said; every other call goes its way."""
    if directive.reject:
        return xml_answer(element("Reject", attributes={"reason": "busy"}))
    return Answer("", "application/xml")


def _common(posting: Posting, at: datetime, event: str) -> dict[str, Any]:
    return {
        "call": posting.call("call_id"),
        "at": at,
        "direction": _direction(posting, event),
        "caller": posting.number("from", addresses=True),
        "dialled": posting.number("to", addresses=True),
    }


def _direction(posting: Posting, event: str) -> CallDirection | None:
    """Older postings have no direction; the end of a call says nothing about it then."""
    if posting.one("direction"):
        return generic.direction_of(posting)
    return {
        "IncomingCall": CallDirection.IN,
        "CallAccepted": CallDirection.IN,
        "OutgoingCall": CallDirection.OUT,
    }.get(event)


def _accepted(posting: Posting, common: dict[str, Any]) -> list[CallEvent]:
    """That an outgoing call was answered is only told at its end, with how long it was."""
    seconds = whole_number(posting.one("duration"))
    if common["direction"] != CallDirection.OUT or posting.one("type") != "accepted":
        return []
    if seconds is None or seconds > LONGEST_CALL:
        return []
    return generic.answered({**common, "at": common["at"] - timedelta(seconds=seconds)}, "")
