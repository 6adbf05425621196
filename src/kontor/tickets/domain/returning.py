"""A ticket that was elsewhere is with people again."""

from __future__ import annotations

from kontor.people.domain.users import active_user
from kontor.tickets.domain.states import change_state
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket


def bring_back(ticket: Ticket, *candidates: int | None, **changes: object) -> None:
    """On the desk of the first of them who can still sign in, else into the queue: never where nobody looks."""
    owner_id = next((user_id for user_id in candidates if user_id and active_user(user_id)), None)
    state = TicketState.ASSIGNED if owner_id else TicketState.QUEUED
    change_state(ticket, state, owner_id=owner_id, **changes)
