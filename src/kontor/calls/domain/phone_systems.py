"""Telephone systems are created, changed and deleted; their tokens are made anew."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Unpack

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.calls.domain.looking_again import look_again
from kontor.calls.domain.system_values import AUDITED, PhoneSystemValues, fill
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneDevice, PhoneLink, PhoneSystem, SystemTenant, TenantTelephony
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.preferences.uses import InUse, Use, listed
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, current

SAVED = (*AUDITED, "sort_key", "version", "changed_at")
CONNECTION = ("host", "port", "tls", "ca_file")
"""Where the password goes, and how."""


@transaction.atomic(savepoint=False)
def create_system(*, by: AbstractBaseUser | None, **values: Unpack[PhoneSystemValues]) -> PhoneSystem:
    """A new telephone system. Needs the installation and all tenants in the scope, as all verbs here do.

    Refused for a name that another living one has, and for what could never work.
    """
    require_installation()
    system = PhoneSystem()
    fill(system, values)
    _save(system, new=True)
    PhoneLink.objects.create(system=system)
    _serve(system, values)
    record_change("created", system, by=by, tenant_id=None, changes=difference({}, _state(system)))
    return system


@transaction.atomic(savepoint=False)
def change_system(
    system: PhoneSystem, *, version: int, by: AbstractBaseUser | None, **values: Unpack[PhoneSystemValues]
) -> PhoneSystem:
    """Change what is given.

    Refused when somebody else has saved meanwhile; with another server while the password is not entered again (else
    whoever may change the server could have it sent to one of their own); and when a tenant that dials over the
    system, or has numbers or trunks there, would not be served any more.
    """
    system = lock_system(system, version)
    before, had = _state(system), system.secret
    went = [getattr(system, name) for name in CONNECTION]
    fill(system, values)
    if had and not values.get("secret") and went != [getattr(system, name) for name in CONNECTION]:
        raise Refused(_("Enter the password again, because it would go another way: %(host)s.") % {"host": system.host})
    _serve(system, values)
    system.version += 1
    _save(system)
    if changes := difference(before, _state(system)):
        record_change("changed", system, by=by, tenant_id=None, changes=changes)
        look_again(system.pk)
    return system


@transaction.atomic(savepoint=False)
def delete_systems(systems: Iterable[PhoneSystem], *, by: AbstractBaseUser | None) -> int:
    """Delete them logically, all or none; how many. Their call records stay, their tokens end.

    ``InUse`` while tenants dial over one, or people have phones there.
    """
    require_installation()
    ids = [system.pk for system in systems]
    rows = list(PhoneSystem.objects.living().select_for_update().filter(pk__in=ids).order_by("sort_key"))
    found = [(system, uses) for system in rows if (uses := uses_of(system))]
    if found:
        words = {"uses": listed([use for _system, uses in found for use in uses])}
        raise InUse(_("Not deleted. %(uses)s. Let them use another telephone system first.") % words, found)
    for system in rows:
        system.deleted_at, system.token_hash = clock.now(), ""
        system.version += 1
        system.save(update_fields=["deleted_at", "token_hash", "version", "changed_at"])
        record_change("deleted", system, by=by, tenant_id=None)
    return len(rows)


@transaction.atomic(savepoint=False)
def renew_token(system: PhoneSystem, *, by: AbstractBaseUser | None) -> str:
    """A new token for whoever posts events; the old one ends at once. It is told once: only its hash is kept."""
    system = lock_system(system)
    if system.connector != Connector.PUSH:
        raise Refused(_("Only a telephone system that posts its events needs a token."))
    token = secrets.token_urlsafe(32)
    system.token_hash = hashlib.sha256(token.encode()).hexdigest()
    system.version += 1
    system.save(update_fields=["token_hash", "version", "changed_at"])
    record_change("token renewed", system, by=by, tenant_id=None)
    return token


def lock_system(system: PhoneSystem, version: int | None = None) -> PhoneSystem:
    """The living row, locked. What belongs to a telephone system is changed by one at a time."""
    require_installation()
    locked = PhoneSystem.objects.living().select_for_update().filter(pk=system.pk).first()
    if locked is None:
        raise Refused(_("Somebody else has deleted this telephone system in the meantime."))
    if version is not None and locked.version != version:
        raise Refused(_("Somebody else has changed this telephone system in the meantime. Nothing was overwritten."))
    return locked


def require_installation() -> None:
    if INSTALLATION not in current():
        raise Refused(_("Only administrators of the installation set up telephone systems."))


def uses_of(system: PhoneSystem) -> list[Use]:
    """Who would miss it: tenants that dial over it, people with phones."""
    tenants = TenantTelephony.objects.filter(system=system).select_related("tenant").order_by("tenant__sort_key")
    phones = PhoneDevice.objects.filter(system=system).select_related("user").order_by("user__name")
    return [
        *(Use("tenant", gettext_lazy("tenant"), row.tenant.name, row.tenant_id) for row in tenants),
        *(Use("user", gettext_lazy("phone of"), str(row.user), row.user_id) for row in phones),
    ]


def served_tenants(system: PhoneSystem) -> list[Tenant]:
    """The living tenants it serves, of those in the scope."""
    return list(served(system))


def served(system: PhoneSystem) -> QuerySet[Tenant]:
    """The same, for a choice."""
    rows = Tenant.objects.living()
    if system.all_tenants:
        return rows
    return rows.filter(pk__in=SystemTenant.objects.filter(system=system).values("tenant"))


def systems_in_scope(*, all_of_them: bool) -> QuerySet[PhoneSystem]:
    """The active telephone systems; else those for all tenants and those that serve a tenant of the scope."""
    rows = PhoneSystem.objects.active().order_by("sort_key")
    if all_of_them:
        return rows
    return rows.filter(Q(all_tenants=True) | Q(pk__in=SystemTenant.objects.values("system")))


def _serve(system: PhoneSystem, values: PhoneSystemValues) -> None:
    if "tenants" in values:
        wanted = {tenant.pk for tenant in values["tenants"]}
        SystemTenant.objects.filter(system=system).exclude(tenant__in=wanted).delete()
        has = set(SystemTenant.objects.filter(system=system).values_list("tenant_id", flat=True))
        SystemTenant.objects.bulk_create(
            [SystemTenant(system=system, tenant_id=tenant_id) for tenant_id in sorted(wanted - has)]
        )
    _require_served(system)


def _require_served(system: PhoneSystem) -> None:
    """Nothing of a tenant stays at a system that does not serve it."""
    if system.all_tenants:
        return
    served = SystemTenant.objects.filter(system=system).values("tenant")
    places = (TenantTelephony.objects.filter(system=system), system.numbers, system.trunks.exclude(tenant=None))
    left = {name for rows in places for name in rows.exclude(tenant__in=served).values_list("tenant__name", flat=True)}
    if left:
        raise Refused(
            _("%(tenants)s: a prefix, a number or a trunk at this telephone system. Remove them there first.")
            % {"tenants": ", ".join(sorted(left))}
        )


def _save(system: PhoneSystem, *, new: bool = False) -> None:
    try:
        with transaction.atomic():
            if new:
                system.save(force_insert=True)
            else:
                system.save(update_fields=SAVED)
    except IntegrityError:
        raise Refused(
            _("There is a telephone system called “%(name)s” already.") % {"name": system.name}, about="name"
        ) from None


def _state(system: PhoneSystem) -> dict[str, Any]:
    served: Sequence[Tenant] = [] if system.all_tenants else served_tenants(system)
    return {**snapshot(system, AUDITED), "tenants": [tenant.name for tenant in served]}
