"""The address book of a tenant: outside experts, their companies, and what they are asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.customers.models import Expert
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import can_be_written_to, normalize_email, one_line, sort_key_german
from kontor.tenants.models import Tenant

FIELDS = ("name", "company", "address", "phone", "language", "purposes", "remarks", "active")
MOST_PURPOSES = 20


@dataclass(frozen=True)
class ExpertValues:
    """What the mask holds."""

    name: str
    address: str
    company: str = ""
    phone: str = ""
    language: str = ""
    purposes: tuple[str, ...] = ()
    remarks: str = ""
    active: bool = True

    @property
    def columns(self) -> dict[str, Any]:
        """As the row keeps them. Refused without a name, and for what is no address."""
        name, key = one_line(self.name), normalize_email(self.address)
        if not name:
            raise Refused(_("Enter a name."))
        if not can_be_written_to(self.address):
            raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": self.address})
        return {
            "name": name[:200],
            "sort_key": sort_key_german(name)[:400],
            "company": one_line(self.company)[:200],
            "address": one_line(self.address),
            "address_key": key,
            "phone": one_line(self.phone)[:60],
            "language": self.language,
            "purposes": list(split_purposes(self.purposes)),
            "remarks": self.remarks.strip(),
            "active": self.active,
        }


def split_purposes(written: Iterable[str]) -> tuple[str, ...]:
    """Each once, without blanks around it, in the order written."""
    purposes = dict.fromkeys(one_line(each)[:60] for each in written)
    return tuple(each for each in purposes if each)[:MOST_PURPOSES]


@transaction.atomic(savepoint=False)
def create_expert(tenant: Tenant, values: ExpertValues, *, by: AbstractBaseUser | None) -> Expert:
    """A new entry. Refused when the tenant has one with this address."""
    expert = Expert(tenant=tenant, **values.columns)
    _save(expert)
    record_change("created", expert, by=by, tenant_id=tenant.pk, changes=difference({}, snapshot(expert, FIELDS)))
    return expert


@transaction.atomic(savepoint=False)
def change_expert(expert: Expert, values: ExpertValues, *, version: int, by: AbstractBaseUser | None) -> Expert:
    """Refused when somebody else saved since, and when another entry of the tenant has this address."""
    row = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    if row.version != version:
        raise Refused(_("Somebody else has changed this entry in the meantime. Nothing was overwritten."))
    before = snapshot(row, FIELDS)
    for name, value in values.columns.items():
        setattr(row, name, value)
    row.version += 1
    _save(row)
    record_change("changed", row, by=by, tenant_id=row.tenant_id, changes=difference(before, snapshot(row, FIELDS)))
    return row


@transaction.atomic(savepoint=False)
def delete_experts(experts: Sequence[Expert], *, by: AbstractBaseUser | None) -> None:
    """They are offered no more and can be restored. Inquiries that wait for them go on waiting."""
    for row in _locked(experts):
        if row.deleted_at is None:
            row.deleted_at = clock.now()
            row.version += 1
            row.save(update_fields=["deleted_at", "version"])
            record_change("deleted", row, by=by, tenant_id=row.tenant_id)


@transaction.atomic(savepoint=False)
def restore_expert(expert: Expert, *, by: AbstractBaseUser | None) -> Expert:
    """Refused when another entry has the address by now."""
    [row] = _locked([expert])
    if row.deleted_at is None:
        return row
    row.deleted_at = None
    row.version += 1
    _save(row)
    record_change("restored", row, by=by, tenant_id=row.tenant_id)
    return row


def _locked(experts: Sequence[Expert]) -> list[Expert]:
    rows = Expert.objects.filter(pk__in=[expert.pk for expert in experts])
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _save(expert: Expert) -> None:
    try:
        with transaction.atomic():
            expert.save()
    except IntegrityError:
        raise Refused(
            _("“%(address)s” is in the address book of this tenant already.") % {"address": expert.address},
            about="address",
        ) from None


# -- reading ----------------------------------------------------------------------------------------


def listed_experts(tenant_ids: Iterable[int], *, deleted: bool = False) -> QuerySet[Expert]:
    """The entries of these tenants, with tenant."""
    rows = Expert.objects.filter(tenant_id__in=list(tenant_ids), tenant__deleted_at=None)
    return rows.filter(deleted_at__isnull=not deleted).select_related("tenant")


def find_experts(tenant_id: int, words: str, *, most: int = 20) -> list[Expert]:
    """Whom agents may ask: every word stands in name, company, address or among the purposes. By name."""
    rows = Expert.objects.living().filter(tenant_id=tenant_id, active=True)
    for word in words.split()[:6]:
        named = Q(name__icontains=word) | Q(company__icontains=word) | Q(address_key__icontains=word.lower())
        rows = rows.filter(named | Q(purposes__icontains=word))
    return list(rows.order_by("sort_key", "pk")[:most])


def purposes_of(tenant_ids: Iterable[int]) -> list[str]:
    """All that somebody of the tenants is asked about, in the order of the alphabet."""
    rows = Expert.objects.living().filter(tenant_id__in=list(tenant_ids)).values_list("purposes", flat=True)
    return sorted({purpose for purposes in rows for purpose in purposes}, key=sort_key_german)
