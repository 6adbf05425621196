from kontor.calls.models.blocked_number import BlockedNumber
from kontor.calls.models.call import Call, CallParty
from kontor.calls.models.connection_test import LineTest
from kontor.calls.models.device import PhoneDevice
from kontor.calls.models.event import HeldCall, ReceivedEvent, RefusedEvent
from kontor.calls.models.phone_system import PhoneLink, PhoneSystem, SystemTenant
from kontor.calls.models.trunk import DialledNumber, TenantTelephony, Trunk

__all__ = [
    "BlockedNumber",
    "Call",
    "CallParty",
    "DialledNumber",
    "HeldCall",
    "LineTest",
    "PhoneDevice",
    "PhoneLink",
    "PhoneSystem",
    "ReceivedEvent",
    "RefusedEvent",
    "SystemTenant",
    "TenantTelephony",
    "Trunk",
]
