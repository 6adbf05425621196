"""Trunks of a telephone system are added, changed and removed."""

from __future__ import annotations

import re
from typing import Any, TypedDict, Unpack

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, snapshot
from kontor.calls.domain.looking_again import look_again
from kontor.calls.domain.phone_systems import lock_system, served_tenants
from kontor.calls.domain.system_rows import Sentences, change_row, record_row
from kontor.calls.models import PhoneSystem, TenantTelephony, Trunk
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.tenants.models import Tenant

TEXTS = ("name", "pbx_name", "prefix", "postfix", "signalled_number")
AUDITED = (*TEXTS, "active")
DIALLABLE = re.compile(r"[0-9*#]*")


class TrunkValues(TypedDict, total=False):
    """What can be set. ``tenant`` None: calls that come over it belong to whoever owns the dialled number."""

    tenant: Tenant | None
    name: str
    pbx_name: str
    prefix: str
    postfix: str
    signalled_number: str
    active: bool


@transaction.atomic(savepoint=False)
def add_trunk(system: PhoneSystem, *, by: AbstractBaseUser | None, **values: Unpack[TrunkValues]) -> Trunk:
    """A trunk. Needs the installation and all tenants in the scope.

    Refused for a name that the telephone system's other trunks have there, for a prefix or postfix that leads out
    over another active trunk already, and for one with which another tenant dials: it would show this one's number.
    """
    system = lock_system(system)
    trunk = Trunk(system=system)
    _fill(trunk, values)
    trunk.save(force_insert=True)
    record_row("added", trunk, by=by, changes=difference({}, _state(trunk)))
    look_again(system.pk)
    return trunk


@transaction.atomic(savepoint=False)
def change_trunk(trunk: Trunk, *, version: int, by: AbstractBaseUser | None, **values: Unpack[TrunkValues]) -> Trunk:
    """Change what is given; refused as for a new one, and when somebody else has saved meanwhile."""
    sentences = Sentences(
        _("Somebody else has removed this trunk in the meantime."),
        _("Somebody else has changed this trunk in the meantime. Nothing was overwritten."),
    )
    rows = Trunk.objects.select_related("tenant")
    return change_row(trunk, rows, lambda row: _fill(row, values), _state, version=version, sentences=sentences, by=by)


@transaction.atomic(savepoint=False)
def remove_trunk(trunk: Trunk, *, by: AbstractBaseUser | None) -> None:
    """Remove it. Calls that come over it belong to whoever owns the dialled number, or are held."""
    lock_system(trunk.system)
    if Trunk.objects.filter(pk=trunk.pk).exists():
        record_row("removed", trunk, by=by)
        trunk.delete()


def trunks_of(system: PhoneSystem) -> QuerySet[Trunk]:
    """Those of the tenants in the scope and, with the installation in it, nobody's; with their tenants."""
    return Trunk.objects.filter(system=system).select_related("tenant")


def require_diallable(*texts: str) -> None:
    """Refused for a prefix or postfix with anything but digits, * and #."""
    if not all(DIALLABLE.fullmatch(text) for text in texts):
        raise Refused(_("Prefix and postfix consist of digits, * and # only."))


def _fill(trunk: Trunk, values: TrunkValues) -> None:
    entered: dict[str, Any] = dict(values)
    if "tenant" in entered:
        trunk.tenant = entered["tenant"]
    for name in AUDITED:
        if name in entered:
            setattr(trunk, name, one_line(entered[name]) if name in TEXTS else entered[name])
    trunk.name = trunk.name or trunk.pbx_name
    trunk.sort_key = sort_key_german(trunk.name)
    _require_usable(trunk)


def _require_usable(trunk: Trunk) -> None:
    if not trunk.pbx_name:
        raise Refused(_("A trunk needs the name that it has in the telephone system."))
    require_diallable(trunk.prefix, trunk.postfix)
    if trunk.tenant and trunk.tenant not in served_tenants(trunk.system):
        words = {"system": trunk.system.name, "tenant": trunk.tenant.name}
        raise Refused(_("“%(system)s” does not serve %(tenant)s.") % words)
    others = Trunk.objects.filter(system=trunk.system).exclude(pk=trunk.pk)
    if other := others.filter(pbx_name=trunk.pbx_name).first():
        words = {"name": other.name, "pbx_name": trunk.pbx_name}
        raise Refused(_("“%(name)s” has the name %(pbx_name)s in the telephone system already.") % words)
    if trunk.active and (trunk.prefix or trunk.postfix):
        _require_own_way(trunk)


def _require_own_way(trunk: Trunk) -> None:
    same = {"system": trunk.system, "prefix": trunk.prefix, "postfix": trunk.postfix}
    words = {"dialled": f"{trunk.prefix}…{trunk.postfix}"}
    if other := Trunk.objects.filter(**same, active=True).exclude(pk=trunk.pk).first():
        raise Refused(_("%(dialled)s leads out over “%(name)s” already.") % {**words, "name": other.name})
    dialling = TenantTelephony.objects.filter(**same).exclude(tenant=trunk.tenant).select_related("tenant").first()
    if trunk.tenant and dialling:
        words |= {"other": dialling.tenant.name, "tenant": trunk.tenant.name}
        raise Refused(
            _("%(other)s dials with %(dialled)s; over this trunk its calls would show the number of %(tenant)s.")
            % words
        )


def _state(trunk: Trunk) -> dict[str, Any]:
    return {
        "telephone system": trunk.system.name,
        "tenant": trunk.tenant.name if trunk.tenant else "",
        **snapshot(trunk, AUDITED),
    }
