"""Looking customers up, by stored keys: equal ones and beginnings by an index, in spite of row security."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Q, prefetch_related_objects

from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel import clock
from kontor.kernel.spellings import spellings
from kontor.kernel.telephone import beginning
from kontor.kernel.text import normalize_email, sort_key_german
from kontor.tenants.models import Tenant

MOST_WORDS = 6
"""Of what was typed so many words are looked for."""
SHORTEST_PART = 3
"""Less than this stands in nearly every name; it must begin a word."""
LATEST = 200_000
"""Words and parts of words are looked for in so many customers, the latest of these tenants."""
MOST_IN_PARTS = 500
_DIGIT = re.compile(r"\d")
_AROUND = "<>()[],;:\"'"


def find_customers(query: str, tenant_ids: Collection[int], *, most: int = 100) -> list[Customer]:
    """Customers with all of these words in their name or mail address, in any order, or with this number.

    Parts of words are enough, and ä, ö, ü may be written ae, oe, ue on either side. Phone numbers are found by their
    beginning, in whatever notation they are typed and were stored. Those whose name begins so come first, then those
    whose address, phone number or customer number it is, found by an index; the others are looked for only if these
    are not enough, and among the latest.
    """
    rows = Customer.objects.filter(tenant_id__in=tenant_ids, erased_at=None).select_related("tenant")
    rows = rows.order_by("sort_key", "id")
    query = query.strip()
    found: list[Customer] = []
    for fits in _ways(query, tenant_ids):
        if len(found) < most:
            known = [customer.pk for customer in found]
            found += (rows.filter(fits()).exclude(pk__in=known) if known else rows.filter(fits()))[: most - len(found)]
    prefetch_related_objects(found, "addresses")
    return found


def _ways(query: str, tenant_ids: Collection[int]) -> list[Callable[[], Q]]:
    """One after the other: conditions joined by OR would read every customer of a tenant."""
    if not query:
        return [Q]
    key = sort_key_german(query)
    ways: list[Callable[[], Q]] = []
    if key:
        ways.append(lambda: Q(sort_key__gte=key, sort_key__lt=f"{key}\U0010ffff"))
    if "@" in query:
        ways.append(lambda: _having(Q(kind=AddressKind.EMAIL, normalized=normalize_email(query)), tenant_ids))
    if _DIGIT.search(query):
        ways.append(lambda: _having(_with_number(query, tenant_ids) & Q(kind=AddressKind.PHONE), tenant_ids))
        ways.append(lambda: Q(number=query))
    return [*ways, lambda: _among_latest(query, tenant_ids)]


def _having(address: Q, tenant_ids: Collection[int]) -> Q:
    return Q(pk__in=Address.objects.filter(address, tenant_id__in=tenant_ids).values("customer_id"))


def _among_latest(query: str, tenant_ids: Collection[int]) -> Q:
    """Which of them is found out by the order of their making, where there are more: by that of their names all of the
    tenant would be read."""
    since = _oldest_of_latest(tuple(sorted(tenant_ids)), LATEST, clock.now().replace(minute=0, second=0, microsecond=0))
    fits = Q(number=query) | _with_words(query, tenant_ids, since=since)
    if not since:
        return fits
    latest = Customer.objects.filter(fits, tenant_id__in=tenant_ids, erased_at=None, pk__gte=since).order_by("-pk")
    return Q(pk__in=latest.values("pk")[:MOST_IN_PARTS])


@lru_cache(maxsize=500)
def _oldest_of_latest(tenant_ids: Collection[int], most: int, hour: datetime) -> int:
    """Looked up once an hour, and as a number, by which PostgreSQL sees how little is left to read."""
    latest = Customer.objects.filter(tenant_id__in=tenant_ids).order_by("-pk").values_list("pk", flat=True)
    return next(iter(latest[most - 1 : most]), 0)


def _with_words(query: str, tenant_ids: Collection[int], *, since: int) -> Q:
    words = [word.strip(_AROUND) for word in query.split() if sort_key_german(word)][:MOST_WORDS]
    fits = Q() if words else Q(pk__in=())
    for word in words:
        forms = {sort_key_german(form) for form in spellings(word)}  # of Möller it is that of Moller
        if min(map(len, forms)) < SHORTEST_PART:
            named = [Q(sort_key__startswith=form) | Q(sort_key__contains=f" {form}") for form in forms]
        else:
            mail = Address.objects.filter(tenant_id__in=tenant_ids, kind=AddressKind.EMAIL, customer_id__gte=since)
            written = mail.filter(normalized__contains=normalize_email(word) or word.casefold())
            named = [Q(sort_key__contains=form) for form in forms] + [Q(pk__in=written.values("customer_id"))]
        fits &= reduce(or_, named)
    return fits


def _with_number(query: str, tenant_ids: Collection[int]) -> Q:
    """Read by the country of each tenant: the same digits are another number elsewhere."""
    fits = Q(pk__in=())
    for tenant_id, country in Tenant.objects.filter(pk__in=tenant_ids).values_list("pk", "country"):
        begins = beginning(query, country)
        if begins:
            fits |= Q(tenant_id=tenant_id, normalized__gte=begins, normalized__lt=f"{begins}\U0010ffff")
    return fits


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
