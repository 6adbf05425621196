"""Lengths of time as one says them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.ui.durations import duration, worked_duration


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (125, "2 h 05 min"),
        (24 * 60, "1 day"),
        (24 * 60 + 59, "1 day"),
        (28 * 60, "1 day 4 h"),
        (72 * 60, "3 days"),
    ],
)
def test_a_length_is_said_without_noughts(minutes: int, said: str) -> None:
    assert duration(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(("minutes", "said"), [(30, "30 min"), (144 * 60, "144 h"), (26 * 60 + 10, "26 h 10 min")])
def test_working_time_has_no_days(minutes: int, said: str) -> None:
    assert worked_duration(timedelta(minutes=minutes)) == said
