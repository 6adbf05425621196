"""What a telephone system tells of a call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kontor.calls.models import Call, HeldCall, PhoneSystem
from kontor.calls.preferences import TICKET_IN, TICKET_MISSED
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.calls.making import prefer
from tests.factories.phone_systems import make_dialled_number, make_phone_system, make_trunk
from tests.support.scoping import everywhere

CALLER = "+491701234567"


@pytest.fixture
def system(database: None, nordlicht: Tenant, alpina: Tenant) -> PhoneSystem:
    """Calls to 040 111 are Nordlicht's, calls over the trunk south are Alpina's."""
    system = make_phone_system(area_code="40")
    make_dialled_number(system, nordlicht, "+49 40 1234111")
    make_trunk(system, alpina, "south")
    for tenant in (nordlicht, alpina):
        prefer(tenant, TICKET_IN, "never")
        prefer(tenant, TICKET_MISSED, "never")
    return system


def told(second: float, kind: EventKind, key: str = "c1", **values: Any) -> CallEvent:
    at = clock.now() - timedelta(minutes=5) + timedelta(seconds=second)
    return CallEvent(call=key, kind=kind, at=at, **{"direction": CallDirection.IN, **values})


def course(key: str = "c1", *, dialled: str = "+49401234111", **values: Any) -> list[CallEvent]:
    """It rings, is answered at 11 after five seconds, and ends after a minute."""
    return [
        told(0, EventKind.BEGUN, key, caller=CALLER, dialled=dialled, **values),
        told(1, EventKind.RINGING, key, extension="11"),
        told(5, EventKind.ANSWERED, key, extension="11"),
        told(65, EventKind.ENDED, key, cause=16),
    ]


def call_of(system: PhoneSystem, key: str = "c1") -> Call:
    with everywhere():
        return Call.objects.select_related("tenant", "customer").get(system=system, key=key)


def held_of(system: PhoneSystem) -> list[HeldCall]:
    with everywhere():
        return list(HeldCall.objects.filter(system=system))
