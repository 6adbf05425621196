"""Looking customers up, by stored keys so that row security does not cost the index."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel.telephone import beginning
from kontor.kernel.text import normalize_email, sort_key_german
from kontor.tenants.models import Tenant


def find_customers(query: str, tenant_ids: Collection[int], *, most: int = 100) -> list[Customer]:
    """Customers whose name begins with the words, or who have this address or number; in the order of names.

    Phone numbers are found by their beginning, in whatever notation they are typed and were stored.
    """
    rows = Customer.objects.filter(tenant_id__in=tenant_ids, erased_at=None)
    rows = rows.select_related("tenant").prefetch_related("addresses")
    query = query.strip()
    if query:
        key = sort_key_german(query)
        fits = Q(number=query) | (Q(sort_key__gte=key, sort_key__lt=f"{key}\U0010ffff") if key else Q())
        address = normalize_email(query)
        if address:
            fits |= Q(pk__in=Address.objects.filter(normalized=address).values("customer_id"))
        if any(sign.isdigit() for sign in query):
            fits |= _with_number(query, tenant_ids)
        rows = rows.filter(fits)
    return list(rows.order_by("sort_key", "id")[:most])


def _with_number(query: str, tenant_ids: Collection[int]) -> Q:
    """Read by the country of each tenant: the same digits are another number elsewhere."""
    fits = Q()
    for tenant_id, country in Tenant.objects.filter(pk__in=tenant_ids).values_list("pk", "country"):
        begins = beginning(query, country)
        if begins:
            fits |= Q(tenant_id=tenant_id, normalized__gte=begins, normalized__lt=f"{begins}\U0010ffff")
    numbers = Address.objects.filter(fits, kind=AddressKind.PHONE)
    return Q(pk__in=numbers.values("customer_id")) if fits else Q()


def undeliverable_addresses(addresses: Collection[str], tenant_ids: Collection[int]) -> set[tuple[int, str]]:
    """Those of the (normalized) addresses to which mail of these tenants does not arrive, each with its tenant."""
    rows = Address.objects.filter(tenant_id__in=tenant_ids, kind=AddressKind.EMAIL, normalized__in=addresses)
    marked = rows.filter(undeliverable_since__isnull=False)
    return set(marked.values_list("tenant_id", "normalized")) if addresses else set()


def one_by_address(value: str, tenant_id: int) -> Customer | None:
    """The tenant's customer with this e-mail address."""
    rows = Address.objects.filter(tenant_id=tenant_id, normalized=normalize_email(value)).select_related("customer")
    address = rows.first()
    return address.customer if address else None


def one_by_number(key: str, tenant_id: int) -> Customer | None:
    """The tenant's customer with this phone number, as ``Telephone.key`` says it."""
    rows = Address.objects.filter(tenant_id=tenant_id, kind=AddressKind.PHONE, normalized=key)
    address = rows.select_related("customer").first()
    return address.customer if address else None


def mail_addresses(customer_ids: Collection[int]) -> dict[int, list[str]]:
    """The e-mail addresses of these customers, the oldest first."""
    found: dict[int, list[str]] = {}
    rows = Address.objects.filter(customer_id__in=customer_ids, kind=AddressKind.EMAIL).order_by("id")
    for customer_id, value in rows.values_list("customer_id", "value") if customer_ids else ():
        found.setdefault(customer_id, []).append(value)
    return found


def address_of(value: str, tenant_id: int) -> Address | None:
    """The row of this e-mail address at the tenant."""
    rows = Address.objects.filter(tenant_id=tenant_id, kind=AddressKind.EMAIL, normalized=normalize_email(value))
    return rows.first()
