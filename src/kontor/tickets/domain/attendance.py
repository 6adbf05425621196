"""Whether somebody is there for a ticket: only then may it be put on their desk by itself. And who stands in."""

from __future__ import annotations

from kontor.org.domain.access import load_access
from kontor.org.domain.persons import people_with
from kontor.org.domain.workforce import worked_categories, workers_of
from kontor.people.domain.absences import stand_ins
from kontor.people.domain.sessions import signed_in
from kontor.people.domain.users import active_user
from kontor.people.models import User
from kontor.tenants.scope import scope
from kontor.tickets.models import Ticket


def is_there(user_id: int, ticket: Ticket) -> bool:
    """The person works for the tenant where the ticket stands at this moment, and may read its category."""
    person = active_user(user_id)
    return bool(person and signed_in([user_id], ticket.place_tenant_id) and may_have(person, ticket))


def still_sees(person: User, ticket: Ticket) -> bool:
    """They have not left, and their rights reach it."""
    return active_user(person.pk) is not None and may_have(person, ticket)


def leading(ticket: Ticket) -> list[User]:
    """Those who see the ticket and may give it to somebody."""
    with scope(ticket.place_tenant_id):
        people = list(people_with("tickets.assign", tenant_id=ticket.place_tenant_id))
    return [person for person in people if still_sees(person, ticket)]


def instead_of_the_author(ticket: Ticket) -> list[int]:
    """Who hears of a mail that did not arrive when its author has left, or it had none: those who watch over
    deliveries, where none of them sees the ticket those who lead its work, where nobody does those whose work its
    category is."""
    with scope(ticket.tenant_id):
        watching = list(people_with("deliveries.read", tenant_id=ticket.tenant_id))
    found = [person for person in watching if _reads_at_home(person, ticket)] or leading(ticket)
    if found:
        return [person.pk for person in found]
    with scope(ticket.place_tenant_id):
        return workers_of(ticket.place_category_id, "tickets.read")


def _reads_at_home(person: User, ticket: Ticket) -> bool:
    with scope(ticket.tenant_id):
        return ticket.category_id in load_access(person, (ticket.tenant_id,)).category_ids("tickets.read")


def may_have(person: User, ticket: Ticket) -> bool:
    """The person's rights reach the category where the ticket stands."""
    with scope(ticket.place_tenant_id):
        access = load_access(person, (ticket.place_tenant_id,))
        return ticket.place_category_id in access.category_ids("tickets.read")


def may_stand_in(person: User, ticket: Ticket) -> bool:
    """The category where the ticket stands is the person's own work: by a group of theirs, with the right to take."""
    with scope(ticket.place_tenant_id):
        worked = worked_categories([person.pk], "tickets.take")
    return ticket.place_category_id in worked.get(person.pk, ())


def taker_of(person: User, ticket: Ticket) -> User | None:
    """Who gets what comes to this person: they themselves; while they are away whoever stands in, if it is their work.

    None for the queue: nobody stands in, or may have it.
    """
    instead = stand_ins([person.pk])
    if person.pk not in instead:
        return person
    substitute = instead[person.pk]
    return substitute if substitute and may_stand_in(substitute, ticket) else None
