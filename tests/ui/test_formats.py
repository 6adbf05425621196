from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import conditional_escape

import kontor
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


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(seconds=20), "15:59"),
        (timedelta(minutes=17), "15:43"),
        (timedelta(minutes=-38), "16:38"),
        (timedelta(days=1), "gestern, 16:00"),
    ],
)
def test_behind_since_a_time_that_is_near_is_the_time_of_day(ago: timedelta, shown: str) -> None:
    """“seit vor 17 min” is no German."""
    with timezone.override("Europe/Berlin"), translation.override("de"):
        assert dates.point_in_time(NOW - ago, NOW) == shown


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


def test_no_page_says_since_some_minutes_ago() -> None:
    words = r'translate "(?:since|until|Accepted again from|Too much has waited since)"|until{% endblocktranslate'
    behind = re.compile(rf"(?:{words}) %}} ({{% when .*?%}})")
    pages = Path(kontor.__file__).parent.rglob("templates/**/*.html")
    moments = [moment for page in pages for moment in behind.findall(page.read_text())]

    assert len(moments) > 5
    assert [moment for moment in moments if not re.search("(point|plain)=True", moment)] == []
