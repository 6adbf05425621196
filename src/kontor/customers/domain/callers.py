"""Whose number is it? The customers of a tenant that a phone number may belong to."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from django.db.models import Q, QuerySet

from kontor.customers.domain.contacts import linked_customers
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel.errors import Refused
from kontor.kernel.kept import Kept
from kontor.kernel.telephone import Telephone, read

LONGEST_EXTENSION = 5
MOST_ROWS = 200


class Closeness(IntEnum):
    """How sure it is; what is closer goes first."""

    SAME = 0
    LINKED = 1
    """The customer is linked with one whose number it is."""
    EXTENSION_ASKED_FOR = 2
    """The number leads to a house; the customer has an extension there that is asked for."""
    HOUSE_OF_CUSTOMER = 3
    """The main number of the house in which the customer has an extension of their own."""
    EXTENSION_OF_HOUSE = 4
    """An extension of the house whose main number the customer has."""


def by_number(tenant_id: int, normal: str) -> list[Customer]:
    """The tenant's customers with this number (``Telephone.key``): exact ones first, then those who are linked with
    them (the household), then those of the same house.

    Several are possible: a switchboard calls for everybody behind it. Other tenants' customers are never among them.
    """
    number, _sign, _extension = normal.partition(";")
    if not number.startswith("+"):
        return []
    found: dict[int, tuple[Closeness, Customer]] = {}
    for address in _candidates(tenant_id, number):
        closeness = _closeness(address, normal, number)
        known = found.get(address.customer_id)
        if closeness is not None and (known is None or closeness < known[0]):
            found[address.customer_id] = (closeness, address.customer)
    same = [customer for closeness, customer in found.values() if closeness is Closeness.SAME]
    for customer in same:
        for linked in linked_customers(customer):
            if found.get(linked.pk, (Closeness.EXTENSION_OF_HOUSE, linked))[0] > Closeness.LINKED:
                found[linked.pk] = (Closeness.LINKED, linked)
    return [customer for _closeness, customer in sorted(found.values(), key=lambda pair: (pair[0], pair[1].pk))]


def _candidates(tenant_id: int, number: str) -> Iterable[Address]:
    """By ranges of keys: what begins with the number, with or without the zero of a switchboard; and switchboards."""
    switchboards = [f"{number[:-cut]}0" for cut in range(1, LONGEST_EXTENSION + 1)]
    if number.endswith("0"):
        return _of_switchboard(tenant_id, *_range(number), *switchboards, *_range(number[:-1]))
    return _of_line(tenant_id, *_range(number), *switchboards)


def _range(number: str) -> tuple[str, str]:
    """What begins with the number."""
    return number, f"{number}\U0010ffff"


def _fitting(tenant_id: int, *keys: str) -> QuerySet[Address]:
    """``keys``: a range, the switchboards, and another range where the number is that of one itself."""
    first, last, switchboards, ranges = keys[0], keys[1], keys[2 : 2 + LONGEST_EXTENSION], keys[2 + LONGEST_EXTENSION :]
    fits = Q(normalized__gte=first, normalized__lt=last) | Q(normalized__in=switchboards)
    if ranges:
        fits |= Q(normalized__gte=ranges[0], normalized__lt=ranges[1])
    rows = Address.objects.filter(tenant_id=tenant_id, kind=AddressKind.PHONE).select_related("customer__tenant")
    return rows.filter(fits).order_by("id")[:MOST_ROWS]


_of_line = Kept(_fitting, str)
_of_switchboard = Kept(_fitting, str)


def _closeness(address: Address, normal: str, number: str) -> Closeness | None:
    if address.normalized == normal:
        return Closeness.SAME
    own = _number_of(address)
    if own is None:
        return None
    if own.normal == number:
        return Closeness.EXTENSION_ASKED_FOR
    if own.direct and number in (own.main, f"{own.main}0"):
        return Closeness.HOUSE_OF_CUSTOMER
    if own.direct == "0" and number.startswith(own.main) and len(number) - len(own.main) <= LONGEST_EXTENSION:
        return Closeness.EXTENSION_OF_HOUSE
    return None


def _number_of(address: Address) -> Telephone | None:
    """As it was typed: what was an extension can be seen from that only."""
    try:
        return read(address.value, address.customer.tenant.country)
    except Refused:
        return None
