from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import conditional_escape

from kontor.ui import dates, formats

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (2647109358, "2647 109 358"),
        ("2647109358", "2647 109 358"),
        ("0047109358", "0047 109 358"),
        (12, "12"),
        ("K-1", "K-1"),
    ],
)
def test_ticket_number_stands_in_groups(number: object, shown: str) -> None:
    assert formats.ticket_number(number) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("service@north.example", "service@<wbr>north.example"),
        ("a<b>@north.example", "a&lt;b&gt;@<wbr>north.example"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_an_address_ends_a_line_behind_its_at_sign(address: str, shown: str) -> None:
    assert conditional_escape(formats.address(address)) == shown


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=17), "17 min ago"),
        (timedelta(minutes=-38), "in 38 min"),
        (timedelta(hours=2), "14:00"),
        (timedelta(days=1), "yesterday, 16:00"),
        (timedelta(days=-1), "tomorrow, 16:00"),
        (timedelta(days=4), "Fri, 16:00"),
        (timedelta(days=40), "Oct. 15"),
        (timedelta(days=800), "09/15/2024"),
    ],
)
def test_relative_time_reads_as_one_says_it(ago: timedelta, shown: str) -> None:
    with timezone.override("Europe/Berlin"), translation.override("en"):
        assert dates.relative_time(NOW - ago, NOW) == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "11/24/2026 16:00"), ("de", "24.11.2026 16:00")])
def test_a_short_time_keeps_to_the_clock_of_24_hours(language: str, shown: str) -> None:
    with timezone.override("Europe/Berlin"), translation.override(language):
        assert date_format(timezone.localtime(NOW), "SHORT_DATETIME_FORMAT") == shown


def test_exact_time_is_in_the_persons_time_zone() -> None:
    with timezone.override("Europe/Berlin"), translation.override("en"):
        assert dates.exact_time(NOW) == "Tuesday, Nov. 24, 2026, 16:00"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Lorenz", "AL"),
        ("anna", "A"),
        ("Jana von der Heide", "JH"),
        ("Heide, Jana", "HJ"),
        ("", "?"),
        ("(…)", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert formats.initials(name) == letters
