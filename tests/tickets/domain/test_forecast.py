"""When a backlog reaches a limit at the present speed: worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kontor.sla.domain.worktime import Calendar, Hours
from kontor.tickets.domain.forecast import Flow, Forecast, forecast, looks_back_to, open_at

ALWAYS = Calendar.of(ZoneInfo("UTC"), {day: [Hours.of("00:00", "24:00")] for day in range(7)})
OFFICE = Calendar.of(
    ZoneInfo("UTC"), {day: [Hours.of("08:00", "12:00"), Hours.of("13:00", "17:00")] for day in range(5)}
)
NEVER = Calendar.of(ZoneInfo("UTC"), {})
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def at(hour: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def test_speed_is_what_came_less_what_went_by_the_hour() -> None:
    found = forecast(Flow(at(9), came=30, went=12), open_now=50, limit=80, now=at(12), calendar=ALWAYS)

    assert found == Forecast(6.0, at(17))


def test_only_working_time_counts() -> None:
    """Three hours worked since 10:00: 6 an hour. Another 24 take until closing and two hours of Tuesday."""
    found = forecast(Flow(at(10), came=20, went=2), open_now=56, limit=80, now=at(14), calendar=OFFICE)

    assert found == Forecast(6.0, at(9, day=1))


def test_a_limit_that_is_reached_falls_now() -> None:
    assert forecast(Flow(at(9), 0, 9), open_now=80, limit=80, now=at(12), calendar=ALWAYS) == Forecast(-3.0, at(12))


def test_a_backlog_that_shrinks_reaches_no_limit() -> None:
    assert forecast(Flow(at(9), 3, 9), open_now=50, limit=80, now=at(12), calendar=ALWAYS) == Forecast(-2.0, None)
    assert forecast(Flow(at(9), 9, 9), open_now=50, limit=80, now=at(12), calendar=ALWAYS) == Forecast(0.0, None)


def test_too_far_ahead_is_not_foreseen() -> None:
    one_an_hour = Flow(at(9), 3, 0)

    assert forecast(one_an_hour, open_now=50, limit=74, now=at(12), calendar=ALWAYS).at == at(12, day=1)
    assert forecast(one_an_hour, open_now=50, limit=75, now=at(12), calendar=ALWAYS).at is None


def test_without_limit_there_is_the_speed_alone() -> None:
    assert forecast(Flow(at(9), 3, 0), open_now=50, limit=None, now=at(12), calendar=ALWAYS) == Forecast(1.0, None)


def test_nobody_worked_no_speed() -> None:
    assert forecast(Flow(at(9), 3, 0), open_now=5, limit=9, now=at(12), calendar=NEVER) == Forecast(None, None)


def test_looks_back_over_so_much_working_time() -> None:
    assert looks_back_to(at(9), ALWAYS) == at(6)
    assert looks_back_to(at(14), OFFICE) == at(10)
    assert looks_back_to(at(8.5, day=1), OFFICE) == at(14.5)
    assert looks_back_to(at(20), OFFICE) == at(14)
    assert looks_back_to(at(9), NEVER) == at(9, day=-7)


def test_how_many_are_open_later() -> None:
    growing, shrinking = Forecast(6.0, None), Forecast(-20.0, None)

    assert open_at(at(17), growing, open_now=50, now=at(11), calendar=OFFICE) == 80
    assert open_at(at(17), shrinking, open_now=50, now=at(11), calendar=OFFICE) == 0
    assert open_at(at(17), Forecast(None, None), open_now=50, now=at(11), calendar=OFFICE) is None
