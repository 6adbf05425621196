"""Whose a call is. Incoming: the dialled number, else the trunk. Outgoing: prefix and postfix, else the trunk.

What belongs to nobody is held, with the reason; nobody is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from kontor.calls.domain.folding import Facts
from kontor.calls.enums import Direction, HeldBecause
from kontor.calls.models import DialledNumber, PhoneSystem, SystemTenant, TenantTelephony, Trunk
from kontor.kernel.kept import Kept
from kontor.kernel.telephone import Telephone, is_internal, reported, without_affixes
from kontor.tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Owner:
    """``tenant`` is None for a call that is held, ``because`` of that. The affixes were dialled around the number."""

    tenant: Tenant | None = None
    because: HeldBecause | None = None
    prefix: str = ""
    postfix: str = ""
    shown: str = ""


def owner_of(system: PhoneSystem, facts: Facts) -> Owner:
    """In a scope that sees the installation and every tenant."""
    found = _of_incoming(system, facts) if facts.direction == Direction.IN else _of_outgoing(system, facts)
    if found.tenant is None:
        return found
    if found.tenant.is_deleted:
        return Owner(because=HeldBecause.DELETED_TENANT)
    if not system.all_tenants and not SystemTenant.objects.filter(system=system, tenant=found.tenant).exists():
        return Owner(because=HeldBecause.NOT_SERVED)
    return found


def is_between_phones(system: PhoneSystem, facts: Facts) -> bool:
    """From one phone of the house to another: nobody's call."""
    ours = facts.extension or is_internal(facts.caller, system.country)
    return bool(ours) and is_internal(facts.dialled, system.country) and not _is_dialled_number(system, facts.dialled)


def number_of(system: PhoneSystem, written: str) -> Telephone | None:
    """What the telephone system wrote, as a number of the public network."""
    return reported(written, system.country, area_code=system.area_code, outside_line=system.outside_line)


def _of_incoming(system: PhoneSystem, facts: Facts) -> Owner:
    dialled = number_of(system, facts.dialled)
    if dialled:
        for number in _numbers(system.pk, dialled.normal):
            return Owner(number.tenant)
    return _of_trunk(system, facts) or Owner(because=HeldBecause.UNKNOWN_NUMBER)


def _of_outgoing(system: PhoneSystem, facts: Facts) -> Owner:
    """The longest prefix and postfix that fit, first as tenants dial, then as trunks are reached."""
    rows = TenantTelephony.objects.filter(system=system).exclude(prefix="", postfix="").select_related("tenant")
    trunks = Trunk.objects.filter(system=system, active=True).select_related("tenant").order_by("pk")
    by_affix = trunks.filter(tenant__isnull=False).exclude(prefix="", postfix="")
    row = _longest([*rows.order_by("pk"), *by_affix], facts.dialled)
    if row is not None:
        return Owner(row.tenant, prefix=row.prefix, postfix=row.postfix, shown=_shown(trunks, row))
    return _of_trunk(system, facts) or _without_affix(system, facts) or Owner(because=HeldBecause.UNKNOWN_PREFIX)


def _longest(rows: Iterable[TenantTelephony | Trunk], dialled: str) -> TenantTelephony | Trunk | None:
    fitting = [row for row in rows if without_affixes(dialled, prefix=row.prefix, postfix=row.postfix) != dialled]
    return max(fitting, key=lambda row: len(row.prefix) + len(row.postfix), default=None)


def _shown(trunks: Iterable[Trunk], row: TenantTelephony | Trunk) -> str:
    same = (trunk for trunk in trunks if (trunk.prefix, trunk.postfix) == (row.prefix, row.postfix))
    return next((trunk.signalled_number for trunk in same if trunk.tenant_id in (row.tenant_id, None)), "")


def _of_trunk(system: PhoneSystem, facts: Facts) -> Owner | None:
    """Not before its beginning was told, or it is over: what was dialled goes before the trunk."""
    rows = Trunk.objects.filter(system=system, pbx_name=facts.trunk, active=True, tenant__isnull=False)
    is_known = facts.begun or facts.ended_at
    trunk = rows.select_related("tenant").first() if facts.trunk and is_known else None
    return Owner(trunk.tenant, shown=trunk.signalled_number) if trunk else None


def _without_affix(system: PhoneSystem, facts: Facts) -> Owner | None:
    """The only tenant that dials there without prefix and postfix."""
    rows = TenantTelephony.objects.filter(Q(prefix="") & Q(postfix=""), system=system).select_related("tenant")
    only = list(rows[:2]) if number_of(system, facts.dialled) else []
    return Owner(only[0].tenant) if len(only) == 1 else None


def _is_dialled_number(system: PhoneSystem, written: str) -> bool:
    return DialledNumber.objects.filter(system=system, normalized=written).exists()


_numbers: Kept[DialledNumber] = Kept(
    lambda system_id, normal: (
        DialledNumber.objects.filter(system=system_id, normalized=normal).select_related("tenant").order_by("pk")[:1]
    ),
    str,
)
