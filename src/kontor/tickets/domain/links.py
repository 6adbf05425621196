"""Links between tickets: a row at each end, or a suggestion at one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kontor.kernel import clock
from kontor.tickets.enums import LinkKind
from kontor.tickets.models import Ticket, TicketLink


@dataclass(frozen=True)
class NewLink:
    """From a ticket to another one, which is known by number and tenant."""

    ticket: Ticket
    kind: LinkKind
    number: int
    tenant_id: int


def link(first: Ticket, second: Ticket, kind: LinkKind, back: LinkKind) -> None:
    """Link two tickets, a row at each; they may belong to different tenants of the scope."""
    link_all(both_ways(first, second, kind, back))


def both_ways(first: Ticket, second: Ticket, kind: LinkKind, back: LinkKind) -> list[NewLink]:
    """The rows of a link."""
    return [
        NewLink(first, kind, second.number, second.tenant_id),
        NewLink(second, back, first.number, first.tenant_id),
    ]


def link_all(links: Iterable[NewLink]) -> list[TicketLink]:
    """Write them in one statement; the rows in their order."""
    now = clock.now()
    rows = [
        TicketLink(
            tenant_id=new.ticket.tenant_id,
            lent_to_id=new.ticket.lent_to_id,
            ticket=new.ticket,
            kind=new.kind,
            other_number=new.number,
            other_tenant_id=new.tenant_id,
            at=now,
        )
        for new in links
    ]
    return TicketLink.objects.bulk_create(rows) if rows else []
