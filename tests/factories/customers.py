from __future__ import annotations

from typing import Any

from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer, Expert, PostalAddress
from kontor.kernel.text import sort_key_german
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import in_scope


def make_customer(tenant: Tenant, name: str = "", *, email: str = "", **values: Any) -> Customer:
    """A customer with one e-mail address."""
    number = next_number()
    name = name or f"Kunde {number}"
    with in_scope(tenant):
        customer = Customer.objects.create(tenant=tenant, name=name, sort_key=sort_key_german(name), **values)
    make_address(customer, email or f"kunde{number}@post.example")
    return customer


def make_address(customer: Customer, value: str, *, kind: AddressKind = AddressKind.EMAIL) -> Address:
    with in_scope(customer.tenant_id):
        return Address.objects.create(
            tenant_id=customer.tenant_id, customer=customer, kind=kind, value=value, normalized=value.casefold()
        )


def make_postal_address(customer: Customer, **values: Any) -> PostalAddress:
    """Where the customer's letters go."""
    values = {"name": customer.name, "street": "Am Kai 7", "postcode": "24103", "city": "Kiel"} | values
    with in_scope(customer.tenant_id):
        return PostalAddress.objects.create(tenant_id=customer.tenant_id, customer=customer, **values)


def make_expert(tenant: Tenant, name: str = "", *, address: str = "", **values: Any) -> Expert:
    """Somebody outside, in the tenant's address book."""
    number = next_number()
    name = name or f"Fachfrau {number}"
    address = address or f"fachfrau{number}@experts.example"
    with in_scope(tenant):
        return Expert.objects.create(
            tenant=tenant,
            name=name,
            sort_key=sort_key_german(name),
            address=address,
            address_key=address.casefold(),
            **values,
        )
