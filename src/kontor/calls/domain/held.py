"""Calls that belong to nobody: given to a tenant by who keeps the telephone systems."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.calls.domain.events import settle
from kontor.calls.domain.telephony import systems_for
from kontor.calls.enums import Direction
from kontor.calls.models import Call, HeldCall, PhoneSystem
from kontor.kernel import telephone
from kontor.kernel.errors import Refused
from kontor.tenants.models import Tenant


def held_calls(system: PhoneSystem) -> QuerySet[HeldCall]:
    """The newest first; visible with the installation in the scope."""
    return HeldCall.objects.filter(system=system).select_related("system")


def number_of(held: HeldCall) -> str:
    """At which number the caller is called back, in E.164; "" where there is none. Whom somebody called is not
    known: the prefix that stands before the number may be the reason why it is held."""
    if held.direction != Direction.IN:
        return ""
    return telephone.lookup_key(held.caller, held.system.country).partition(";")[0]


def give(held: HeldCall, tenant: Tenant) -> Call:
    """A call of this tenant from now on, with all that follows. Refused where the system does not serve the tenant."""
    if not systems_for(tenant).filter(pk=held.system_id).exists():
        words = {"system": held.system.name, "tenant": tenant.name}
        raise Refused(_("“%(system)s” does not serve %(tenant)s.") % words)
    call = settle(held.system_id, held.call_key, tenant=tenant)
    if call is None:
        raise Refused(_("The events of this call are not kept any more."))
    return call
