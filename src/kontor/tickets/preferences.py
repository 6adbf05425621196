"""The chain in which a ticket's settings are looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder

if TYPE_CHECKING:
    from kontor.tickets.models import Ticket


def ticket_chain(ticket: Ticket) -> tuple[Holder, ...]:
    """System, tenant, category: far to near."""
    return (cast(Holder, system_values()), cast(Holder, ticket.tenant), cast(Holder, ticket.category))
