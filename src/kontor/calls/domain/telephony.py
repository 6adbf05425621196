"""What the calls of a tenant go out with: telephone system, prefix and postfix."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change
from kontor.calls.domain.looking_again import look_again
from kontor.calls.domain.trunks import require_diallable
from kontor.calls.models import Call, DialledNumber, PhoneSystem, SystemTenant, TenantTelephony, Trunk
from kontor.kernel import telephone
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def systems_for(tenant: Tenant) -> QuerySet[PhoneSystem]:
    """The active telephone systems that serve the tenant."""
    chosen = SystemTenant.objects.filter(tenant=tenant).values("system")
    return PhoneSystem.objects.active().filter(Q(all_tenants=True) | Q(pk__in=chosen))


def choosable_systems(tenant: Tenant) -> QuerySet[PhoneSystem]:
    """Those that serve the tenant, and the one it has, whatever became of it."""
    has = TenantTelephony.objects.filter(tenant=tenant).values("system")
    return systems_for(tenant) | PhoneSystem.objects.living().filter(pk__in=has)


def is_called(tenant: Tenant) -> bool:
    """A number or a trunk is the tenant's: calls that come in there are its calls."""
    numbers, trunks = (rows.filter(tenant=tenant) for rows in (DialledNumber.objects, Trunk.objects))
    return numbers.exists() or trunks.exists()


def test_calls_of(user: User, tenant: Tenant) -> QuerySet[Call]:
    """The person's test calls for the tenant, the newest first."""
    return Call.objects.filter(tenant=tenant, is_test=True, placed_by=user).order_by("-id")


def telephony_of(tenant: Tenant) -> TenantTelephony:
    """What the tenant dials with; without a telephone system while nothing was ever saved."""
    found = TenantTelephony.objects.filter(tenant=tenant).select_related("system").first()
    return found or TenantTelephony(tenant=tenant, version=0)


@transaction.atomic(savepoint=False)
def change_telephony(
    tenant: Tenant,
    *,
    system: PhoneSystem | None,
    prefix: str,
    postfix: str,
    version: int,
    by: AbstractBaseUser | None,
) -> TenantTelephony:
    """The tenant's calls go out over this system, dialled with prefix and postfix. Without a system it places none.

    Refused when somebody else saved meanwhile, for a system that does not serve the tenant, and for a prefix and
    postfix with which another tenant dials there, or which lead to another tenant's trunk: whose calls they were, and
    which number they show, would be a matter of chance.
    """
    prefix, postfix = one_line(prefix), one_line(postfix)
    require_diallable(prefix, postfix)
    if system is not None:
        PhoneSystem.objects.select_for_update().get(pk=system.pk)
    saved = TenantTelephony.objects.select_for_update(of=("self",)).filter(tenant=tenant).first()
    if (saved.version if saved else 0) != version:
        raise Refused(_("Somebody else has changed these settings in the meantime. Nothing was overwritten."))
    if system is not None:
        if not systems_for(tenant).filter(pk=system.pk).exists():
            words = {"system": system.name, "tenant": tenant.name}
            raise Refused(_("“%(system)s” does not serve %(tenant)s.") % words)
        _require_free(tenant, system, prefix, postfix)
    row = saved or TenantTelephony(tenant=tenant, version=0)
    before = _state(row)
    row.system, row.prefix, row.postfix = system, prefix, postfix
    row.version += 1
    row.save()
    if changes := difference(before, _state(row)):
        record_change("telephony changed", tenant, by=by, tenant_id=tenant.pk, changes=changes)
        if system is not None:
            look_again(system.pk)
    return row


def trunk_for(tenant: Tenant, system: PhoneSystem, prefix: str, postfix: str) -> Trunk | None:
    """The active trunk that leads out with prefix and postfix: the tenant's own, or one that is nobody's."""
    with scope(INSTALLATION, tenant.pk):
        rows = Trunk.objects.filter(system=system, prefix=prefix, postfix=postfix, active=True)
        return rows.order_by("tenant_id", "sort_key").first()


@dataclass(frozen=True)
class Outgoing:
    """What happens with a call: what is dialled, over which trunk it goes out, and what the called person sees.

    ``trunk`` is None, and ``shown`` empty, where only the telephone system knows.
    """

    prefix: str
    digits: str
    postfix: str
    trunk: Trunk | None

    @property
    def string(self) -> str:
        return f"{self.prefix}{self.digits}{self.postfix}"

    @property
    def shown(self) -> str:
        return self.trunk.signalled_number if self.trunk else ""


def outgoing(tenant: Tenant, system: PhoneSystem, prefix: str, postfix: str, number: str) -> Outgoing:
    """A call of the tenant to this number, written in any notation; "" for a look at the trunk alone.

    Refused for what is no number, for emergency numbers, and for what cannot be dialled.
    """
    require_diallable(prefix, postfix)
    digits = ""
    if number.strip():
        read = telephone.read(number, tenant.country)
        digits = telephone.dial(read, system.dial_format, system.country, outside_line=system.outside_line)
    trunk = trunk_for(tenant, system, prefix, postfix) if prefix or postfix else None
    return Outgoing(prefix, digits, postfix, trunk)


def _require_free(tenant: Tenant, system: PhoneSystem, prefix: str, postfix: str) -> None:
    """Other tenants are out of sight of who saves, so they are not named."""
    if not prefix and not postfix:
        return
    same = {"system": system, "prefix": prefix, "postfix": postfix}
    with scope(INSTALLATION, *every_tenant()):
        dialling = TenantTelephony.objects.filter(**same).exclude(tenant=tenant).exists()
        trunk = Trunk.objects.filter(**same, active=True).exclude(Q(tenant=tenant) | Q(tenant=None)).exists()
    words = {"dialled": f"{prefix}…{postfix}", "system": system.name}
    if dialling:
        raise Refused(_("Another tenant dials with %(dialled)s at “%(system)s” already.") % words, about="prefix")
    if trunk:
        raise Refused(
            _("At “%(system)s” %(dialled)s leads out over the trunk of another tenant.") % words, about="prefix"
        )


def _state(row: TenantTelephony) -> dict[str, object]:
    return {"telephone system": row.system.name if row.system else "", "prefix": row.prefix, "postfix": row.postfix}
