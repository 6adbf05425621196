"""The numbers that customers dial, and whose calls they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference
from kontor.calls.domain.looking_again import look_again
from kontor.calls.domain.phone_systems import lock_system, served_tenants
from kontor.calls.domain.system_rows import Sentences, change_row, record_row
from kontor.calls.models import DialledNumber, PhoneSystem
from kontor.kernel import telephone
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.org.domain.category_queries import categories_to_choose
from kontor.org.models import Category
from kontor.tenants.models import Tenant


class NumberValues(TypedDict):
    """``number`` in any notation, of the country of the telephone system where it says no other."""

    number: str
    tenant: Tenant
    category: Category | None


@transaction.atomic(savepoint=False)
def add_number(system: PhoneSystem, *, by: AbstractBaseUser | None, **values: Unpack[NumberValues]) -> DialledNumber:
    """Calls to this number are the tenant's, also those that are held. Needs the installation and all
    tenants in the scope.

    Refused for what is no phone number, for one that is somebody's at this telephone system already, and for a
    category of another tenant, or one that is not for phone tickets.
    """
    number = DialledNumber(system=lock_system(system))
    _fill(number, values)
    number.save(force_insert=True)
    record_row("added", number, by=by, changes=difference({}, _state(number)))
    look_again(system.pk)
    return number


@transaction.atomic(savepoint=False)
def change_number(
    row: DialledNumber, *, version: int, by: AbstractBaseUser | None, **values: Unpack[NumberValues]
) -> DialledNumber:
    """Change it; refused as for a new one, and when somebody else has saved meanwhile."""
    sentences = Sentences(
        _("Somebody else has removed this number in the meantime."),
        _("Somebody else has changed this number in the meantime. Nothing was overwritten."),
    )
    rows = DialledNumber.objects.select_related("tenant", "category", "system")
    return change_row(
        row, rows, lambda number: _fill(number, values), _state, version=version, sentences=sentences, by=by
    )


@transaction.atomic(savepoint=False)
def remove_number(number: DialledNumber, *, by: AbstractBaseUser | None) -> None:
    """Remove it. Calls to it belong to whoever has the trunk, or are held."""
    lock_system(number.system)
    if DialledNumber.objects.filter(pk=number.pk).exists():
        record_row("removed", number, by=by)
        number.delete()


def numbers_of(system: PhoneSystem) -> QuerySet[DialledNumber]:
    """Those of the tenants in the scope, with tenant and category."""
    return DialledNumber.objects.filter(system=system).select_related("tenant", "category")


def phone_categories(tenants: Iterable[Tenant]) -> QuerySet[Category]:
    """The categories of these tenants that phone tickets may be in, for a choice."""
    chosen = tuple(tenant.pk for tenant in tenants)
    return categories_to_choose(chosen).filter(allowed_for_phone_tickets=True)


def _fill(number: DialledNumber, values: NumberValues) -> None:
    system, tenant, category = number.system, values["tenant"], values["category"]
    number.number = one_line(values["number"])
    number.normalized = _normal(number.number, system)
    number.tenant, number.category = tenant, category
    if tenant not in served_tenants(system):
        words = {"system": system.name, "tenant": tenant.name}
        raise Refused(_("“%(system)s” does not serve %(tenant)s.") % words)
    if category is not None and category.tenant_id != tenant.pk:
        words = {"category": category.name, "tenant": tenant.name}
        raise Refused(_("The category “%(category)s” is not one of %(tenant)s.") % words)
    if category is not None and not category.allowed_for_phone_tickets:
        raise Refused(_("The category “%(category)s” is not for phone tickets.") % {"category": category.name})
    same = DialledNumber.objects.filter(system=system, normalized=number.normalized).exclude(pk=number.pk)
    if other := same.select_related("tenant").first():
        words = {"number": other.number, "tenant": other.tenant.name}
        raise Refused(_("%(number)s is a number of %(tenant)s already.") % words)


def _normal(text: str, system: PhoneSystem) -> str:
    """As the telephone system's reports are read: also without the area code of its town."""
    found = telephone.reported(text, system.country, area_code=system.area_code)
    return (found or telephone.read(text, system.country)).normal


def _state(number: DialledNumber) -> dict[str, Any]:
    return {
        "telephone system": number.system.name,
        "number": number.number,
        "tenant": number.tenant.name,
        "category": number.category.name if number.category else "",
    }
