"""What a telephone system posts in which order, and the record that is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kontor.calls.enums import PushFormat

NORD, ALP = "494311234567", "4315331234"


CALLER, OTHER = "493055571600", "493055571601"


Fields = dict[str, Any]


def new(call: str = "c", seconds: int = 0, **more: Any) -> Fields:
    return {"event": "newCall", "callId": call, "from": CALLER, "to": NORD, "direction": "in", "at": seconds, **more}


def answer(call: str = "c", seconds: int = 5, **more: Any) -> Fields:
    return {**new(call, seconds), "event": "answer", "answeringNumber": "12", **more}


def end(call: str = "c", seconds: int = 45, **more: Any) -> Fields:
    return {**new(call, seconds), "event": "hangup", "cause": "normalClearing", **more}


def record(**more: Any) -> Fields:
    """An incoming call of 40 seconds that Anna has answered after 5; with what is different."""
    return {
        "tenant": "NORD",
        "direction": "in",
        "state": "ended",
        "outcome": "answered",
        "remote": f"+{CALLER}",
        "anonymous": False,
        "agent": "anna",
        "customer": "Käthe",
        "ring": 5,
        "talk": 40,
        "parties": {"12": "anna"},
        "cause": 16,
    } | more


MISSED = {"outcome": "missed", "agent": "", "ring": 45, "talk": 0, "parties": {}}


OUT = {"direction": "out", "from": "12", "user": "12", "to": f"81+{CALLER}"}


ALIVE = {"state": "talking", "outcome": "", "talk": 0, "cause": None}


@dataclass(frozen=True)
class Told:
    """What comes, and the records afterwards by the ids of their calls. ``held`` are the calls of nobody, and why."""

    name: str
    events: Sequence[Fields]
    records: dict[str, Fields] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    any_order: bool = True
    push_format: PushFormat = PushFormat.GENERIC


SEQUENCES = [
    Told("in order", [new(), answer(), end()], {"c": record()}),
    Told("doubled", [new(), new(), answer(), answer(), end(), end()], {"c": record()}, any_order=False),
    Told(
        "two nodes, whose clocks differ",
        [new(), new(seconds=1), answer(), answer(seconds=6), end(), end(seconds=46)],
        {"c": record()},
        any_order=False,
    ),
    Told("hang-up before answer", [new(), end(cause="cancel")], {"c": record(**MISSED)}),
    Told("busy", [new(), end(cause="busy")], {"c": record(**MISSED) | {"cause": 17}}),
    Told(
        "rings still",
        [new(user=["12", "13"])],
        {
            "c": record(
                state="ringing",
                outcome="",
                agent="",
                ring=0,
                talk=0,
                cause=None,
                parties={"12": "anna", "13": "bela"},
            )
        },
    ),
    Told("talks still", [new(), answer()], {"c": record(**ALIVE)}),
    Told("only the answer came", [answer(seconds=0)], {"c": record(**ALIVE) | {"ring": 0}}),
    Told("only the end came", [end()], {"c": record(**MISSED) | {"ring": 0}}),
    Told("the beginning is lost", [answer(), end()], {"c": record(ring=0)}),
    Told("the answer is lost", [new(), end()], {"c": record(**MISSED)}),
    Told(
        "rings at two, one answers",
        [new(user=["12", "13"]), answer(answeringNumber="13"), end()],
        {"c": record(agent="bela", parties={"12": "anna", "13": "bela"})},
    ),
    Told(
        "a phone that is nobody's answers",
        [new(), answer(answeringNumber="99"), end()],
        {"c": record(agent="", parties={"99": ""})},
    ),
    Told(
        "two tenants share a caller",
        [new("a"), new("b", to=ALP), end("a"), end("b", to=ALP)],
        {"a": record(**MISSED), "b": record(**MISSED) | {"tenant": "ALPI", "customer": "Käthe in Wien"}},
    ),
    Told(
        "two callers at once",
        [new("a"), new("b", **{"from": OTHER}), answer("b", **{"from": OTHER}), end("a")],
        {"a": record(**MISSED), "b": record(**ALIVE) | {"remote": f"+{OTHER}", "customer": ""}},
    ),
    Told(
        "anonymous",
        [new(**{"from": "anonymous"}), answer(**{"from": "anonymous"}), end(**{"from": "anonymous"})],
        {"c": record(remote="", anonymous=True, customer="")},
    ),
    Told(
        "number in national notation",
        [new(**{"from": "030 555716-00", "to": "0431/1234567"}), end(**{"from": "03055571600", "to": "04311234567"})],
        {"c": record(**MISSED)},
    ),
    Told(
        "passed on",
        [
            *(new(), answer()),
            *(end(cause="forwarded", answeringNumber="13"), new("d", 45, user="13")),
            *(answer("d", 50, answeringNumber="13"), end("d", 60)),
        ],
        {
            "c": record(parties={"12": "anna", "13": "bela"}),
            "d": record(agent="bela", ring=5, talk=10, parties={"13": "bela"}),
        },
        any_order=False,
    ),
    Told(
        "forwarded before anybody picked up: the other call is the one that was answered",
        [
            *(new(user="12"), end(seconds=20, cause="forwarded", answeringNumber="13")),
            *(new("d", 20, user="13"), answer("d", 25, answeringNumber="13"), end("d", 60)),
        ],
        {
            "c": record(outcome="forwarded", agent="", ring=20, talk=0, parties={"12": "anna", "13": "bela"}),
            "d": record(agent="bela", ring=5, talk=35, parties={"13": "bela"}),
        },
    ),
    Told("unknown number", [new(to="4940999999"), end(to="4940999999")], held={"c": "unknown_number"}),
    Told(
        "the trunk says whose it is",
        [new(to="4940999999", trunk="nord"), end(to="4940999999", trunk="nord")],
        {"c": record(**MISSED)},
    ),
    Told("unknown trunk", [new(to="4940999999", trunk="west")], held={"c": "unknown_number"}),
    Told("tenant that has been deleted", [new(to="4930777777"), end(to="4930777777")], held={"c": "deleted_tenant"}),
    Told("within the house", [new(**{"from": "12", "to": "13"}), end(**{"from": "12", "to": "13"})]),
    Told(
        "outgoing with the tenant's prefix",
        [new(**OUT), answer(**OUT, seconds=9), end(**OUT)],
        {"c": record(direction="out", ring=9, talk=36)},
    ),
    Told(
        "outgoing, nobody answers",
        [new(**OUT), end(**OUT, cause="noAnswer")],
        {"c": record(direction="out", outcome="no_answer", ring=45, talk=0, cause=19)},
    ),
    Told("outgoing with an unknown prefix", [new(**{**OUT, "to": f"77+{CALLER}"})], held={"c": "unknown_prefix"}),
    Told(
        "a blocked caller",
        [new(**{"from": "493066666666"}), end(**{"from": "493066666666", "cause": "busy"})],
        {"c": record(**MISSED) | {"outcome": "blocked", "remote": "+493066666666", "customer": "", "cause": 17}},
    ),
    Told(
        "sipgate",
        [
            new(**{"user[]": ["Anna", "Bela"], "userId[]": ["12", "13"], "fullUserId[]": ["1w12", "1w13"]}),
            answer(answeringNumber="", user="Bela", userId="13", fullUserId="1w13"),
            end(),
        ],
        {"c": record(agent="bela", parties={"12": "anna", "13": "bela"})},
        any_order=False,
        push_format=PushFormat.SIPGATE,
    ),
    Told(
        "Placetel",
        [
            {"event": "IncomingCall", "from": "03055571600", "to": "04311234567", "call_id": "c"},
            {"event": "CallAccepted", "from": "03055571600", "to": "04311234567", "call_id": "c", "peer": "12@fpbx.de"},
            {"event": "HungUp", "from": "03055571600", "to": "04311234567", "call_id": "c", "type": "accepted"},
        ],
        {"c": record()},
        any_order=False,
        push_format=PushFormat.PLACETEL,
    ),
]


assert len({each.name for each in SEQUENCES}) == len(SEQUENCES)
