"""An Asterisk in Kontor that need not be there: for what decides before anybody talks to it."""

from __future__ import annotations

from typing import Any

from kontor.calls.enums import Connector, DialFormat, LinkState
from kontor.calls.models import PhoneDevice, PhoneLink, PhoneSystem, TenantTelephony, Trunk
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import everywhere


def make_asterisk(*, link: LinkState | None = LinkState.UP, **values: Any) -> PhoneSystem:
    """A telephone system for all tenants that wants numbers as 0049…; its line stands."""
    name = values.setdefault("name", f"Zentrale {next_number()}")
    values = {
        "host": "127.0.0.1",
        "port": 1,
        "username": "kontor",
        "secret": "secret",
        "context": "kontor-out",
    } | values
    values.setdefault("dial_format", DialFormat.ZEROS)
    system = PhoneSystem.objects.create(sort_key=name.casefold(), connector=Connector.ASTERISK, **values)
    if link is not None:
        PhoneLink.objects.create(system=system, state=link)
    return system


def make_telephony(tenant: Tenant, system: PhoneSystem, *, prefix: str = "", trunk: str = "", number: str = "") -> None:
    """The tenant dials over the system with this prefix, which leads out over a trunk of its own where one is named."""
    with everywhere():
        TenantTelephony.objects.create(tenant=tenant, system=system, prefix=prefix)
        if trunk:
            Trunk.objects.create(
                tenant=tenant,
                system=system,
                name=trunk,
                sort_key=trunk,
                pbx_name=trunk,
                prefix=prefix,
                signalled_number=number,
            )


def make_phone(user: User, system: PhoneSystem, extension: str) -> PhoneDevice:
    return PhoneDevice.objects.create(user=user, system=system, extension=extension)
