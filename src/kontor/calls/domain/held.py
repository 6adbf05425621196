"""Calls that belong to nobody: given to a tenant by who keeps the telephone systems."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.calls.domain.events import settle
from kontor.calls.domain.telephony import systems_for
from kontor.calls.models import Call, HeldCall, PhoneSystem
from kontor.kernel.errors import Refused
from kontor.tenants.models import Tenant


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
