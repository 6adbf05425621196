"""A moment that is typed, also in the nights in which the clock is changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django import forms
from django.utils import timezone

from kontor.ui.moments import MomentField


class MomentForm(forms.Form):
    at = MomentField(required=False)


@pytest.mark.parametrize(
    ("zone", "typed", "meant"),
    [
        ("Europe/Berlin", "2026-11-30T02:30", "2026-11-30T01:30"),
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30"),  # it is 03:30 then
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30"),
        ("America/New_York", "2026-10-25T02:30", "2026-10-25T06:30"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
    ],
)
def test_a_time_that_is_left_out_is_the_one_after_it_and_of_two_the_first_counts(
    zone: str, typed: str, meant: str
) -> None:
    with timezone.override(zone):
        form = MomentForm({"at": typed})

        assert form.errors == {}
        assert form.cleaned_data["at"].astimezone(UTC) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize("typed", ["soon", "2026-02-30T10:00", "25:00"])
def test_what_is_no_moment_is_refused(typed: str) -> None:
    assert list(MomentForm({"at": typed}).errors) == ["at"]


def test_nothing_is_no_moment_and_an_offset_counts() -> None:
    assert MomentForm({"at": ""}).fields["at"].clean("") is None
    assert MomentField().clean("2026-10-25T02:30+05:00") == datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
