"""Calls that a person dials themselves: the telephone system tells of calls and places none."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from kontor.calls.domain.telephony import Outgoing, outgoing, systems_for, telephony_of
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneSystem
from kontor.calls.preferences import INTEGRATION
from kontor.kernel import telephone
from kontor.preferences.domain.system import system_values
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class ByHand:
    """What is dialled on the phone, and over which telephone system."""

    system: PhoneSystem
    number: str
    """Whom one reaches, as the tenant's country writes it."""
    outgoing: Outgoing

    @property
    def address(self) -> str:
        """For the telephone program of the computer (RFC 3966): the digits as they are dialled here."""
        return f"tel:{quote(self.outgoing.string, safe='+*')}"


def by_hand(tenant: Tenant, number: str) -> ByHand | None:
    """What a person dials so that the call is the tenant's, with its prefix and postfix. None where a telephone system
    can be told to place it, or the tenant has none. Refused for emergency numbers and what is no number."""
    if not INTEGRATION.get(system_values()):
        return None
    telephony = telephony_of(tenant)
    system = systems_for(tenant).filter(pk=telephony.system_id or 0).first()
    if system is None or system.connector == Connector.ASTERISK:
        return None
    shown = telephone.read(number, tenant.country).shown(tenant.country)
    return ByHand(system, shown, outgoing(tenant, system, telephony.prefix, telephony.postfix, number))
