"""Recorded sequences of posted events, and the call record that each makes: in order, doubled, late, from two nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import permutations
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse

from kontor.calls.domain.phone_systems import create_system, renew_token
from kontor.calls.enums import Connector, PushFormat
from kontor.calls.models import (
    BlockedNumber,
    Call,
    DialledNumber,
    HeldCall,
    PhoneDevice,
    PhoneSystem,
    ReceivedEvent,
    SystemTenant,
    TenantTelephony,
    Trunk,
)
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.customers import make_address, make_customer
from tests.factories.tenants import make_tenant
from tests.support.client import Browser
from tests.support.scoping import everywhere

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


@pytest.fixture
def house(nordlicht: Tenant, alpina: Tenant, anna: User, bela: User) -> PhoneSystem:
    """A telephone system for two tenants and one that has been deleted, two phones, a customer at each tenant."""
    connect_calls()
    gone = make_tenant("Vergangen", deleted=True)
    with everywhere():
        system = create_system(name="Provider", connector=Connector.PUSH, area_code="431", by=None)
    for tenant, name in ((nordlicht, "Käthe"), (alpina, "Käthe in Wien")):
        make_address(make_customer(tenant, name), f"+{CALLER}", kind="phone")
    with everywhere():
        for tenant, number in ((nordlicht, NORD), (alpina, ALP), (gone, "4930777777")):
            DialledNumber.objects.create(tenant=tenant, system=system, number=number, normalized=f"+{number}")
        for user, extension in ((anna, "12"), (bela, "13")):
            PhoneDevice.objects.create(user=user, system=system, extension=extension)
        Trunk.objects.create(tenant=nordlicht, system=system, name="Nord", sort_key="nord", pbx_name="nord")
        TenantTelephony.objects.create(tenant=nordlicht, system=system, prefix="81")
        BlockedNumber.objects.create(tenant=nordlicht, number="x", normalized="+493066666666")
    return system


@pytest.fixture
def post(anybody: Browser, house: PhoneSystem) -> Callable[[Fields], int]:
    with everywhere():
        token = renew_token(house, by=None)
    began = clock.now() - timedelta(minutes=2)

    def send(fields: Fields) -> int:
        """As the provider posts it; ``at`` is when it happened, for who tells the time."""
        told = dict(fields)
        seconds = told.pop("at", None)
        if seconds is not None and house.push_format == PushFormat.GENERIC:
            told["timestamp"] = (began + timedelta(seconds=seconds)).isoformat()
        body = urlencode(told, doseq=True)
        form = "application/x-www-form-urlencoded"
        return anybody.post(reverse("calls", args=[token]), body, content_type=form).status_code

    return send


def _records() -> dict[str, Fields]:
    with everywhere():
        return {call.key: _record(call) for call in Call.objects.select_related("tenant", "agent", "customer")}


def _record(call: Call) -> Fields:
    return {
        "tenant": call.tenant.code,
        "direction": call.direction,
        "state": call.state,
        "outcome": call.outcome,
        "remote": call.remote_normal,
        "anonymous": call.anonymous,
        "agent": call.agent.username if call.agent else "",
        "customer": call.customer.name if call.customer else "",
        "ring": call.ring_seconds,
        "talk": call.talk_seconds,
        "parties": {part.extension: part.user.username if part.user else "" for part in call.parties.all()},
        "cause": call.cause,
    }


def _held() -> dict[str, str]:
    with everywhere():
        return dict(HeldCall.objects.values_list("call_key", "because"))


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda each: each.name)
def test_what_is_posted_makes_this_record(sequence: Told, house: PhoneSystem, post: Any, frozen: Any) -> None:
    _set_format(house, sequence.push_format)
    told_by_us = sequence.push_format != PushFormat.GENERIC
    for place, fields in enumerate(sequence.events):
        if told_by_us and place:
            frozen.move(seconds=(0, 5, 40)[place])
        assert post(fields) == 200

    assert _records() == sequence.records
    assert _held() == sequence.held


@pytest.mark.parametrize(
    "sequence", [each for each in SEQUENCES if each.any_order and len(each.events) > 1], ids=lambda each: each.name
)
def test_in_every_order_and_doubled_it_is_the_same(sequence: Told, house: PhoneSystem, post: Any) -> None:
    for order in _orders(sequence.events):
        with transaction.atomic():
            for fields in (*order, order[0]):
                assert post(fields) == 200
            assert (_records(), _held()) == (sequence.records, sequence.held), order
            transaction.set_rollback(True)


def _orders(events: Sequence[Fields]) -> Iterable[tuple[Fields, ...]]:
    """All of them where they are few, else backwards and from every place on."""
    if len(events) <= 3:
        return permutations(events)
    turned = [(*events[place:], *events[:place]) for place in range(1, len(events))]
    return [tuple(reversed(events)), *turned]


def test_a_call_to_a_tenant_that_is_not_served_is_held(house: PhoneSystem, post: Any, alpina: Tenant) -> None:
    with everywhere():
        PhoneSystem.objects.filter(pk=house.pk).update(all_tenants=False)
        SystemTenant.objects.create(tenant=alpina, system=house)

    post(new("a"))
    post(new("b", to=ALP))

    assert (set(_records()), _held()) == ({"b"}, {"a": "not_served"})


def test_a_held_call_is_a_tenants_when_its_number_is_told_later(house: PhoneSystem, post: Any) -> None:
    post(end(to="4940999999"))
    held = _held()
    post(new())

    assert held == {"c": "unknown_number"}
    assert (_held(), list(_records())) == ({}, ["c"])
    with everywhere():
        assert ReceivedEvent.objects.filter(tenant=None).count() == 0


def test_whose_phone_it_was_stays_so(house: PhoneSystem, post: Any, bela: User) -> None:
    post(new())
    post(answer())
    PhoneDevice.objects.filter(system=house, extension="12").update(user=bela)
    post(end())

    assert _records()["c"] == record()


def _set_format(system: PhoneSystem, push_format: PushFormat) -> None:
    PhoneSystem.objects.filter(pk=system.pk).update(push_format=push_format)
    system.push_format = push_format
