"""Numbers are read, shown and dialled."""

from __future__ import annotations

import pytest

from kontor.kernel.errors import Refused
from kontor.kernel.telephone import (
    DIAL_FORMATS,
    Telephone,
    dial,
    is_anonymous,
    is_emergency,
    is_internal,
    lookup_key,
    read,
    reported,
    without_affixes,
    written,
)


@pytest.mark.parametrize(
    ("text", "country", "key", "direct"),
    [
        ("040 1234567", "DE", "+49401234567", ""),
        (" 0401234567 ", "DE", "+49401234567", ""),
        ("040/12.34.56", "DE", "+4940123456", ""),
        ("(040) 1234567", "DE", "+49401234567", ""),
        ("040-1234567", "DE", "+49401234567", ""),
        ("0049 40 1234567", "DE", "+49401234567", ""),
        ("0049 (0) 40 1234567", "DE", "+49401234567", ""),
        ("+49 40 1234567", "AT", "+49401234567", ""),
        ("+49 (0)40/1234567", "DE", "+49401234567", ""),
        ("+49 040 1234567", "DE", "+49401234567", ""),
        ("(+49) 40 1234567", "DE", "+49401234567", ""),
        ("49 30 1234567", "DE", "+49301234567", ""),
        ("040\u00a01234\u2009567", "DE", "+49401234567", ""),
        ("０４０ １２３４５６７", "DE", "+49401234567", ""),
        ("٠٤٠ ١٢٣٤٥٦٧", "DE", "+49401234567", ""),
        ("Tel.: 040 1234567", "DE", "+49401234567", ""),
        ("Telefon 040 1234567", "DE", "+49401234567", ""),
        ("Mobil: 0151 23456789", "DE", "+4915123456789", ""),
        ("tel:+49-40-1234567", "DE", "+49401234567", ""),
        ("0151-2345-6789", "DE", "+4915123456789", ""),
        ("0800 1234567", "DE", "+498001234567", ""),
        ("+49 (431) 12-34", "DE", "+494311234", ""),
        ("+49 (0)40/123 45-67", "DE", "+49401234567", "67"),
        ("(040) 12 34 - 0", "DE", "+494012340", "0"),
        ("040 123456-12", "DE", "+494012345612", "12"),
        ("040 123456–12", "DE", "+494012345612", "12"),
        ("040 123456 Durchwahl 12", "DE", "+494012345612", "12"),
        ("040 123456 DW: 12", "DE", "+494012345612", "12"),
        ("01 5331234-20", "AT", "+43153312342 0".replace(" ", ""), "20"),
        ("040 123456 App. 12", "DE", "+4940123456;ext=12", ""),
        ("040 123456, Apparat 12", "DE", "+4940123456;ext=12", ""),
        ("040 123456 Nst. 12", "DE", "+4940123456;ext=12", ""),
        ("040 123456 ext. 12", "DE", "+4940123456;ext=12", ""),
        ("tel:+4940123456;ext=12", "DE", "+4940123456;ext=12", ""),
        ("(212) 555-0100", "US", "+12125550100", ""),
        ("212 555 0100 x5", "US", "+12125550100;ext=5", ""),
        ("212 555 0100 Durchwahl 5", "US", "+12125550100;ext=5", ""),
        ("0044 20 7946 0018", "DE", "+442079460018", ""),
        ("01 5331234", "AT", "+4315331234", ""),
        ("044 668 18 00", "CH", "+41446681800", ""),
        ("06 698 12345", "IT", "+390669812345", ""),
        ("33 12 34 56", "DK", "+4533123456", ""),
    ],
)
def test_a_number_is_read_in_any_notation(text: str, country: str, key: str, direct: str) -> None:
    number = read(text, country)

    assert (number.key, number.direct) == (key, direct)


