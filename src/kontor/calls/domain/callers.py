"""Who calls: the contacts of the call's tenant with the number, and what is open of theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from kontor.calls.models import Call
from kontor.customers.domain.callers import by_number
from kontor.customers.models import Customer
from kontor.kernel.telephone import from_normal
from kontor.tickets.models import Ticket

MOST_OPEN = 20


@dataclass(frozen=True)
class Callers:
    """``customers`` are whoever it may be, those with exactly this number first; of whom is known, only they.

    ``tickets`` are their open ones in the call's tenant, what came last first; who may see them is asked elsewhere.
    """

    number: str
    customers: list[Customer] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)


def who_calls(call: Call) -> Callers:
    """In the scope of the call's tenant; contacts of others are never found."""
    customers = [call.customer] if call.customer else _with_number(call)
    return Callers(shown_number(call), customers, open_tickets_of([one.pk for one in customers]))


def shown_number(call: Call) -> str:
    """The other side's number as it is written where the telephone system stands; as it was told where it is none."""
    if not call.remote_normal.startswith("+"):
        return call.remote
    return _shown(call.remote_normal, call.system.country)


@lru_cache(maxsize=2000)
def _shown(normal: str, country: str) -> str:
    return from_normal(normal).shown(country)


def _with_number(call: Call) -> list[Customer]:
    return by_number(call.tenant_id, call.remote_normal) if call.remote_normal else []


def open_tickets_of(customer_ids: Collection[int]) -> list[Ticket]:
    """Theirs, what came last first; a ticket is of its customer's tenant."""
    rows = Ticket.objects.open().filter(customer__in=customer_ids)
    return list(rows.order_by("-received_at", "-id")[:MOST_OPEN]) if customer_ids else []
