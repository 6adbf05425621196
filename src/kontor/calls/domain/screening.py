"""What a telephone system is to do with a new call: reject a blocked caller, show the tenant's number."""

from __future__ import annotations

from kontor.calls.models import BlockedNumber, DialledNumber, PhoneSystem, Trunk
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.channels.telephony.push import Directive
from kontor.kernel import clock
from kontor.kernel.telephone import Telephone, reported, without_affixes
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def directive_for(system: PhoneSystem, event: CallEvent, *, follow_up: str = "") -> Directive:
    """Only the beginning of a call can be decided about."""
    if event.kind != EventKind.BEGUN:
        return Directive(follow_up=follow_up)
    with scope(INSTALLATION, *every_tenant()):
        if event.direction == CallDirection.OUT:
            return _outgoing(system, event, follow_up)
        return Directive(reject=_is_blocked(system, event), follow_up=follow_up)


def _is_blocked(system: PhoneSystem, event: CallEvent) -> bool:
    """Whether the tenant whose number was dialled takes no calls from this one. Other tenants' blocks do not count."""
    dialled, caller = _number(system, event.dialled), _number(system, event.caller)
    if dialled is None or caller is None:
        return False
    tenants = DialledNumber.objects.filter(system=system, normalized=dialled.normal).values("tenant_id")
    blocked = BlockedNumber.objects.filter(tenant_id__in=tenants, normalized=caller.normal)
    return blocked.update(called_at=clock.now()) > 0


def _outgoing(system: PhoneSystem, event: CallEvent, follow_up: str) -> Directive:
    """The number of the trunk that prefix and postfix lead to; without one the telephone system's own choice stays."""
    trunk = _trunk(system, event.dialled)
    if trunk is None:
        return Directive(follow_up=follow_up)
    number = _number(system, without_affixes(event.dialled, prefix=trunk.prefix, postfix=trunk.postfix))
    shown = _number(system, trunk.signalled_number)
    if number is None or shown is None:
        return Directive(follow_up=follow_up)
    return Directive(caller_id=shown.normal, number=number.normal, follow_up=follow_up)


def _trunk(system: PhoneSystem, dialled: str) -> Trunk | None:
    """With the longest prefix and postfix that fit."""
    rows = Trunk.objects.filter(system=system, active=True).exclude(prefix="", postfix="")
    fitting = [row for row in rows if without_affixes(dialled, prefix=row.prefix, postfix=row.postfix) != dialled]
    return max(fitting, key=lambda row: (len(row.prefix) + len(row.postfix), -row.pk), default=None)


def _number(system: PhoneSystem, written: str) -> Telephone | None:
    return reported(written, system.country, area_code=system.area_code, outside_line=system.outside_line)
