"""Whose open pages hear of a call: everybody's whose phone takes part in it, and nobody else's."""

from __future__ import annotations

import psycopg

from kontor.calls.domain.events import receive
from kontor.calls.models import PhoneSystem
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.live.notify import CHANNEL
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.phone_systems import make_dialled_number, make_phone_system
from tests.factories.telephony import make_phone
from tests.support.notified import notified

OURS = "+49405550100"
Line = psycopg.Connection[object]


def tell(system: PhoneSystem, kind: EventKind, **values: str) -> None:
    event = CallEvent(call="c1", kind=kind, at=clock.now(), direction=CallDirection.IN, **values)
    receive(system.pk, [event])


def heard(line: Line) -> set[tuple[str, int]]:
    """("u", person) and ("t", tenant) of what is said of calls since the last time."""
    return {(whose, key) for said in notified(line) for whose, key, kind, _id in said if kind == "call"}


def test_everybody_in_a_call_hears_of_each_change(
    committed_db: str, nordlicht: Tenant, alpina: Tenant, anna: User, bela: User, carla: User
) -> None:
    system = make_phone_system()
    make_dialled_number(system, nordlicht, OURS)
    for user, extension in ((anna, "21"), (bela, "22"), (carla, "23")):
        make_phone(user, system, extension)
    tenant = ("t", nordlicht.pk)
    both = {tenant, ("u", anna.pk), ("u", bela.pk)}

    with psycopg.connect(committed_db, autocommit=True) as line:
        line.execute(f"LISTEN {CHANNEL}")
        tell(system, EventKind.BEGUN, caller="+491701234567", dialled=OURS)
        nobody_yet = heard(line)
        tell(system, EventKind.RINGING, extension="21")
        tell(system, EventKind.RINGING, extension="22")
        rings = heard(line)
        tell(system, EventKind.ANSWERED, extension="21")
        picked_up = heard(line)
        tell(system, EventKind.TRANSFERRED, extension="23")
        passed_on = heard(line)
        tell(system, EventKind.ENDED)
        over = heard(line)

    assert (nobody_yet, rings, picked_up) == ({tenant}, both, both)
    assert passed_on == over == both | {("u", carla.pk)}
