"""A ticket that was elsewhere is with people again."""

from __future__ import annotations

from kontor.people.domain.users import active_user
from kontor.people.models import User
from kontor.tickets.domain.attendance import may_have, taker_of
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import change_state
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket


def bring_back(ticket: Ticket, *candidates: int | None, **changes: object) -> None:
    """On the desk of the first of them who can still sign in and read it, else in the queue: never where nobody looks.

    Whoever stands in for somebody who is away gets it in their place, if they work its category.
    """
    people = [person for user_id in dict.fromkeys(candidates) if user_id and (person := active_user(user_id))]
    person = next((each for each in people if may_have(each, ticket)), None)
    taker = taker_of(person, ticket) if person else None
    state = TicketState.ASSIGNED if taker else TicketState.QUEUED
    owner_id = taker.pk if taker else None
    change_state(ticket, state, owner_id=owner_id, **changes)
    if person and person != taker:
        note_substitute(ticket, taker, person)
    elif people and not person:
        record(ticket, "returned_rights", by=None, owner=people[0].name)


def note_substitute(ticket: Ticket, taker: User | None, absent: User) -> None:
    """The history says why the ticket is not with whom it would have come to."""
    if taker:
        record(ticket, "substituted", by=None, to=taker.name, owner=absent.name)
    else:
        record(ticket, "returned_away", by=None, owner=absent.name)
