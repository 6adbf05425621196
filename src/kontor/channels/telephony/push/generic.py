"""The generic CTI format, as Zammad's documentation describes it; many telephone systems speak it.

https://docs.zammad.org/en/latest/api/generic-cti/index.html: JSON or a form; ``event`` newCall, answer or hangup with
``from``, ``to``, ``direction``, ``callId`` (older: ``call_id``), ``user``, ``queue``, ``cause``, ``answeringNumber``.
Kontor understands besides: ``timestamp`` (when it happened, seconds or ISO 8601), ``trunk`` and ``recording``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any

from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.channels.telephony.push.answers import Answer, Directive, json_answer
from kontor.channels.telephony.push.posting import Posting, Unusable
from kontor.kernel.text import whole_number

CAUSES = {
    "normalclearing": 16,
    "busy": 17,
    "cancel": 16,
    "noanswer": 19,
    "congestion": 34,
    "notfound": 1,
    "forwarded": 16,
}
"""As numbers of ITU-T Q.850. sipgate uses the same words."""


def events(posting: Posting, at: datetime, phones: Container[str]) -> list[CallEvent]:
    """A new call rings at each of its users; the end says why."""
    common = _common(posting, at)
    match posting.required("event"):
        case "newCall":
            return begun(common, (phone_of(phones, user) for user in posting.all("user", "users")))
        case "answer":
            phone = phone_of(phones, posting.one("answeringNumber"), posting.one("user"))
            return answered(common, phone, user=posting.one("user"))
        case "hangup":
            recorded = _recorded(common, posting.one("recording"))
            return [*recorded, *ended(common, posting.one("cause"), posting.one("answeringNumber"))]
    raise Unusable("unknown_event", field="event")


def answer(directive: Directive) -> Answer:
    """{} where nothing is to happen; the reason for a rejection and the caller id as Zammad writes them."""
    if directive.reject:
        return json_answer({"action": "reject", "reason": "busy"})
    if directive.caller_id and directive.number:
        numbers = {"callerId": directive.caller_id.lstrip("+"), "number": directive.number.lstrip("+")}
        return json_answer({"action": "dial", **numbers})
    return json_answer({})


def begun(common: dict[str, Any], phones: Iterable[str]) -> list[CallEvent]:
    """Incoming it rings at these phones; outgoing the first one calls."""
    known = [phone for phone in dict.fromkeys(phones) if phone]
    if common["direction"] == CallDirection.OUT:
        return [CallEvent(kind=EventKind.BEGUN, extension=next(iter(known), ""), **common)]
    ringing = [CallEvent(kind=EventKind.RINGING, extension=phone, **common) for phone in known]
    return [CallEvent(kind=EventKind.BEGUN, **common), *ringing]


def answered(common: dict[str, Any], phone: str, *, user: str = "") -> list[CallEvent]:
    """Outgoing, the far end has picked up."""
    if common["direction"] == CallDirection.OUT:
        return [CallEvent(kind=EventKind.ANSWERED, far=True, **common)]
    return [CallEvent(kind=EventKind.ANSWERED, extension=phone, user=user, **common)]


def ended(common: dict[str, Any], cause: str, forwarded_to: str = "") -> list[CallEvent]:
    word = cause.replace("_", "").replace("-", "").casefold()
    number = whole_number(word)
    if number is None or number > LARGEST_CAUSE:
        number = CAUSES.get(word)
    end = CallEvent(kind=EventKind.ENDED, cause=number, goes_on=word == "forwarded", **common)
    if not end.goes_on:
        return [end]
    return [CallEvent(kind=EventKind.TRANSFERRED, extension=forwarded_to, **common), end]


LARGEST_CAUSE = 127


def phone_of(phones: Container[str], *names: str) -> str:
    """Of the names that one phone has the one that is known; else the first."""
    given = [name[:40] for name in names if name]
    return next((name for name in given if name in phones), next(iter(given), ""))


def direction_of(posting: Posting) -> CallDirection:
    try:
        return CallDirection(posting.required("direction"))
    except ValueError:
        raise Unusable("unknown_direction", field="direction") from None


def _common(posting: Posting, at: datetime) -> dict[str, Any]:
    return {
        "call": posting.call("callId", "call_id"),
        "at": posting.time("timestamp", at),
        "direction": direction_of(posting),
        "caller": posting.number("from"),
        "dialled": posting.number("to"),
        "queue": posting.one("queue")[:80],
        "trunk": posting.one("trunk")[:80],
    }


def _recorded(common: dict[str, Any], address: str) -> list[CallEvent]:
    return [CallEvent(kind=EventKind.RECORDED, recording=address, **common)] if address else []
