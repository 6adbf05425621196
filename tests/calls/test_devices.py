from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.calls.domain.devices import phones_of, set_phones
from kontor.calls.domain.phone_systems import create_system
from kontor.calls.enums import DeviceState
from kontor.calls.models import PhoneDevice, PhoneSystem
from kontor.people.models import User
from tests.support.refusal import refused
from tests.support.scoping import everywhere


@pytest.fixture
def system(database: None) -> PhoneSystem:
    with everywhere():
        return create_system(name="Zentrale", by=None)


def extensions(user: User) -> list[str]:
    return [phone.extension for phone in phones_of(user)]


def test_a_person_gets_phones_in_their_order(system: PhoneSystem, anna: User, ada: User) -> None:
    set_phones(anna, system, ["201", " 301 ", "201", ""], seen=[], by=ada)

    assert extensions(anna) == ["201", "301"]
    with everywhere():
        entry = AuditEntry.objects.get(action="phones changed")
    assert (entry.label, entry.changes) == (str(anna), {"extension (Zentrale)": ["", "201, 301"]})


def test_what_stays_keeps_its_state(system: PhoneSystem, anna: User) -> None:
    set_phones(anna, system, ["201", "301"], seen=[], by=None)
    PhoneDevice.objects.update(state=DeviceState.FREE)

    set_phones(anna, system, ["301", "202"], seen=["201", "301"], by=None)

    assert [(phone.extension, phone.state) for phone in phones_of(anna)] == [("301", "free"), ("202", "unknown")]


def test_the_same_again_changes_nothing(system: PhoneSystem, anna: User) -> None:
    set_phones(anna, system, ["201"], seen=[], by=None)
    set_phones(anna, system, ["201"], seen=[], by=None)

    with everywhere():
        assert AuditEntry.objects.filter(action="phones changed").count() == 1


def test_a_phone_is_one_persons(system: PhoneSystem, anna: User, carla: User) -> None:
    set_phones(anna, system, ["201"], seen=[], by=None)

    with refused("201 at “Zentrale” is the phone of somebody else already."):
        set_phones(carla, system, ["201"], seen=[], by=None)

    assert extensions(carla) == []


@pytest.mark.parametrize("entered", ["20 1", "+49401234", "201\r\nAction: x", "a" * 41, "-1", "PJSIP/201"])
def test_what_is_no_extension_is_refused(system: PhoneSystem, anna: User, entered: str) -> None:
    with refused("is not an extension"):
        set_phones(anna, system, [entered], seen=[], by=None)


def test_what_somebody_else_saved_stays(system: PhoneSystem, anna: User) -> None:
    set_phones(anna, system, ["201"], seen=[], by=None)

    with refused("Nothing was overwritten"):
        set_phones(anna, system, ["202"], seen=[], by=None)
