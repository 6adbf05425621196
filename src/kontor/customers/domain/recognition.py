"""Who writes, who calls? The customer of an address, within the tenant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from django.db import IntegrityError, connection, transaction

from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel.rows import write_rows
from kontor.kernel.text import normalize_email, sort_key_german

_Key = tuple[int, str]
"""Tenant and normalised address."""


@dataclass(frozen=True)
class Writer:
    """Somebody who wrote to a tenant."""

    address: str
    name: str
    tenant_id: int
    language: str = ""

    @property
    def key(self) -> _Key:
        return self.tenant_id, normalize_email(self.address)[:254]


def customer_for_email(address: str, *, name: str, tenant_id: int, language: str = "") -> Customer:
    """The tenant's customer with this e-mail address, made anew if there is none.

    Two mails of a new customer at the same time make one customer: the address is unique in the tenant.
    """
    return customers_for_emails([Writer(address, name, tenant_id, language)])[0]


@transaction.atomic(savepoint=False)
def customers_for_emails(writers: Sequence[Writer]) -> list[Customer]:
    """The same for many writers, in their order; who writes twice is one customer. None of them is erased before the
    transaction ends.

    New addresses are written in the order of tenant and address: two that make the same customers never wait for each
    other crosswise.
    """
    keys = [writer.key for writer in writers]
    known = _staying(_find(keys))
    _give_names(known, zip(keys, writers, strict=True))
    new = sorted((key, place) for place, key in enumerate(keys) if key not in known)
    by_key = [[writers[place] for _key, place in group] for _key, group in groupby(new, key=lambda pair: pair[0])]
    if by_key:
        known |= _make(by_key)
    return [known[key] for key in keys]


def customer_for_number(number: str, normal: str, *, tenant_id: int, language: str = "") -> Customer:
    """The tenant's customer with this phone number (``Telephone.key``), made anew without a name if there is none.

    Two calls of a new customer at the same time make one customer: the number is unique in the tenant.
    """
    rows = Address.objects.filter(tenant_id=tenant_id, kind=AddressKind.PHONE, normalized=normal)
    known = rows.select_related("customer").first()
    if known:
        return cast(Customer, known.customer)
    try:
        with transaction.atomic():
            customer = Customer.objects.create(
                tenant_id=tenant_id, sort_key=sort_key_german(number)[:400], language=language
            )
            values = {"kind": AddressKind.PHONE, "value": number[:254], "normalized": normal}
            Address.objects.create(tenant_id=tenant_id, customer=customer, **values)
            return customer
    except IntegrityError:
        return cast(Customer, rows.select_related("customer").get().customer)


def tenants_that_know(addresses: Iterable[str]) -> dict[str, frozenset[int]]:
    """For each of these e-mail addresses the tenants of the scope at which it belongs to a customer; one statement."""
    keys = {key for key in map(normalize_email, addresses) if key}
    rows = Address.objects.filter(kind=AddressKind.EMAIL, normalized__in=keys)
    found: dict[str, set[int]] = {}
    for tenant_id, address in rows.values_list("tenant_id", "normalized"):
        found.setdefault(address, set()).add(tenant_id)
    return {address: frozenset(tenants) for address, tenants in found.items()}


def _find(keys: Iterable[_Key]) -> dict[_Key, Customer]:
    tenants, addresses = {tenant_id for tenant_id, _address in keys}, {address for _tenant_id, address in keys}
    rows = Address.objects.filter(tenant_id__in=tenants, kind=AddressKind.EMAIL, normalized__in=addresses)
    return {(row.tenant_id, row.normalized): row.customer for row in rows.select_related("customer")}


def _staying(known: dict[_Key, Customer]) -> dict[_Key, Customer]:
    """Those that are still there, and stay: who is just being erased is waited for, and is nobody's customer then."""
    if not known:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STAY, [sorted({customer.pk for customer in known.values()})])
        there = {pk for (pk,) in cursor.fetchall()}
    return {key: customer for key, customer in known.items() if customer.pk in there}


def _give_names(known: dict[_Key, Customer], writers: Iterable[tuple[_Key, Writer]]) -> None:
    """A customer without a name gets the one that is written with the address."""
    for key, writer in writers:
        customer = known.get(key)
        if customer and writer.name and not customer.name:
            customer.name, customer.sort_key = writer.name[:200], sort_key_german(writer.name)[:400]
            customer.save(update_fields=["name", "sort_key"])


def _make(new: Sequence[Sequence[Writer]]) -> dict[_Key, Customer]:
    """A customer for each, who has written once or more often. Whoever was quicker keeps the address."""
    customers = write_rows(_customer(writers) for writers in new)
    made = {writers[0].key: customer for writers, customer in zip(new, customers, strict=True)}
    claimed = _claim([(customer, writers[0]) for writers, customer in zip(new, customers, strict=True)])
    lost = made.keys() - claimed
    if lost:
        Customer.objects.filter(pk__in=[made[key].pk for key in lost]).delete()
        made |= _find(lost)
    return made


def _customer(writers: Sequence[Writer]) -> Customer:
    first = writers[0]
    name = next((writer.name for writer in writers if writer.name), "")
    return Customer(
        tenant_id=first.tenant_id,
        name=name[:200],
        sort_key=sort_key_german(name or first.address)[:400],
        language=first.language,
    )


def _claim(owners: Sequence[tuple[Customer, Writer]]) -> set[_Key]:
    """Give the customers their addresses, except for those that somebody else's have (waits for their commit)."""
    rows = [(customer.tenant_id, customer.pk, writer.address[:254], writer.key[1]) for customer, writer in owners]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [AddressKind.EMAIL.value, *map(list, zip(*rows, strict=True))])
        return set(cursor.fetchall())


_STAY = "SELECT id FROM customers_customer WHERE id = ANY (%s) AND erased_at IS NULL ORDER BY id FOR KEY SHARE"
_CLAIM = """
INSERT INTO customers_address (tenant_id, customer_id, kind, value, normalized, undeliverable_reason)
SELECT given.tenant_id, given.customer_id, %s::text, given.value, given.normalized, ''
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[])
    WITH ORDINALITY AS given(tenant_id, customer_id, value, normalized, place)
ORDER BY given.place
ON CONFLICT ON CONSTRAINT customers_address_once DO NOTHING
RETURNING tenant_id, normalized
"""