@pytest.mark.parametrize(
    ("text", "country", "sentence"),
    [
        ("", "DE", "Enter a phone number."),
        ("()", "DE", "Enter a phone number."),
        ("0800 FLOWERS", "DE", "contains letters"),
        ("040 12345six", "DE", "contains letters"),
        ("anna@post.example", "DE", "contains letters"),
        ("040 1234567\r\nAction: Originate", "DE", "contains letters"),
        ("040 1234567\r\n123", "DE", "contains characters"),
        ("040 1234567\x00", "DE", "contains characters"),
        ("*21*040123456#", "DE", "contains characters"),
        ("+49+40 1234567", "DE", "contains characters"),
        ("040;1234567", "DE", "contains characters"),
        ("12", "DE", "too short"),
        ("040 12", "DE", "too short"),
        ("+4940", "DE", "too short"),
        ("123456", "DE", "has no area code"),
        ("040123456789012345", "DE", "too long"),
        ("0" * 70, "DE", "This is too long"),
        ("+999 12345678", "DE", "does not begin with the number of a country"),
        ("040 1234567", "XX", "does not begin with the number of a country"),
        ("110", "DE", "is an emergency number"),
        ("1 1 2", "DE", "is an emergency number"),
        ("0-112", "DE", "is an emergency number"),
        ("+49 110", "DE", "is an emergency number"),
        ("911", "US", "is an emergency number"),
        ("999", "GB", "is an emergency number"),
        ("144", "CH", "is an emergency number"),
    ],
)
def test_what_is_no_number_is_refused_with_what_is_wrong(text: str, country: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(text, country)

    assert sentence in str(refusal.value)
    assert str(refusal.value).isprintable()
    assert lookup_key(text, country) == ""


def test_a_number_is_shown_as_its_country_writes_it_and_as_others_do() -> None:
    number = read("0049 40 123456-12", "DE")

    assert (number.national, number.international) == ("040 123456-12", "+49 40 123456-12")
    assert [number.shown(country) for country in ("DE", "AT")] == ["040 123456-12", "+49 40 123456-12"]
    assert (number.main, number.country) == ("+4940123456", "DE")
    assert read("040 123456 App. 7", "DE").national == "040 123456 ext. 7"


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("040 1234567", "DE", ["+49401234567", "0049401234567", "0401234567"]),
        ("+44 20 7946 0018", "DE", ["+442079460018", "00442079460018", "00442079460018"]),
        ("+49 40 1234567", "AT", ["+49401234567", "0049401234567", "0049401234567"]),
        ("+49 40 1234567", "US", ["+49401234567", "01149401234567", "01149401234567"]),
        ("040 123456-12", "DE", ["+494012345612", "00494012345612", "04012345612"]),
        ("040 123456 App. 12", "DE", ["+4940123456", "004940123456", "040123456"]),
    ],
)
def test_a_number_is_dialled_as_the_telephone_system_wants_it(text: str, country: str, expected: list[str]) -> None:
    number = read(text, "DE")

    assert [dial(number, form, country) for form in DIAL_FORMATS] == expected
    assert [dial(number, form, country, outside_line="0") for form in DIAL_FORMATS] == [f"0{each}" for each in expected]


def test_an_emergency_number_is_never_dialled() -> None:
    with pytest.raises(Refused, match="This is an emergency number"):
        dial(Telephone("+49110"), "national", "DE", outside_line="0")


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("110", "DE", True),
        ("112", "DE", True),
        (" 1 1-0 ", "DE", True),
        ("0110", "DE", True),
        ("00112", "DE", True),
        ("+49 112", "DE", True),
        ("0049110", "DE", True),
        ("911", "DE", True),
        ("133", "AT", True),
        ("133", "DE", False),
        ("999", "DE", False),
        ("110123", "DE", False),
        ("1100", "DE", False),
        ("0911 12345", "DE", False),
        ("112", "XX", True),
        ("", "DE", False),
    ],
)
def test_numbers_for_help_are_known(text: str, country: str, expected: bool) -> None:
    assert is_emergency(text, country) is expected


def test_an_outside_line_hides_no_call_for_help() -> None:
    assert is_emergency("9112", "DE", outside_line="9")
    assert not is_emergency("9112", "DE")


