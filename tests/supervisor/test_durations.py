from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from kontor.supervisor.durations import DurationField, read_minutes, written


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("4:30", 270),
        ("0:05", 5),
        ("8", 480),
        ("8 h", 480),
        ("1,5 Std.", 90),
        ("1.25 hours", 75),
        ("90 min", 90),
        ("45 Minuten", 45),
    ],
)
def test_lengths_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert read_minutes(text) == minutes
    assert read_minutes(written(minutes)) == minutes


@pytest.mark.parametrize("text", ["soon", "4:60", "-4", "4:30:00", "1,234 h"])
def test_what_is_no_length_is_said(text: str) -> None:
    with pytest.raises(ValidationError, match=r"Write hours and minutes like 4:30, 8 h or 90 min\."):
        DurationField().clean(text)


@pytest.mark.parametrize("text", ["0", "0:00", "10001"])
def test_a_length_is_neither_nothing_nor_endless(text: str) -> None:
    with pytest.raises(ValidationError, match=r"at least one minute and at most 10000 hours"):
        DurationField().clean(text)


def test_an_optional_length_may_be_empty_and_shows_what_it_was() -> None:
    field = DurationField(required=False)

    assert field.clean("") is None
    assert field.prepare_value(270) == "4:30"
    assert (field.has_changed(270, "4:30"), field.has_changed(270, "5"), field.has_changed(None, "")) == (
        False,
        True,
        False,
    )
