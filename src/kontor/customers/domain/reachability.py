"""Addresses to which mail cannot be delivered: marked by a bounce, free again by a person or by mail from them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from kontor.customers.enums import AddressKind
from kontor.customers.models import Address
from kontor.kernel import clock
from kontor.kernel.text import normalize_email, shorten


def mark_undeliverable(tenant_id: int, address: str, *, reason: str) -> bool:
    """Mail to the address came back for good. The first reason stays. False where no contact has the address."""
    rows = Address.objects.filter(
        tenant_id=tenant_id, kind=AddressKind.EMAIL, normalized=normalize_email(address), undeliverable_since=None
    )
    return bool(rows.update(undeliverable_since=clock.now(), undeliverable_reason=shorten(reason, 300)))


def mark_deliverable(address: Address) -> None:
    """A person says that the address works."""
    Address.objects.filter(pk=address.pk).update(undeliverable_since=None, undeliverable_reason="")


@transaction.atomic(savepoint=False)
def heard_from(writers: Iterable[tuple[int, str]]) -> int:
    """Mail has come from these addresses, each with its tenant: whoever writes can be reached.

    One statement where none of them is marked, as nearly always.
    """
    known = {(tenant_id, normalize_email(address)) for tenant_id, address in writers}
    rows = Address.objects.filter(
        tenant_id__in={tenant_id for tenant_id, _address in known},
        kind=AddressKind.EMAIL,
        normalized__in={address for _tenant_id, address in known if address},
        undeliverable_since__isnull=False,
    )
    marked = [row.pk for row in rows if (row.tenant_id, row.normalized) in known] if known else []
    locked = Address.objects.filter(pk__in=marked).select_for_update(of=("self",)).order_by("id")
    return (
        rows.filter(pk__in=[row.pk for row in locked]).update(undeliverable_since=None, undeliverable_reason="")
        if marked
        else 0
    )
