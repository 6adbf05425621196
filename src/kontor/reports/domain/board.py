"""The board: the backlog as one person may see it, how it came about, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from kontor.kernel import clock
from kontor.reports.domain.agents import Agent, agents_of
from kontor.reports.domain.alarms import limits_of
from kontor.reports.domain.calls import Calls, calls_of
from kontor.reports.domain.hours import day_of
from kontor.reports.domain.outlook import Outlook, outlook_of
from kontor.reports.domain.promises_kept import Kept, kept_since
from kontor.reports.domain.samples import Point, points_of
from kontor.reports.domain.sight import Sight
from kontor.tickets.domain.backlog import Backlog, Breakdown, By, Group, add_up, breakdown_of, flows_since, lent_out
from kontor.tickets.domain.forecast import Flow

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Board:
    """``day``: when the day of each tenant began. ``before``: what was open at the same hours a week ago."""

    at: datetime
    sight: Sight
    day: Mapping[int, datetime]
    backlog: Breakdown
    today: Mapping[int, Flow]
    kept: Mapping[tuple[int, int], Kept]
    lent: Mapping[int, int]
    points: Mapping[int, Sequence[Point]]
    before: Mapping[int, Sequence[Point]]
    agents: Sequence[Agent]
    outlook: Outlook
    calls: Calls | None = None
    """None where calls are not connected."""

    @cached_property
    def total(self) -> Backlog:
        return add_up(self.backlog[By.TENANT].values())

    @cached_property
    def came(self) -> int:
        return sum(flow.came for flow in self.today.values())

    @cached_property
    def went(self) -> int:
        return sum(flow.went for flow in self.today.values())

    @cached_property
    def kept_in_all(self) -> Kept:
        return sum(self.kept.values(), Kept())

    def kept_of(self, tenant_id: int) -> Kept:
        return sum((kept for (tenant, _category), kept in self.kept.items() if tenant == tenant_id), Kept())

    def of(self, by: By, tenant_id: int, key: int | str | None = None) -> Backlog:
        return self.backlog[by].get(Group(tenant_id, key), Backlog())

    def over_tenants(self, by: By, key: int | str | None) -> Backlog:
        """A channel, a state or a person, in all tenants that are shown."""
        return add_up(backlog for group, backlog in self.backlog[by].items() if group.key == key)


def board_of(sight: Sight, *, with_calls: bool = False) -> Board:
    """Everything the board shows, in a number of statements that does not depend on what there is."""
    now = clock.now()
    tenants, categories = sight.tenant_ids, sight.narrowed_to
    day = {tenant.pk: day_of(tenant, now) for tenant in sight.tenants}
    begin = min(day.values(), default=now)
    backlog = breakdown_of(tenants, By, categories=categories)
    owners = {group.key for group in backlog[By.OWNER] if isinstance(group.key, int)}
    groups = None if sight.everything else sight.groups
    return Board(
        at=now,
        sight=sight,
        day=day,
        backlog=backlog,
        today=flows_since(day, categories=categories),
        kept=kept_since(day, categories=categories),
        lent=lent_out(tenants) if sight.everything else {},
        points=points_of(tenants, begin=begin, end=now, categories=categories, half_hours=True),
        before=points_of(
            tenants,
            begin=begin - WEEK,
            end=begin - WEEK + timedelta(days=1),
            categories=categories,
            half_hours=True,
        ),
        agents=agents_of(groups, day, categories=categories, also=owners, now=now),
        outlook=outlook_of(
            sight, {group.tenant: each for group, each in backlog[By.TENANT].items()}, limits_of(tenants), now=now
        ),
        calls=calls_of(sight.tenants, day, now=now) if with_calls else None,
    )
