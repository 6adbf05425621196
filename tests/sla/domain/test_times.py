from __future__ import annotations

import pytest

from kontor.sla.domain.times import BadTimes, Times, read_times, write_times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("8-12", [["08:00", "12:00"]]),
        ("8:30 – 12.15, 13-24", [["08:30", "12:15"], ["13:00", "24:00"]]),
        ("13:00-17:00; 8 bis 12 Uhr", [["08:00", "12:00"], ["13:00", "17:00"]]),
        ("8-12 und 13-17", [["08:00", "12:00"], ["13:00", "17:00"]]),
        ("22-6", [["22:00", "06:00"]]),
        ("0-24", [["00:00", "24:00"]]),
        ("8-12, 12-17", [["08:00", "12:00"], ["12:00", "17:00"]]),
        ("8-12, ", [["08:00", "12:00"]]),
        ("8-12\n \n13-17;", [["08:00", "12:00"], ["13:00", "17:00"]]),
        ("", []),
        (" – ", []),
    ],
)
def test_times_are_read_as_people_write_them(text: str, times: Times) -> None:
    assert read_times(text) == times
    assert read_times(write_times(times)) == times


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("8", "“8” is not an interval. Write it like 8:00–12:30; several are separated by commas."),
        ("8-12 13-17", "“8-12 13-17” is not an interval. Write it like 8:00–12:30; several are separated by commas."),
        ("8-25", "“25” is not a time of day. Write it like 8:00 or 17:30."),
        ("8:75-9", "“8:75” is not a time of day. Write it like 8:00 or 17:30."),
        ("24-8", "“24-8”: an interval begins between 00:00 and 23:59 and ends at 24:00 at the latest."),
        ("8-13, 12-17", "“8-13, 12-17”: two of the intervals overlap."),
        ("20-4, 22-23", "“20-4, 22-23”: two of the intervals overlap."),
    ],
)
def test_what_is_no_time_is_said(text: str, sentence: str) -> None:
    with pytest.raises(BadTimes) as told:
        read_times(text)

    assert str(told.value) == sentence
