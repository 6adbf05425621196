"""What people's phones are doing, as their telephone system tells."""

from __future__ import annotations

from collections.abc import Mapping

from kontor.calls.enums import DeviceState
from kontor.calls.models import PhoneDevice
from kontor.kernel import clock
from kontor.live.notify import told
from kontor.tenants.scope import INSTALLATION, scope

MEANINGS = {
    "NOT_INUSE": DeviceState.FREE,
    "INUSE": DeviceState.IN_USE,
    "BUSY": DeviceState.IN_USE,
    "ONHOLD": DeviceState.IN_USE,
    "RINGING": DeviceState.RINGING,
    "RINGINUSE": DeviceState.IN_USE,
    "UNAVAILABLE": DeviceState.UNREACHABLE,
    "INVALID": DeviceState.UNREACHABLE,
}
"""Asterisk's words for them."""


def write_states(system_id: int, technology: str, states: Mapping[str, str]) -> int:
    """``states``: a device as Asterisk calls it ("PJSIP/1001") and its word. How many phones of people changed.

    Whose phone it is hears of it.
    """
    by_extension = {
        device.removeprefix(f"{technology}/"): MEANINGS.get(word, DeviceState.UNKNOWN)
        for device, word in states.items()
        if device.startswith(f"{technology}/")
    }
    count = 0
    with scope(INSTALLATION):
        for phone in PhoneDevice.objects.filter(system_id=system_id, extension__in=by_extension).order_by("id"):
            state = by_extension[phone.extension]
            if state != phone.state:
                PhoneDevice.objects.filter(pk=phone.pk).update(state=state, state_at=clock.now())
                told(phone.user_id, "phone", phone.pk)
                count += 1
    return count
