"""When the requests of the demo came and what became of them: a desk that keeps up, with a few that lie too long."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kontor.sla.domain.worktime import Calendar, Due, due_at, worked_back

PAST = timedelta(days=24)
SHARE_OPEN, SHARE_ON_DESKS = 0.24, 0.06
LAID_ASIDE = (timedelta(days=11), timedelta(days=4))
"""How long ago those came that everybody has left lying."""


@dataclass(frozen=True)
class Course:
    """``answered`` None: it is open, and on somebody's desk since ``taken`` or in the queue."""

    came: datetime
    answered: datetime | None = None
    taken: datetime | None = None


def courses(
    how_many: int, *, promised: timedelta, calendar: Calendar, now: datetime, chance: random.Random
) -> list[Course]:
    """As many, in the order in which they came. ``promised`` is the working time until the first answer.

    What is open has used up to a tenth more of it than there is; what is closed was answered within it, nearly always.
    """
    waiting = round(how_many * SHARE_OPEN) - len(LAID_ASIDE)
    on_desks = round(how_many * SHARE_ON_DESKS)
    found = [Course(now - age) for age in LAID_ASIDE]
    for number in range(waiting):
        came = worked_back(now, promised * chance.uniform(0.02, 1.1), calendar, at_most=PAST)
        taken = came + (now - came) * chance.uniform(0.3, 0.9) if number < on_desks else None
        found.append(Course(came, taken=taken))
    answered = _answered(promised, calendar, now, chance)
    found += [next(answered) for _number in range(how_many - len(found))]
    return sorted(found, key=lambda course: course.came)


def _answered(promised: timedelta, calendar: Calendar, now: datetime, chance: random.Random) -> Iterator[Course]:
    """The later, the more of them."""
    while True:
        came = now - PAST * chance.random() ** 2
        due = due_at(came, promised * chance.uniform(0.05, 1.08), calendar)
        if isinstance(due, Due) and due.at < now:
            yield Course(came, answered=due.at)
