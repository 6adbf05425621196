"""What is dialled for a number, and what is never dialled."""

from __future__ import annotations

from typing import Final

import phonenumbers
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.telephone.emergency import is_emergency
from kontor.kernel.telephone.numbers import Telephone

DIAL_FORMATS: Final = ("plus", "zeros", "national")


def dial(number: Telephone, form: str, country: str, *, outside_line: str = "") -> str:
    """The digits that a telephone system in ``country`` is given to dial; extensions that are asked for are left out.

    ``form`` is one of ``DIAL_FORMATS``: "+49…", "0049…", or national with the leading zero, abroad as "0049…".
    ``outside_line`` are the digits for an outside line, before everything. Refused for emergency numbers.
    """
    digits = number.normal.removeprefix("+")
    if is_emergency(number.normal, country):
        raise Refused(_("This is an emergency number. Dial it on the phone itself."))
    if form == "plus":
        return f"{outside_line}+{digits}"
    if form == "national" and _is_at_home(number, country):
        return outside_line + number.national_digits
    return f"{outside_line}{_international_prefix(country)}{digits}"


def _is_at_home(number: Telephone, country: str) -> bool:
    code = phonenumbers.parse(number.normal, None).country_code
    return code is not None and code == phonenumbers.country_code_for_region(country)


def _international_prefix(country: str) -> str:
    """What is dialled in the country before another country's number: "00" nearly everywhere, "011" in the US."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
    if metadata is None:
        return "00"
    prefix = metadata.preferred_international_prefix or metadata.international_prefix
    return prefix if prefix and prefix.isdigit() else "00"
