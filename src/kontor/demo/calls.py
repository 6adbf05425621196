"""The telephone system of the demo: it would post its events; each company dials with a prefix of its own."""

from __future__ import annotations

from kontor.calls.domain.devices import set_phones
from kontor.calls.domain.numbers import add_number
from kontor.calls.domain.phone_systems import create_system, renew_token
from kontor.calls.domain.telephony import change_telephony
from kontor.calls.domain.trunks import add_trunk
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneSystem
from kontor.calls.preferences import INTEGRATION
from kontor.demo.organization import Built
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

PREFIXES = {"NV": "71", "AT": "72"}
NUMBERS = {"NV": "040 5550 7100", "AT": "089 5550 7200"}
EXTENSIONS = {"anna": "201", "bela": "202", "carla": "203", "sven": "210"}


def build_calls(built: list[Built]) -> PhoneSystem:
    """Call integration is on: one telephone system, and for each company a trunk, a number and a prefix."""
    with scope(INSTALLATION, *every_tenant()):
        values = system_values()
        change_system_values({**values.preferences, INTEGRATION.key: True}, version=values.version)
        system = create_system(name="Telefonanlage Hamburg", connector=Connector.PUSH, area_code="40", by=None)
        renew_token(system, by=None)
        for each in built:
            _connect(each, system)
        for user in User.objects.filter(username__in=EXTENSIONS):
            set_phones(user, system, [EXTENSIONS[user.username]], seen=[], by=None)
    return system


def _connect(each: Built, system: PhoneSystem) -> None:
    tenant, prefix, number = each.tenant, PREFIXES[each.plan.code], NUMBERS[each.plan.code]
    name = f"trunk-{each.plan.code.lower()}"
    add_trunk(
        system,
        tenant=tenant,
        name=each.plan.name,
        pbx_name=name,
        prefix=prefix,
        signalled_number=number,
        by=None,
    )
    add_number(system, tenant=tenant, number=number, category=None, by=None)
    change_telephony(tenant, system=system, prefix=prefix, postfix="", version=0, by=None)
