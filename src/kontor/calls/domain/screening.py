"""What a telephone system is to do with a new call: reject a blocked caller, show the tenant's number."""

from __future__ import annotations

from kontor.calls.domain.folding import fold
from kontor.calls.domain.whose import Owner, number_of, owner_of
from kontor.calls.models import BlockedNumber, PhoneSystem
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.channels.telephony.push import Directive
from kontor.kernel import clock
from kontor.kernel.telephone import without_affixes
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def directive_for(system: PhoneSystem, event: CallEvent, *, follow_up: str = "") -> Directive:
    """Only the beginning of a call can be decided about. A call of nobody goes its way."""
    facts = fold([event]) if event.kind == EventKind.BEGUN else None
    if facts is None:
        return Directive(follow_up=follow_up)
    with scope(INSTALLATION, *every_tenant()):
        owner = owner_of(system, facts)
        if owner.tenant is None:
            return Directive(follow_up=follow_up)
        if event.direction == CallDirection.OUT:
            return _outgoing(system, event, owner, follow_up)
        return Directive(reject=_is_blocked(system, event, owner.tenant), follow_up=follow_up)


def _is_blocked(system: PhoneSystem, event: CallEvent, tenant: Tenant) -> bool:
    """Whether the tenant takes no calls from this number. Other tenants' blocks do not count."""
    caller = number_of(system, event.caller)
    if caller is None:
        return False
    blocked = BlockedNumber.objects.filter(tenant=tenant, normalized=caller.normal)
    return blocked.update(called_at=clock.now()) > 0


def _outgoing(system: PhoneSystem, event: CallEvent, owner: Owner, follow_up: str) -> Directive:
    """The number of the trunk that prefix and postfix lead to; without one the telephone system's own choice stays."""
    number = number_of(system, without_affixes(event.dialled, prefix=owner.prefix, postfix=owner.postfix))
    shown = number_of(system, owner.shown)
    if number is None or shown is None:
        return Directive(follow_up=follow_up)
    return Directive(caller_id=shown.normal, number=number.normal, follow_up=follow_up)
