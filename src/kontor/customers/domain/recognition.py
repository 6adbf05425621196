"""Who writes? The customer of an address, within the tenant."""

from __future__ import annotations

from django.db import connection, transaction

from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel.text import normalize_email, sort_key_german


@transaction.atomic(savepoint=False)
def customer_for_email(address: str, *, name: str, tenant_id: int, language: str = "") -> Customer:
    """The tenant's customer with this e-mail address, made anew if there is none.

    Two mails of a new customer at the same time make one customer: the address is unique in the tenant.
    """
    normalized = normalize_email(address)
    found = _find(AddressKind.EMAIL, normalized, tenant_id)
    if found:
        if name and not found.name:
            found.name, found.sort_key = name[:200], sort_key_german(name)[:400]
            found.save(update_fields=["name", "sort_key"])
        return found
    customer = Customer.objects.create(
        tenant_id=tenant_id,
        name=name[:200],
        sort_key=sort_key_german(name or address)[:400],
        language=language,
    )
    if _claim(customer, AddressKind.EMAIL, address, normalized):
        return customer
    customer.delete()
    again = _find(AddressKind.EMAIL, normalized, tenant_id)
    assert again is not None
    return again


def _find(kind: AddressKind, normalized: str, tenant_id: int) -> Customer | None:
    rows = Address.objects.filter(tenant_id=tenant_id, kind=kind, normalized=normalized).select_related("customer")
    address = rows.first()
    return address.customer if address else None


def _claim(customer: Customer, kind: AddressKind, value: str, normalized: str) -> bool:
    """Give the address to the customer; False when somebody else's was quicker (waits for their commit)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_address (tenant_id, customer_id, kind, value, normalized) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT ON CONSTRAINT customers_address_once DO NOTHING",
            [customer.tenant_id, customer.pk, kind, value[:254], normalized[:254]],
        )
        return bool(cursor.rowcount)
