"""The charts of the board: who waits for how long, what is answered in time, how the day went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from kontor.org.domain.access import CategoryFacts
from kontor.reports.domain.board import WEEK, Board
from kontor.reports.domain.samples import Point
from kontor.supervisor.board.links import Way
from kontor.supervisor.board.words import PARTS
from kontor.tenants.models import Tenant
from kontor.tickets.domain.backlog import Backlog, By, add_up
from kontor.ui.charts import Bands, Line, Lines, Row, Slice

MOST_TREES = 3
"""Of so many tenants the categories are shown too; of more, only those of one that is chosen."""

MOST_LINES = 6


def by_age(board: Board, way: Way, *, trees: bool = True) -> Bands:
    """Every tenant, and the tree of its categories where there are not too many."""
    return Bands(_("Open by age"), PARTS, list(_rows(board, way, trees)), _("open tickets"), _("Where"))


def over_the_day(board: Board) -> Lines:
    """What was open since midnight, by tenant, or all together where there are many; and a week before."""
    begin = min(board.day.values(), default=board.at)
    tenants = board.sight.tenants
    if len(tenants) <= MOST_LINES:
        lines = [
            Line(tenant.name, [*_places(board.points[tenant.pk]), _now(board, tenant)], colour=tenant.colour)
            for tenant in tenants
        ]
    else:
        lines = [Line(_("All tenants"), [*_together(board.points.values()), (board.at, board.total.open)])]
    # An hour that the clock has twice, or leaves out, gives two values for one place: the later one counts.
    before = {_week_later(at, begin): value for at, value in _together(board.before.values())}
    lines.append(Line(_("A week before, all together"), list(before.items()), before=True))
    return Lines(_("Open over the day"), begin, begin + timedelta(days=1), lines, _("open tickets"))


def _week_later(at: datetime, begin: datetime) -> datetime:
    """At the same hour of the clock by which the day began, also when the clocks were changed meanwhile."""
    return (at.astimezone(begin.tzinfo) + WEEK).astimezone(UTC)


def _now(board: Board, tenant: Tenant) -> tuple[datetime, float]:
    return board.at, board.of(By.TENANT, tenant.pk).open


def _rows(board: Board, way: Way, trees: bool) -> Iterator[Row]:
    with_trees = trees and len(board.sight.tenants) <= MOST_TREES
    for tenant in board.sight.tenants:
        backlog = board.of(By.TENANT, tenant.pk)
        yield _row(tenant.name, backlog, 0, way, tenant=tenant, of={"tenant": tenant.pk})
        if with_trees:
            mine = [each for each in board.sight.categories if each.tenant_id == tenant.pk]
            yield from _tree(board, tenant, mine, way)


def _tree(board: Board, tenant: Tenant, categories: Sequence[CategoryFacts], way: Way) -> Iterator[Row]:
    """Main categories with their sums, and under each its categories; those of no main category by themselves."""
    for main, parts in groupby(categories, key=lambda each: each.main):
        found = [(each, board.of(By.CATEGORY, tenant.pk, each.id)) for each in parts]
        if main:
            yield _row(main, add_up(backlog for _each, backlog in found), 1, way)
        for each, backlog in found:
            yield _row(each.name, backlog, 2 if main else 1, way, of={"category": each.id})


def _row(
    name: str, backlog: Backlog, depth: int, way: Way, *, tenant: Tenant | None = None, of: dict[str, int] | None = None
) -> Row:
    def url(**narrowed: object) -> str:
        return way(**of, **narrowed) if of else ""

    slices = [Slice(count, url(age=band)) for band, count in enumerate(backlog.ages)]
    return Row(name, [*slices, Slice(backlog.late, url(due="late"))], url(), tenant=tenant, depth=depth)


def _places(points: Sequence[Point]) -> list[tuple[datetime, float]]:
    return [(point.at, point.open) for point in points]


def _together(of_tenants: Iterable[Sequence[Point]]) -> list[tuple[datetime, float]]:
    """The sum of several tenants, at the moments at which all of them were sampled."""
    sums: dict[datetime, list[int]] = {}
    tenants = 0
    for points in of_tenants:
        tenants += 1
        for point in points:
            sums.setdefault(point.at, []).append(point.open)
    return [(at, sum(numbers)) for at, numbers in sorted(sums.items()) if len(numbers) == tenants]
