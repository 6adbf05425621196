"""The door to telephone systems: they are the installation's, and not there while the call integration is off."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from kontor.calls.models import DialledNumber, HeldCall, PhoneSystem, Trunk
from kontor.calls.preferences import INTEGRATION
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need, need_some

READ, WRITE = "phone_systems.read", "phone_systems.write"


def need_calls(request: DeskRequest, may: str) -> None:
    """403 without the right for the installation, 404 while the call integration is off."""
    need(request, may, tenant_id=0)
    if not INTEGRATION.get(request.access.system):
        raise Http404


def is_there(request: HttpRequest) -> bool:
    """For places in the menu and tabs: the call integration is on."""
    access = getattr(request, "access", None)
    return access is not None and INTEGRATION.get(access.system)


def get_system(request: DeskRequest, system_id: int, *, may: str) -> PhoneSystem:
    """A living telephone system with the state of its line."""
    need_calls(request, may)
    system = PhoneSystem.objects.living().select_related("link").filter(pk=system_id).first()
    if system is None:
        raise Http404
    return system


def get_systems(request: DeskRequest, ids: list[int]) -> list[PhoneSystem]:
    """Those of the ids that are there, to be changed."""
    need_calls(request, WRITE)
    rows = list(PhoneSystem.objects.living().filter(pk__in=ids))
    need_some(rows)
    return rows


def get_trunk(system: PhoneSystem, trunk_id: int) -> Trunk:
    found = Trunk.objects.select_related("tenant", "system").filter(pk=trunk_id, system=system).first()
    if found is None:
        raise Http404
    return found


def get_number(system: PhoneSystem, number_id: int) -> DialledNumber:
    found = DialledNumber.objects.select_related("tenant", "category", "system")
    number = found.filter(pk=number_id, system=system).first()
    if number is None:
        raise Http404
    return number


def get_held_call(system: PhoneSystem, held_id: int) -> HeldCall:
    found = HeldCall.objects.select_related("system").filter(pk=held_id, system=system).first()
    if found is None:
        raise Http404
    return found
