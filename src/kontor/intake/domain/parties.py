"""Who takes part in a ticket: its customer, who wrote to us in it, whom we wrote to; and who was copied in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from kontor.customers.models import Address
from kontor.kernel.text import normalize_email
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket

People = tuple[frozenset[str], frozenset[str]]
"""Those who take part, and those who were copied in; normalized addresses."""

_MACHINES = (MessageKind.BOUNCE, MessageKind.AUTO_REPLY)


def parties_of(tickets: Collection[Ticket]) -> dict[int, People]:
    """By ticket id, for all of them in two statements. What machines wrote makes nobody a party."""
    parties: dict[int, set[str]] = defaultdict(set)
    copied: dict[int, set[str]] = defaultdict(set)
    _add_customers(tickets, parties)
    ids = [ticket.pk for ticket in tickets]
    written = Message.objects.filter(ticket_id__in=ids).exclude(kind__in=_MACHINES).order_by()
    columns = ("ticket_id", "direction", "from_address", "reply_to", "to", "cc", "bcc")
    for ticket_id, direction, sender, reply_to, *addressed in written.values_list(*columns).distinct() if ids else ():
        recipients = {address for people in addressed for _name, address in people}
        if direction == Direction.IN:
            parties[ticket_id] |= {sender, reply_to}
            copied[ticket_id] |= recipients
        else:
            parties[ticket_id] |= recipients
    return {ticket_id: (_normalized(parties[ticket_id]), _normalized(copied[ticket_id])) for ticket_id in ids}


def _add_customers(tickets: Collection[Ticket], parties: dict[int, set[str]]) -> None:
    customers: dict[int, list[int]] = defaultdict(list)
    for ticket in tickets:
        if ticket.customer_id:
            customers[ticket.customer_id].append(ticket.pk)
    rows = Address.objects.filter(customer_id__in=customers, kind="email").values_list("customer_id", "normalized")
    for customer_id, address in rows if customers else ():
        for ticket_id in customers[customer_id]:
            parties[ticket_id].add(address)


def _normalized(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(normalized for address in addresses if (normalized := normalize_email(address)))
