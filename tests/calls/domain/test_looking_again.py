"""Held calls come to their tenant when numbers, trunks or prefixes say whose they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kontor.calls.domain.events import settle_late
from kontor.calls.domain.looking_again import look_again_for
from kontor.calls.domain.telephony import change_telephony
from kontor.calls.models import Call, HeldCall, PhoneSystem
from kontor.channels.telephony.events import CallDirection
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.phone_systems import make_dialled_number, make_held_call, make_phone_system, make_trunk
from tests.support.scoping import everywhere, in_scope


def dials(system: PhoneSystem, tenant: Tenant) -> None:
    with in_scope(tenant):
        change_telephony(tenant, system=system, prefix="71", postfix="", version=0, by=None)


TOLD: dict[str, Any] = {
    "in": {},
    "out": {"direction": CallDirection.OUT, "extension": "11", "dialled": "7101701234567", "caller": "", "trunk": ""},
}
WAYS: list[tuple[str, Callable[[PhoneSystem, Tenant], object]]] = [
    ("in", lambda system, tenant: make_dialled_number(system, tenant, "040 5550177")),
    ("in", lambda system, tenant: make_trunk(system, tenant, "west")),
    ("out", dials),
]


@pytest.mark.parametrize(("direction", "change"), WAYS)
def test_the_next_look_finds_the_tenant(
    nordlicht: Tenant, frozen: Frozen, direction: str, change: Callable[[PhoneSystem, Tenant], object]
) -> None:
    system, other = make_phone_system(), make_phone_system()
    held = make_held_call(system, **TOLD[direction])
    elsewhere = make_held_call(other, **TOLD[direction])

    change(system, nordlicht)
    frozen.move(minutes=1)
    settle_late()

    with everywhere():
        assert list(Call.objects.values_list("key", "tenant_id")) == [(held.call_key, nordlicht.pk)]
        assert list(HeldCall.objects.values_list("call_key", flat=True)) == [elsewhere.call_key]


def test_for_a_tenant_that_is_there_again_only_its_own_telephone_systems_are_looked_at(
    nordlicht: Tenant, alpina: Tenant, frozen: Frozen
) -> None:
    own, other = make_phone_system(), make_phone_system()
    make_dialled_number(own, nordlicht, "040 5550188")
    make_trunk(other, None, "east")
    make_held_call(own)
    make_held_call(other)

    look_again_for(nordlicht)
    frozen.move(minutes=1)

    assert settle_late() == 1


def test_what_says_nothing_about_it_leaves_it_held(nordlicht: Tenant, frozen: Frozen) -> None:
    system = make_phone_system()
    held = make_held_call(system)

    make_dialled_number(system, nordlicht, "040 5550188")
    frozen.move(minutes=1)

    assert settle_late() == 1
    assert settle_late() == 0
    with everywhere():
        assert HeldCall.objects.get() == held
