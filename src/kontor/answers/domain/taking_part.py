"""Whether an address takes part in a ticket, so that something may go there which nobody has looked at."""

from __future__ import annotations

from kontor.kernel.text import normalize_email
from kontor.tickets.enums import AUTOMATIC_KINDS, OUTSIDE_KINDS, Direction
from kontor.tickets.models import Ticket


def took_part(ticket: Ticket, address: str) -> bool:
    """The normalized address is the contact's, has written in the ticket, or somebody wrote to it. That a mail asks for
    answers there says nothing: whoever knows the ticket's number can write one as the customer."""
    if ticket.customer and ticket.customer.addresses.filter(kind="email", normalized=address).exists():
        return True
    known: set[str] = set()
    messages = ticket.messages.exclude(kind__in=(*OUTSIDE_KINDS, *AUTOMATIC_KINDS))
    for message in messages.only("direction", "from_address", "to", "cc"):
        pairs = [*message.to, *message.cc] if message.direction == Direction.OUT else [["", message.from_address]]
        known |= {normalize_email(each) for _name, each in pairs}
    return address in known
