"""Numbers as telephone systems report them: without plus, without area code, with an outside line or a prefix."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat

from kontor.kernel.telephone.emergency import is_emergency
from kontor.kernel.telephone.numbers import Telephone, begins_with_zero

_INTERNAL = re.compile(r"[0-9]{2,6}")
_NUMBER = re.compile(r"\+?[0-9]{4,20}")
_OUTER = re.compile(r"^(?:(?:sips?|tel):)?([^@;]*).*$", re.IGNORECASE | re.DOTALL)

LONGEST_LOCAL = 8
SHORTEST = 6
"""Digits: of a number without area code, and of one with it that the library does not know."""

ANONYMOUS = frozenset(
    "anonymous anonym unknown unbekannt restricted unavailable private withheld blocked none null s "
    "number-withheld not-available".split()
)
"""What telephone systems and providers write for a caller who does not show a number (RFC 3323, 4.1.1.3)."""


def is_anonymous(text: str) -> bool:
    """Whether the caller does not show a number."""
    word = _address(text).strip().strip("<>\"'").strip().casefold()
    return not word.strip("+-0*") or word in ANONYMOUS or word.split(".")[0] in ANONYMOUS


def is_internal(text: str, country: str = "DE") -> bool:
    """Whether it is a phone of the house: two to six digits, no emergency number, no zero in front."""
    digits = _address(text)
    return bool(_INTERNAL.fullmatch(digits)) and not digits.startswith("0") and not is_emergency(digits, country)


def reported(text: str, country: str, *, area_code: str = "", outside_line: str = "") -> Telephone | None:
    """The number that a telephone system in ``country`` reports, or None for what is none of the public network.

    With and without plus, with the outside line or without, and, where the area code is known, within the town. What
    is certain goes before what is only possible, and what is written before what is left without the outside line.
    """
    written = re.sub(r"[ ()/.-]", "", _address(text))
    if not _NUMBER.fullmatch(written) or is_internal(written, country):
        return None
    candidates = [written, *_without_outside_line(written, outside_line)]
    readings = [(each, number) for each in candidates for number in _readings(each, country, area_code)]
    valid = [number for _form, number in readings if phonenumbers.is_valid_number(number)]
    possible = [number for form, number in readings if _might_be(number, form)]
    best = next(iter(valid + possible), None)
    return Telephone(phonenumbers.format_number(best, PhoneNumberFormat.E164)) if best else None


def without_affixes(text: str, *, prefix: str = "", postfix: str = "") -> str:
    """What was dialled without a tenant's prefix and postfix; as it is where it has not both of them."""
    digits = _address(text)
    fits = digits.startswith(prefix) and digits.endswith(postfix) and len(digits) > len(prefix) + len(postfix)
    return digits[len(prefix) : len(digits) - len(postfix)] if fits else digits


def _address(text: str) -> str:
    """The number of an address like ``sip:+49401234567@provider.example;user=phone``; other text as it is."""
    match = _OUTER.match(text.strip().strip("<>"))
    return match[1].strip() if match else ""


def _without_outside_line(written: str, outside_line: str) -> list[str]:
    rest = written.removeprefix(outside_line)
    return [rest] if outside_line and rest != written and len(rest) > 2 else []


def _readings(written: str, country: str, area_code: str) -> list[phonenumbers.PhoneNumber]:
    """As it is, with the plus that many telephone systems leave out, within the town."""
    return [number for form in _forms(written, country, area_code) if (number := _parsed(form, country)) is not None]


def _forms(written: str, country: str, area_code: str) -> list[str]:
    """What it may stand for, the likely first. Where numbers begin with a zero, others begin with their country."""
    if written.startswith("00") and not written.startswith("000"):
        return ["+" + written[2:]]
    if written.startswith(("+", "0")):
        return [written]
    own = ["+" + written] if written.startswith(_code(country)) else []
    local = [area_code + written] if area_code and len(written) <= LONGEST_LOCAL else []
    abroad = "+" + written
    return [*own, *local, abroad, written] if begins_with_zero(country) else [*own, written, *local, abroad]


def _code(country: str) -> str:
    return str(phonenumbers.country_code_for_region(country))


def _parsed(form: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(form, None if form.startswith("+") else country)
    except phonenumbers.NumberParseException:
        return None


def _might_be(number: phonenumbers.PhoneNumber, written: str) -> bool:
    """Numbering plans grow faster than the library: what has the length of a number and its country or zero is one."""
    certain_form = written.startswith(("+", "0")) and not written.startswith("000")
    return certain_form and phonenumbers.is_possible_number(number) and len(str(number.national_number)) >= SHORTEST
