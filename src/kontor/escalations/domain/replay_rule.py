"""An escalation rule tried on the last days: on which tickets it would have acted, and when.

As if it had been put in force at their beginning, beside what the rule has really done meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kontor.escalations.domain.content import LOAD_KINDS, Content
from kontor.escalations.domain.lives import Life, lives_of
from kontor.escalations.domain.past_conditions import Hours, Load, held, in_any_category, moments, was_late
from kontor.escalations.domain.replay_promises import terms_now
from kontor.escalations.domain.replay_result import Otherwise, Result
from kontor.escalations.domain.spells import common
from kontor.escalations.enums import ConditionKind
from kontor.escalations.models import Replay
from kontor.sla.domain.compiling import always_open, compiled_many
from kontor.sla.domain.worktime import Calendar
from kontor.sla.models import BusinessCalendar
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

TOGETHER = 1000
"""Tickets a step."""
MOST_TIMES = 1000
"""Of a rule that acts again, so many times are counted for a ticket."""


class RuleReplay:
    """``content``: what the rule says, and its name. Tickets that were open at some time of these days."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.content = Content.from_json(replay.content)
        self.begin = replay.at - timedelta(days=replay.days)
        self.result = Result()
        self.hours = _hours(replay.tenant_id)
        self.load: Load | None = None
        if any(each.kind in LOAD_KINDS for each in self.content.conditions):
            self.load = Load(self.begin, replay.at)

    @property
    def tenants(self) -> tuple[int, ...]:
        return (self.replay.tenant_id,)

    def total(self) -> int:
        """Where load counts, each ticket is looked at twice: first all of them add up to it."""
        return self._tickets().count() * (1 if self.load is None else 2)

    def steps(self) -> Iterator[int]:
        time = [(self.begin, self.replay.at)]
        if self.load is not None:
            for lives in self._batches():
                for life in lives:
                    self._add_to_load(life, self.load)
                yield len(lives)
            time = self.load.holds(self.content)
        for lives in self._batches():
            for life in lives:
                spells = common(time, held(self.content, life, self.hours))
                self._count(life, moments(spells, self.content.again, most=MOST_TIMES))
            yield len(lives)

    def finish(self) -> Result:
        return self.result

    def _tickets(self) -> QuerySet[Ticket]:
        rows = Ticket.objects.filter(tenant_id=self.replay.tenant_id, received_at__lt=self.replay.at)
        return rows.filter(Q(closed_at=None) | Q(closed_at__gt=self.begin)).exclude(state=TicketState.SPAM)

    def _batches(self) -> Iterator[list[Life]]:
        last = 0
        while lives := self._lives(last):
            yield lives
            last = lives[-1].id

    def _lives(self, after: int) -> list[Life]:
        rows = self._tickets().filter(pk__gt=after).order_by("pk")[:TOGETHER]
        return lives_of(rows, self.replay.at, self.replay.subject)

    def _add_to_load(self, life: Life, load: Load) -> None:
        named = self.content.ids(ConditionKind.CATEGORY)
        there = in_any_category(life, named) if named else life.open
        load.add(common(there, life.open), common(there, was_late(life, self.hours)))

    def _count(self, life: Life, would: list[datetime]) -> None:
        did = [at for at in life.fired if self.begin <= at <= self.replay.at]
        for at in did:
            self.result.count_in_hour(at, before=1)
        for at in would:
            self.result.count_in_hour(at, after=1)
        self._add_up(did, would)
        if would and not did:
            self.result.note(Otherwise(life.id, "acts", would[0]))
        if did and not would:
            self.result.note(Otherwise(life.id, "left", did[0]))

    def _add_up(self, did: list[datetime], would: list[datetime]) -> None:
        for name, number in (
            ("did", bool(did)),
            ("would", bool(would)),
            ("times_did", len(did)),
            ("times_would", len(would)),
            ("at_once", would[:1] == [self.begin]),
            ("cut", len(would) == MOST_TIMES),
        ):
            self.result.count(name, int(number))


def _hours(tenant_id: int) -> Hours:
    calendars = BusinessCalendar.objects.filter(tenant_id=tenant_id).values_list("pk", flat=True)
    of_promises: dict[int | None, Calendar] = {None: always_open(ZoneInfo("UTC"))}
    of_promises.update((key, calendar) for key, calendar in compiled_many(calendars).items())
    return Hours(of_promises, {category: terms.calendar for category, terms in terms_now(tenant_id).items()})
