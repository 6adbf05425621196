"""What holds for all numbers."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kontor.kernel.errors import Refused
from kontor.kernel.telephone import (
    DIAL_FORMATS,
    Telephone,
    dial,
    from_normal,
    is_anonymous,
    is_emergency,
    is_internal,
    lookup_key,
    numbers_in,
    read,
    reported,
)

COUNTRIES = ("DE", "AT", "CH", "US", "GB", "FR", "IT", "PL", "DK")


def _examples() -> list[tuple[str, str]]:
    """A number of each kind that the library knows of each country."""
    found = []
    for country in COUNTRIES:
        for kind in phonenumbers.PhoneNumberType.values():
            number = phonenumbers.example_number_for_type(country, kind)
            if number:
                found.append((country, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)))
    return found


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, Telephone]:
    """A country, and a number like those that exist there, with and without extension."""
    country, normal = draw(st.sampled_from(_examples()))
    tail = draw(st.text("0123456789", min_size=3, max_size=3))
    parsed = phonenumbers.parse(normal[:-3] + tail, None)
    assume(phonenumbers.is_valid_number(parsed))
    ending = draw(st.sampled_from(("", "-0", "-12", " App. 4", " Durchwahl 17")))
    try:
        return country, read(normal[:-3] + tail + ending, country)
    except Refused:
        assume(False)
        raise


@given(numbers())
@settings(max_examples=300, deadline=None)
def test_reading_what_is_shown_gives_the_same_number(drawn: tuple[str, Telephone]) -> None:
    country, number = drawn

    assert read(number.international, country).key == number.key
    assert read(number.national, country).key == number.key
    assert read(number.shown("DE"), "DE").key == number.key
    assert from_normal(number.key).key == number.key
    assert read(number.normal, "DE").normal == number.normal


@given(numbers(), st.sampled_from(DIAL_FORMATS), st.sampled_from(("", "0", "9")))
@settings(max_examples=300, deadline=None)
def test_what_is_dialled_is_reported_as_the_same_number(
    drawn: tuple[str, Telephone], form: str, outside_line: str
) -> None:
    """Where the country is said, and where nothing is dialled in front of the zero, there is no doubt."""
    _country, number = drawn
    assume(phonenumbers.is_valid_number(phonenumbers.parse(number.normal)))
    assume(form == "zeros" or not outside_line)

    heard = reported(dial(number, form, "DE", outside_line=outside_line), "DE", outside_line=outside_line)

    assert heard and heard.normal == number.normal


@given(st.text(max_size=70), st.sampled_from(COUNTRIES))
@settings(max_examples=500, deadline=None)
def test_no_text_breaks_the_reading(text: str, country: str) -> None:
    key = lookup_key(text, country)
    heard = reported(text, country, area_code="040", outside_line="0")
    is_anonymous(text), is_internal(text), is_emergency(text, country, outside_line="0")

    for normal in filter(None, (key.partition(";")[0], heard.normal if heard else "")):
        assert normal[0] == "+" and normal[1:].isascii() and normal[1:].isdigit() and 6 <= len(normal) <= 18


@given(st.text("0123456789+-/(). ", min_size=5, max_size=25), st.sampled_from(COUNTRIES))
@settings(max_examples=500, deadline=None)
def test_reading_twice_is_reading_once(text: str, country: str) -> None:
    key = lookup_key(text, country)

    assert key == "" or lookup_key(from_normal(key).international, country) == key


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rufen Sie 040 / 1234567 oder 0170-1234567 an.", ["040 / 1234567", "0170-1234567"]),
        ("+49 (0)30 23125-106, Tel:0431/1234567-12", ["+49 (0)30 23125-106", "0431/1234567-12"]),
        ("(0211 123456) und (0211) 123456", ["0211 123456", "(0211) 123456"]),
        ("+43 512 123456", ["+43 512 123456"]),
        ("Rechnung 2026-1123-4456 vom 12.11.2026 über 1.234,56 EUR", []),
        ("IBAN DE12 5001 0517 0648 4898 90, Sendung 00340434161094042557", []),
        ("https://x.example/0401234567 x.example/0401234567 0401234567@x.example a.0401234567@x.example", []),
        ("0431\n1234567", []),
        ("0431 1234567.example.com 0431 1234567/x 0431 1234567@x.example", []),
        ("(0431 1234567). 0431 1234568!", ["0431 1234567", "0431 1234568"]),
        ("110 und 112", []),
        ("", []),
    ],
)
def test_numbers_in_a_text(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in numbers_in(text, "DE")] == found


def test_of_a_long_text_only_the_beginning_is_looked_through() -> None:
    many = "040 1234567, " * 50
    late = "wort " * 5000 + "040 1234567"

    assert len(list(numbers_in(many, "DE"))) == 20
    assert list(numbers_in(late, "DE")) == []
