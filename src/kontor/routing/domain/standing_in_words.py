"""What became of the tickets of somebody who is away from now on, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from django.utils.translation import ngettext

from kontor.people.models import User
from kontor.tickets.models import Ticket


def where_they_went(tickets: Iterable[Ticket], *, name_of: Callable[[User], str]) -> list[str]:
    """A sentence for each person who has them now, and one for the queue; none for no tickets."""
    to = Counter(name_of(person) if (person := ticket.owner or ticket.waits_for) else "" for ticket in tickets)
    return [_to_queue(count) if not name else _to_person(count, name) for name, count in sorted(to.items())]


def _to_queue(count: int) -> str:
    said = ngettext("%(count)s ticket went back to the queue.", "%(count)s tickets went back to the queue.", count)
    return said % {"count": count}


def _to_person(count: int, name: str) -> str:
    said = ngettext("%(count)s ticket went to %(name)s.", "%(count)s tickets went to %(name)s.", count)
    return said % {"count": count, "name": name}
