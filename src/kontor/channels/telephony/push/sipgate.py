"""sipgate.io's push: forms, answered with XML.

https://developer.sipgate.io/push-api/api-reference/: numbers are E.164 without plus; users have a name, a short and a
full id. Answers and ends are told only to the addresses that the answer to a new call names (onAnswer, onHangup). A
call that is passed on is a new call to sipgate, with an id of its own.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from itertools import zip_longest
from typing import Any

from kontor.channels.telephony.events import CallEvent
from kontor.channels.telephony.push import generic
from kontor.channels.telephony.push.answers import Answer, Directive, element, text, xml_answer
from kontor.channels.telephony.push.posting import Posting, Unusable

NAMES = ("fullUserId", "userId", "user")


def events(posting: Posting, at: datetime, phones: Container[str]) -> list[CallEvent]:
    common = _common(posting, at)
    match posting.required("event"):
        case "newCall":
            several = zip_longest(*(posting.all(name) for name in NAMES), fillvalue="")
            return generic.begun(common, [generic.phone_of(phones, *names) for names in several])
        case "answer":
            names = (*(posting.one(name) for name in NAMES), posting.one("answeringNumber"))
            return generic.answered(common, generic.phone_of(phones, *names), user=posting.one("user"))
        case "hangup":
            return generic.ended(common, posting.one("cause"), posting.one("answeringNumber"))
        case "dtmf":
            return []
    raise Unusable("unknown_event", field="event")


def answer(directive: Directive) -> Answer:
    """With a rejection no more is told of the call but its end."""
    follow = {"onAnswer": directive.follow_up, "onHangup": directive.follow_up}
    if directive.reject:
        return xml_answer(element("Reject", attributes={"reason": "busy"}), {"onHangup": directive.follow_up})
    if directive.caller_id and directive.number:
        number = element("Number", text(directive.number.lstrip("+")))
        return xml_answer(element("Dial", number, {"callerId": directive.caller_id.lstrip("+")}), follow)
    return xml_answer("", follow)


def _common(posting: Posting, at: datetime) -> dict[str, Any]:
    return {
        "call": posting.call("callId"),
        "at": at,
        "direction": generic.direction_of(posting),
        "caller": _with_plus(posting.number("from")),
        "dialled": _with_plus(posting.number("to")),
    }


def _with_plus(number: str) -> str:
    """Documented to be E.164 without plus; what begins with a zero or is short is none."""
    is_international = number.isdecimal() and not number.startswith("0") and len(number) > LONGEST_INTERNAL
    return f"+{number}" if is_international else number


LONGEST_INTERNAL = 6
