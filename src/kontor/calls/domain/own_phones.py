"""A person's own phones, and whether they can be used now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kontor.calls.enums import Connector, DeviceState, LinkState
from kontor.calls.models import PhoneDevice
from kontor.kernel.kept import Kept
from kontor.people.models import User

USABLE = (DeviceState.FREE, DeviceState.RINGING, DeviceState.IN_USE)


@dataclass(frozen=True)
class OwnPhone:
    """A phone of the person. ``fails`` is the sentence why it cannot be used, if so."""

    extension: str
    system: str
    state: DeviceState
    since: datetime | None
    fails: str

    @property
    def works(self) -> bool:
        """The telephone system says so; of one that tells nothing it is not known."""
        return not self.fails and self.state in USABLE


_of_user: Kept[PhoneDevice] = Kept(
    lambda user_id: PhoneDevice.objects.filter(
        user=user_id, system__deleted_at=None, system__active=True
    ).select_related("system__link")
)


def phones_of(user: User) -> list[OwnPhone]:
    """In the order in which they are used."""
    return [_phone(row) for row in _of_user(user.pk)]


def _phone(row: PhoneDevice) -> OwnPhone:
    return OwnPhone(row.extension, row.system.name, DeviceState(row.state), row.state_at, _fails(row))


def _fails(row: PhoneDevice) -> str:
    link = getattr(row.system, "link", None)
    if row.system.connector == Connector.ASTERISK and (link is None or link.state != LinkState.UP):
        return _("The telephone system %(system)s is not connected.") % {"system": row.system.name}
    if row.state == DeviceState.UNREACHABLE:
        return _("The phone is not registered with the telephone system.")
    return ""
