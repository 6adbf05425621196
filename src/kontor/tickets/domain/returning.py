"""A ticket that was elsewhere is with people again."""

from __future__ import annotations

from kontor.people.domain.users import active_user
from kontor.people.models import User
from kontor.tickets.domain.attendance import taker_of
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import change_state
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket


def bring_back(ticket: Ticket, *candidates: int | None, **changes: object) -> None:
    """On the desk of the first of them who can still sign in, else into the queue: never where nobody looks.

    Whoever stands in for somebody who is away gets it in their place, if they work its category.
    """
    person, taker = _first(ticket, candidates)
    state = TicketState.ASSIGNED if taker else TicketState.QUEUED
    owner_id = taker.pk if taker else None
    change_state(ticket, state, owner_id=owner_id, **changes)
    if person and person != taker:
        note_substitute(ticket, taker, person)


def note_substitute(ticket: Ticket, taker: User | None, absent: User) -> None:
    """The history says why the ticket is not with whom it would have come to."""
    if taker:
        record(ticket, "substituted", by=None, to=taker.name, owner=absent.name)
    else:
        record(ticket, "returned_away", by=None, owner=absent.name)


def _first(ticket: Ticket, candidates: tuple[int | None, ...]) -> tuple[User | None, User | None]:
    """The first of them who can sign in, and who gets the ticket for them."""
    for user_id in dict.fromkeys(candidates):
        person = active_user(user_id) if user_id else None
        if person:
            return person, taker_of(person, ticket)
    return None, None
