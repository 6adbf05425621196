"""Countries and time zones to choose from, in the person's language."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from kontor.kernel.text import sort_key_german

NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


def countries() -> list[tuple[str, str]]:
    """(code, name), sorted by name."""
    return _countries(get_language() or "en")


@cache
def time_zones() -> list[tuple[str, str]]:
    """The zones that are named after places, Europe first."""
    names = sorted(name for name in available_timezones() if name.startswith(AREAS))
    names.sort(key=lambda name: not name.startswith("Europe/"))
    return [(name, name.replace("_", " ")) for name in [*names, "UTC"]]


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    found = [
        (code, name)
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    ]
    return sorted(found, key=lambda pair: sort_key_german(pair[1]))
