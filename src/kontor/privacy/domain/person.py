"""How a contact is known: its row, its addresses and numbers, its name. Worked out anew at every step."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel.text import normalize_email

SHORTEST_NAME = 5
"""A shorter name is found in too much that is somebody else's."""


@dataclass(frozen=True)
class Person:
    customer_id: int
    tenant_id: int
    name: str
    mails: tuple[str, ...]
    phones: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What tells that a text is about them: addresses, and the whole name where it is long enough."""
        return (*self.mails, *((self.name,) if len(self.name) >= SHORTEST_NAME and " " in self.name else ()))


def is_theirs(address: object, person: Person) -> bool:
    written = str(address)
    return written.lower() in person.mails or normalize_email(written) in person.mails


def person_of(customer: Customer) -> Person:
    rows = Address.objects.filter(customer=customer).values_list("kind", "normalized", "value")
    mails = {each.lower() for kind, key, value in rows if kind == AddressKind.EMAIL for each in (key, value) if each}
    phones = {key for kind, key, _value in rows if kind == AddressKind.PHONE and key}
    return Person(customer.pk, customer.tenant_id, customer.name, tuple(sorted(mails)), tuple(sorted(phones)))