@pytest.mark.parametrize(
    ("text", "values", "normal"),
    [
        ("+49401234567", {}, "+49401234567"),
        ("49401234567", {}, "+49401234567"),
        ("0049401234567", {}, "+49401234567"),
        ("0401234567", {}, "+49401234567"),
        ("040 123/45-67", {}, "+49401234567"),
        ("sip:+49401234567@provider.example;user=phone", {}, "+49401234567"),
        ("<sip:0401234567@192.0.2.7>", {}, "+49401234567"),
        ("0401234567", {"outside_line": "0"}, "+49401234567"),
        ("00401234567", {"outside_line": "0"}, "+49401234567"),
        ("000442079460018", {"outside_line": "0"}, "+442079460018"),
        ("00442079460018", {"outside_line": "0"}, "+442079460018"),
        ("90401234567", {"outside_line": "9"}, "+49401234567"),
        ("1234567", {"area_code": "040"}, "+49401234567"),
        ("442079460018", {}, "+442079460018"),
        ("4315331234", {"area_code": "040"}, "+4315331234"),
        ("401234567", {}, "+49401234567"),
        ("0492112345", {}, "+49492112345"),
        ("0999123456", {}, "+49999123456"),
    ],
)
def test_what_a_telephone_system_reports_is_read(text: str, values: dict[str, str], normal: str) -> None:
    number = reported(text, "DE", **values)

    assert number and number.normal == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "1718",
        "123456",
        "anonymous",
        "asterisk",
        "040x1234567",
        "0" * 30,
        "+",
        "110",
        "+49",
        "040\r\n123",
        "s",
    ],
)
def test_what_is_no_number_of_the_public_network_is_reported_as_none(text: str) -> None:
    assert reported(text, "DE", area_code="040", outside_line="0") is None


def test_in_a_country_without_zeros_its_own_numbers_go_first() -> None:
    """212 is New York's area code and Morocco's number."""
    number = reported("2125550100", "US")

    assert number and number.normal == "+12125550100"


@pytest.mark.parametrize(
    ("dialled", "prefix", "postfix", "rest"),
    [
        ("810401234567", "81", "", "0401234567"),
        ("*81*0401234567#", "*81*", "#", "0401234567"),
        ("0401234567*3", "", "*3", "0401234567"),
        ("0401234567", "81", "", "0401234567"),
        ("810401234567", "81", "#", "810401234567"),
        ("81", "81", "", "81"),
        ("sip:810401234567@pbx", "81", "", "0401234567"),
        ("0401234567", "", "", "0401234567"),
    ],
)
def test_a_tenants_prefix_is_left_out(dialled: str, prefix: str, postfix: str, rest: str) -> None:
    assert without_affixes(dialled, prefix=prefix, postfix=postfix) == rest


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "anonymous", "Anonymous", "<unknown>", '"Anonymous" ', "unavailable", "restricted", "private"),
        *("sip:anonymous@anonymous.invalid", "anonymous.invalid", "Unbekannt", "withheld", "0", "+", "****"),
    ],
)
def test_a_caller_who_shows_no_number_is_anonymous(text: str) -> None:
    assert is_anonymous(text)


@pytest.mark.parametrize("text", ["0401234567", "+49401234567", "12", "sip:12@pbx", "anna"])
def test_others_are_not_anonymous(text: str) -> None:
    assert not is_anonymous(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12", True), ("1718", True), ("123456", True), ("1", False), ("1234567", False), ("0123", False), ("110", False)],
)
def test_two_to_six_digits_are_a_phone_of_the_house(text: str, expected: bool) -> None:
    assert is_internal(text) is expected


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("+49401234567", "DE", "040 1234567"),
        ("+49401234567", "AT", "+49 40 1234567"),
        *((number, "DE", number) for number in ("", "+", "+49", "+0401234567", "4711", "+4940123456789012", "040/1 2")),
    ],
)
def test_only_what_is_stored_as_numbers_are_compared_is_written_anew(number: str, country: str, expected: str) -> None:
    assert written(number, country) == expected
