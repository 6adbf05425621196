from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.escalations.domain.looking_back import worked_since
from kontor.sla.domain.worktime import Calendar, Hours, worked_between

HOUR = 3600
OFFICE = Calendar.of(
    ZoneInfo("Europe/Berlin"), {day: [Hours(8 * HOUR, 12 * HOUR), Hours(13 * HOUR, 17 * HOUR)] for day in range(5)}
)
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("minutes", "since"),
    [
        (0, MONDAY),
        (30, MONDAY.replace(hour=8, minute=30)),
        (60, MONDAY.replace(hour=8)),
        (61, datetime(2026, 11, 27, 16, 59, tzinfo=MONDAY.tzinfo)),
        (60 + 8 * 60, datetime(2026, 11, 27, 8, 0, tzinfo=MONDAY.tzinfo)),
    ],
)
def test_nights_and_weekends_do_not_count(minutes: int, since: datetime) -> None:
    assert worked_since(MONDAY, timedelta(minutes=minutes), OFFICE) == since


def test_a_calendar_that_never_opens_has_no_past() -> None:
    assert worked_since(MONDAY, timedelta(minutes=1), Calendar.of(ZoneInfo("Europe/Berlin"), {})) is None


@given(st.integers(1, 60 * 24 * 28), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_as_much_is_worked_since_then(minutes: int, at: datetime) -> None:
    now, target = at.replace(tzinfo=UTC), timedelta(minutes=minutes)

    since = worked_since(now, target, OFFICE)

    assert since is not None
    assert worked_between(since, now, OFFICE) == target
