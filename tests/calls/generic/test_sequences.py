"""Recorded sequences of posted events, and the call record that each makes: in order, doubled, late, from two nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
from tests.calls.generic.sequences import ALP, CALLER, NORD, SEQUENCES, Fields, Told, answer, end, new, record
from tests.factories.call_records import connect_calls
from tests.factories.customers import make_address, make_customer
from tests.factories.tenants import make_tenant
from tests.support.client import Browser
from tests.support.scoping import everywhere


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
