"""Telephone systems and what belongs to them, as administrators set them up."""

from __future__ import annotations

from typing import Any

from kontor.calls.domain.phone_systems import create_system
from kontor.calls.domain.trunks import add_trunk
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneSystem, Trunk
from kontor.calls.preferences import INTEGRATION
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import everywhere


def switch_calls_on() -> None:
    """The call integration of the installation is on."""
    values = SystemValues.get()
    values.preferences = {**values.preferences, INTEGRATION.key: True}
    values.save(update_fields=["preferences"])


def make_phone_system(name: str = "", **values: Any) -> PhoneSystem:
    """One that posts its events, unless the connector is named."""
    values.setdefault("connector", Connector.PUSH)
    with everywhere():
        return create_system(name=name or f"Anlage {next_number()}", by=None, **values)


def make_trunk(system: PhoneSystem, tenant: Tenant | None, pbx_name: str = "", **values: Any) -> Trunk:
    """A line of the tenant, or of nobody."""
    with everywhere():
        return add_trunk(system, tenant=tenant, pbx_name=pbx_name or f"trunk{next_number()}", by=None, **values)
