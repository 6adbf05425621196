"""Calls that belong to nobody: given to a tenant by who keeps the telephone systems, or settled by a new number."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.calls.domain.events import settle
from kontor.calls.domain.telephony import systems_for
from kontor.calls.models import Call, HeldCall, PhoneSystem, ReceivedEvent
from kontor.kernel.errors import Refused
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

MOST = 1000


def held_calls(system: PhoneSystem) -> QuerySet[HeldCall]:
    """The newest first; visible with the installation in the scope."""
    return HeldCall.objects.filter(system=system)


def give(held: HeldCall, tenant: Tenant) -> Call:
    """A call of this tenant from now on, with all that follows. Refused where the system does not serve the tenant."""
    if not systems_for(tenant).filter(pk=held.system_id).exists():
        words = {"system": held.system.name, "tenant": tenant.name}
        raise Refused(_("“%(system)s” does not serve %(tenant)s.") % words)
    call = settle(held.system_id, held.call_key, tenant=tenant)
    if call is None:
        raise Refused(_("The events of this call are not kept any more."))
    return call


def settle_again(system_id: int) -> int:
    """After numbers, trunks or prefixes were changed: whose are they now? Returns how many found their tenant."""
    with scope(INSTALLATION, *every_tenant()):
        keys = list(HeldCall.objects.filter(system_id=system_id).values_list("call_key", flat=True)[:MOST])
        ReceivedEvent.objects.filter(system_id=system_id, call_key__in=keys).update(settled=False)
    return sum(settle(system_id, key) is not None for key in keys)
