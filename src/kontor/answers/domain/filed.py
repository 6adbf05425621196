"""A mail as it was filed, as far as automatic mail needs to know it."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.tickets.models import Message, Ticket


@dataclass(frozen=True)
class FiledMail:
    """A mail that became a message of a ticket.

    ``opened``: the ticket came into being by it. ``address`` and ``name`` are of whoever an answer goes to. ``never``
    is why nothing automatic may answer it, a short code; "" when nothing speaks against it.
    """

    ticket: Ticket
    message: Message
    opened: bool
    address: str
    name: str = ""
    never: str = ""
