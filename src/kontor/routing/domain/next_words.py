"""What somebody would be given next, as lines with sentences: for themselves or for who looks after them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kontor.people.models import User
from kontor.routing.domain.choosing import Obstacle
from kontor.routing.domain.next_for import Outlook, Prospect
from kontor.tickets.domain.listing import ListedTicket, listed


@dataclass(frozen=True)
class Line:
    """One of the next twenty: ``because`` is a sentence, ``theirs`` says that the person would be given it now."""

    row: ListedTicket
    category: str
    theirs: bool
    because: str


def lines_of(found: Outlook, person: User, *, themselves: bool = False) -> list[Line]:
    """In the order of the queue. ``themselves``: the person reads it."""
    rows = {row.id: row for row in listed([prospect.ticket.id for prospect in found.prospects])}
    return [
        Line(
            rows[prospect.ticket.id],
            prospect.category,
            _is_theirs(prospect, person),
            _to_themselves(prospect, person) if themselves else _about(prospect, person),
        )
        for prospect in found.prospects
        if prospect.ticket.id in rows
    ]


def _is_theirs(prospect: Prospect, person: User) -> bool:
    return prospect.receiver is not None and prospect.receiver.id == person.pk


def _about(prospect: Prospect, person: User) -> str:
    if _is_theirs(prospect, person):
        return _("Is given to %(name)s now.") % {"name": person.name}
    if prospect.obstacle is not None:
        return _hindrances()[prospect.obstacle]
    return _to_others(prospect)


def _to_themselves(prospect: Prospect, person: User) -> str:
    if _is_theirs(prospect, person):
        return _("Is given to you now.")
    if prospect.obstacle is not None:
        return _own_hindrances()[prospect.obstacle]
    return _to_others(prospect)


def _to_others(prospect: Prospect) -> str:
    if prospect.receiver is not None:
        return _("Goes to %(name)s, who knows the customer or has more room.") % {"name": prospect.receiver.name}
    return _("Others come first, or it waits for whoever knows the customer.")


def _hindrances() -> dict[Obstacle, str]:
    return {
        Obstacle.AWAY: _("The person is away: an absence is planned."),
        Obstacle.NOT_READY: _("Not now: the person is not ready."),
        Obstacle.NO_ROOM: _("Not now: there is no room on the desk."),
        Obstacle.NOT_THEIRS: _("Not one of the person's categories."),
        Obstacle.LANGUAGE: _("The person does not know its language."),
        Obstacle.TAGS: _("The person lacks one of its tags."),
        Obstacle.LOCATION: _("The category is worked at another location."),
        Obstacle.GIVEN_UP: _("The person gave it back or did not open it a short time ago."),
        Obstacle.NO_PUSH: _("The category is not distributed: it has to be taken."),
    }


def _own_hindrances() -> dict[Obstacle, str]:
    return _hindrances() | {
        Obstacle.AWAY: _("You are away: an absence is planned."),
        Obstacle.NOT_READY: _("Not given now: you are not ready."),
        Obstacle.NO_ROOM: _("Not given now: there is no room on your desk."),
        Obstacle.NOT_THEIRS: _("Not one of your categories."),
        Obstacle.LANGUAGE: _("You do not know its language."),
        Obstacle.TAGS: _("You lack one of its tags."),
        Obstacle.GIVEN_UP: _("You gave it back or did not open it a short time ago."),
    }
