"""Held calls are settled again when it may have come to be known whose they are."""

from __future__ import annotations

from kontor.calls.models import DialledNumber, HeldCall, ReceivedEvent, TenantTelephony, Trunk
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, scope

MOST = 1000


def look_again_for(tenant: Tenant) -> None:
    """The tenant is there again: calls to it that were held meanwhile become its calls."""
    with scope(INSTALLATION, tenant.pk):
        rows = (DialledNumber.objects, Trunk.objects, TenantTelephony.objects)
        systems = {pk for each in rows for pk in each.filter(tenant=tenant).values_list("system_id", flat=True)}
    for system_id in sorted(systems - {None}):
        look_again(system_id)


def look_again(system_id: int) -> None:
    """Numbers, trunks or prefixes of the telephone system have changed: ``settle_late`` looks at its newest held calls.

    It does so within a minute or two, in jobs: here nothing but marks is written.
    """
    with scope(INSTALLATION):
        keys = HeldCall.objects.filter(system_id=system_id).values("call_key")[:MOST]
        ReceivedEvent.objects.filter(system_id=system_id, call_key__in=keys, tenant=None).update(settled=False)
