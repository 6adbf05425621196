"""Numbers for help, which are never dialled for anybody."""

from __future__ import annotations

from typing import Final

import phonenumbers

EVERYWHERE: Final = frozenset({"112", "911"})
"""Put through by mobile networks in every country (3GPP TS 22.101)."""


def is_emergency(text: str, country: str, *, outside_line: str = "") -> bool:
    """Whether somebody who dials this means help: with blanks, with outside line, with country or zero in front."""
    digits = phonenumbers.normalize_digits_only(text)
    code = str(phonenumbers.country_code_for_region(country))
    forms = {digits, digits.removeprefix(outside_line)} if outside_line else {digits}
    forms |= {each.lstrip("0") for each in forms}
    forms |= {each.removeprefix(code).lstrip("0") for each in forms if each.startswith(code)}
    return any(each in EVERYWHERE or _is_emergency_in(each, country) for each in forms)


def _is_emergency_in(digits: str, country: str) -> bool:
    return country in phonenumbers.SUPPORTED_SHORT_REGIONS and phonenumbers.is_emergency_number(digits, country)
