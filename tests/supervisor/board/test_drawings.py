"""How the day went, beside the same day of the week before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.reports.domain.board import board_of
from kontor.reports.domain.samples import take_sample
from kontor.reports.domain.sight import sight_of
from kontor.reports.models import BacklogSample
from kontor.supervisor.board.drawings import over_the_day
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope


def test_after_a_clock_change_the_week_before_stands_at_its_hours(
    sven: User, nordlicht: Tenant, billing: Category, frozen: Frozen
) -> None:
    half_past_nine = datetime(2026, 10, 19, 7, 30, tzinfo=UTC)
    frozen.at = half_past_nine
    make_ticket(billing)
    with in_scope(nordlicht):
        take_sample(nordlicht.pk)
        frozen.at = half_past_nine + timedelta(days=7, hours=2)
        chart = over_the_day(board_of(sight_of(load_access(sven, (nordlicht.pk,)))))

    assert chart.lines[-1].points == [(datetime(2026, 10, 26, 8, 30, tzinfo=UTC), 1)]


@pytest.mark.parametrize(
    ("today", "places"),
    [
        (datetime(2027, 3, 28, 10, tzinfo=UTC), 46),  # a day of 23 hours, beside one of 24
        (datetime(2026, 11, 1, 10, tzinfo=UTC), 48),  # beside a day of 25 hours
    ],
)
def test_the_line_of_the_week_before_never_goes_back(
    sven: User, nordlicht: Tenant, frozen: Frozen, today: datetime, places: int
) -> None:
    """An hour that the clock has twice, or leaves out, stands in one place."""
    frozen.at = today
    with in_scope(nordlicht):
        begin = today - timedelta(days=9)
        for number in range(3 * 48):
            at = begin + number * timedelta(minutes=30)
            BacklogSample.objects.create(tenant=nordlicht, at=at, open=number, waiting=0, warned=0, late=0)
        chart = over_the_day(board_of(sight_of(load_access(sven, (nordlicht.pk,)))))

    [*_lines, before] = chart.lines
    moments = [at for at, _value in before.points]
    assert (len(moments), moments) == (places, sorted(set(moments)))
