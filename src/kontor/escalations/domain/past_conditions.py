"""When the conditions of a rule held in the past: as ``conditions.py`` looks them up now, for every moment.

Values in, values out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kontor.escalations.domain.content import LOAD_KINDS, Condition, Content
from kontor.escalations.domain.lives import Life
from kontor.escalations.domain.spells import Spell, Spells, common, joined
from kontor.escalations.enums import ConditionKind
from kontor.sla.domain.worktime import Calendar, Due, due_at
from kontor.tickets.domain.clock_of import counts
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Promise

PERCENT = 100
NOTHING = timedelta()


@dataclass
class Hours:
    """Business hours: of promises by the ids of their calendars, and of categories as they are today."""

    of_promises: Mapping[int | None, Calendar]
    of_categories: Mapping[int, Calendar]


@dataclass
class Load:
    """How many were open, and how many of them late, at every moment between two."""

    begin: datetime
    end: datetime
    _changes: list[tuple[datetime, int, int]] = field(default_factory=list)

    def add(self, was_open: Spells, was_late: Spells) -> None:
        time = [(self.begin, self.end)]
        for spells, open_, late in ((was_open, 1, 0), (was_late, 0, 1)):
            for begin, end in common(time, spells):
                self._changes += [(begin, open_, late), (end, -open_, -late)]

    def holds(self, content: Content) -> Spells:
        """When the backlog was as high as every condition of load says."""
        found, open_, late, since = [], 0, 0, self.begin
        for at, more, later in [*sorted(self._changes), (self.end, 0, 0)]:
            if at > since and _as_high(content, open_, late):
                found.append((since, at))
            open_, late, since = open_ + more, late + later, max(at, since)
        return joined(found)


def held(content: Content, life: Life, hours: Hours) -> Spells:
    """When every condition held that looks at the ticket."""
    spells = life.open
    for condition in content.conditions:
        if condition.kind not in LOAD_KINDS and spells:
            spells = common(spells, _HELD[condition.kind](condition, life, hours))
    return spells


def was_late(life: Life, hours: Hours) -> Spells:
    """When the earliest of its promises was due and not done."""
    return common(life.open, joined(_reached(life, hours, PERCENT, NOTHING)))


def in_any_category(life: Life, categories: Iterable[int]) -> Spells:
    wanted = set(categories)
    return joined(spell for spell, place in life.in_categories() if place in wanted)


def moments(spells: Spells, again: int | None, *, most: int) -> list[datetime]:
    """When a rule would have acted: as soon as it could, once or after each time that it waits in between."""
    found: list[datetime] = []
    for begin, end in spells:
        at = begin if not found or again is None else max(begin, found[-1] + timedelta(minutes=again))
        while at < end and len(found) < most:
            found.append(at)
            if again is None:
                return found
            at += timedelta(minutes=again)
    return found


def _as_high(content: Content, open_: int, late: int) -> bool:
    figures = {
        ConditionKind.OPEN: open_,
        ConditionKind.LATE_SHARE: late * PERCENT // open_ if open_ else 0,
    }
    wanted = [each for each in content.conditions if each.kind in LOAD_KINDS]
    return all(figures[each.kind] >= (each.number or 0) for each in wanted)


def _share(condition: Condition, life: Life, hours: Hours) -> Spells:
    return joined(_reached(life, hours, condition.number or 0, NOTHING))


def _due_in(condition: Condition, life: Life, hours: Hours) -> Spells:
    return joined(_reached(life, hours, PERCENT, timedelta(minutes=condition.number or 0)))


def _reached(life: Life, hours: Hours, percent: int, ahead: timedelta) -> Iterator[Spell]:
    for promise in life.promises:
        yield from _reached_by(promise, life, hours.of_promises[promise.calendar_id], percent, ahead)


def _reached_by(promise: Promise, life: Life, calendar: Calendar, percent: int, ahead: timedelta) -> Iterator[Spell]:
    """While it ran and did not stand still, and so much of it was used, or would be so soon.

    Between two pauses it is foreseen with those that are over, as its clock has foreseen it then.
    """
    end = min(promise.done_at or life.end, life.end)
    target = timedelta(seconds=promise.target) * percent / PERCENT
    over: list[tuple[datetime, datetime]] = []
    since = promise.started_at
    for pause in [each for each in life.pauses if counts(each, promise.service_level)]:
        yield from _from_due(promise.started_at, target, calendar, over, ahead, (since, min(pause.since, end)))
        until = pause.until or end
        over.append((pause.since, until))
        since = max(since, until)
    yield from _from_due(promise.started_at, target, calendar, over, ahead, (since, end))


def _from_due(
    start: datetime,
    target: timedelta,
    calendar: Calendar,
    pauses: list[tuple[datetime, datetime]],
    ahead: timedelta,
    spell: Spell,
) -> Iterator[Spell]:
    begin, end = spell
    if begin < end:
        due = due_at(start, target, calendar, tuple(pauses))
        if isinstance(due, Due):
            yield max(begin, due.at - ahead), end


def _waiting(condition: Condition, life: Life, hours: Hours) -> Spells:
    """In the queue, when so much time was worked since the receipt; by the hours of where it stood."""
    target, long_enough = timedelta(minutes=condition.number or 0), []
    for (begin, end), place in life.in_categories():
        due = due_at(life.begin, target, hours.of_categories[place])
        if isinstance(due, Due):
            long_enough.append((max(begin, due.at), end))
    return common(joined(long_enough), life.in_states({TicketState.QUEUED}))


def _overdue(condition: Condition, life: Life, hours: Hours) -> Spells:
    late = timedelta(minutes=condition.number or 0)
    nexts = [*(at for at, _until in life.held), life.end][1:]
    beyond = [(max(at, until + late), end) for (at, until), end in zip(life.held, nexts, strict=True)]
    return common(joined(beyond), life.in_states({TicketState.RESUBMITTED}))


def _state(condition: Condition, life: Life, hours: Hours) -> Spells:
    return life.in_states(condition.values)


def _category(condition: Condition, life: Life, hours: Hours) -> Spells:
    return in_any_category(life, map(int, condition.values))


def _channel(condition: Condition, life: Life, hours: Hours) -> Spells:
    return life.open if life.channel in condition.values else []


def _language(condition: Condition, life: Life, hours: Hours) -> Spells:
    return life.open if life.language in condition.values else []


def _tag(condition: Condition, life: Life, hours: Hours) -> Spells:
    return life.open if set(life.tags) & set(condition.values) else []


_HELD: Mapping[ConditionKind, Callable[[Condition, Life, Hours], Spells]] = {
    ConditionKind.SHARE: _share,
    ConditionKind.DUE_IN: _due_in,
    ConditionKind.WAITING: _waiting,
    ConditionKind.OVERDUE: _overdue,
    ConditionKind.STATE: _state,
    ConditionKind.CATEGORY: _category,
    ConditionKind.CHANNEL: _channel,
    ConditionKind.LANGUAGE: _language,
    ConditionKind.TAG: _tag,
}
