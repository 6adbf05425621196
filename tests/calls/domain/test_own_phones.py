from __future__ import annotations

import pytest

from kontor.calls.domain.own_phones import phones_of
from kontor.calls.enums import Connector, DeviceState, LinkState
from kontor.calls.models import PhoneDevice, PhoneLink, PhoneSystem
from kontor.people.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("link", "state", "works", "fails"),
    [
        (LinkState.UP, DeviceState.FREE, True, ""),
        (LinkState.UP, DeviceState.IN_USE, True, ""),
        (LinkState.UP, DeviceState.UNKNOWN, False, ""),
        (LinkState.UP, DeviceState.UNREACHABLE, False, "The phone is not registered with the telephone system."),
        (LinkState.DOWN, DeviceState.FREE, False, "The telephone system Anlage is not connected."),
        (None, DeviceState.FREE, False, "The telephone system Anlage is not connected."),
    ],
)
def test_phone_at_an_asterisk_works_with_link_and_device(
    anna: User, link: LinkState | None, state: DeviceState, works: bool, fails: str
) -> None:
    system = PhoneSystem.objects.create(name="Anlage", sort_key="anlage")
    PhoneDevice.objects.create(user=anna, system=system, extension="21", state=state)
    if link:
        PhoneLink.objects.create(system=system, state=link)

    [phone] = phones_of(anna)

    assert (phone.extension, phone.works, phone.fails) == ("21", works, fails)


def test_nothing_is_held_against_a_phone_whose_system_only_posts_events(anna: User) -> None:
    system = PhoneSystem.objects.create(name="Anlage", sort_key="anlage", connector=Connector.PUSH)
    PhoneDevice.objects.create(user=anna, system=system, extension="21")

    [phone] = phones_of(anna)

    assert (phone.works, phone.fails) == (False, "")


def test_phones_of_systems_that_are_switched_off_do_not_count(anna: User) -> None:
    system = PhoneSystem.objects.create(name="Anlage", sort_key="anlage", active=False)
    PhoneDevice.objects.create(user=anna, system=system, extension="21")

    assert phones_of(anna) == []
