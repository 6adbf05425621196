"""Who takes part in a ticket: its customer, who wrote to us in it, whom we wrote to; and who was copied in.

People outside who were asked about it take no part: what they write is not the customer's. Nor does an address at which
a mail asks for answers (Reply-To): whoever knows the ticket's number can write one as the customer. It takes part once
somebody has written there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kontor.customers.models import Address
from kontor.kernel.text import normalize_email
from kontor.tickets.enums import AUTOMATIC_KINDS, OUTSIDE_KINDS, Direction
from kontor.tickets.models import Message, Ticket


@dataclass(frozen=True, slots=True)
class People:
    """Normalized addresses: who takes part, who was copied in, who was asked outside, and who answered from there."""

    parties: frozenset[str] = frozenset()
    copied: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """All of them: nobody is surprised that they read of it."""
        return self.parties | self.copied | self.asked | self.answered


@dataclass
class _Found:
    parties: set[str] = field(default_factory=set)
    copied: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    """Where mails ask for answers: that they were copied in, too, makes them no more known."""


def takes_part(ticket: Ticket, address: str) -> bool:
    """The normalized address is one of the parties, so that something may go there which nobody has looked at."""
    return address in parties_of([ticket])[ticket.pk].parties


def parties_of(tickets: Collection[Ticket]) -> dict[int, People]:
    """By ticket id, for all of them in two statements. What machines wrote, ours too, makes nobody a party."""
    found: dict[int, _Found] = defaultdict(_Found)
    _add_customers(tickets, found)
    ids = [ticket.pk for ticket in tickets]
    written = Message.objects.filter(ticket_id__in=ids).exclude(kind__in=AUTOMATIC_KINDS).order_by()
    columns = ("ticket_id", "kind", "direction", "from_address", "reply_to", "to", "cc", "bcc")
    for ticket_id, kind, direction, sender, reply_to, *addressed in (
        written.values_list(*columns).distinct() if ids else ()
    ):
        recipients = {address for people in addressed for _name, address in people}
        if kind in OUTSIDE_KINDS and direction == Direction.OUT:
            found[ticket_id].asked |= recipients
        elif kind in OUTSIDE_KINDS:
            found[ticket_id].answered.add(sender)
        elif direction == Direction.IN:
            found[ticket_id].parties.add(sender)
            found[ticket_id].copied |= recipients
            found[ticket_id].wanted |= {reply_to}
        else:
            found[ticket_id].parties |= recipients
    return {ticket_id: _people(found[ticket_id]) for ticket_id in ids}


def _people(found: _Found) -> People:
    copied = _normalized(found.copied) - _normalized(found.wanted)
    return People(_normalized(found.parties), copied, _normalized(found.asked), _normalized(found.answered))


def _add_customers(tickets: Collection[Ticket], found: dict[int, _Found]) -> None:
    customers: dict[int, list[int]] = defaultdict(list)
    for ticket in tickets:
        if ticket.customer_id:
            customers[ticket.customer_id].append(ticket.pk)
    rows = Address.objects.filter(customer_id__in=customers, kind="email").values_list("customer_id", "normalized")
    for customer_id, address in rows if customers else ():
        for ticket_id in customers[customer_id]:
            found[ticket_id].parties.add(address)


def _normalized(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(normalized for address in addresses if (normalized := normalize_email(address)))
