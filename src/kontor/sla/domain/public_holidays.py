"""Public holidays of a country or state, with their names. Values only; the knowledge is the library's, `holidays`.

The library is loaded when somebody asks: that takes longer than starting the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from holidays import HolidayBase

GERMAN, ENGLISH = "de", "en_US"
GERMAN_STATES = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}


class PublicHoliday(NamedTuple):
    """Where the library has no German name, the English one stands for it; where it has neither, the country's own."""

    day: date
    german: str
    english: str


def public_holidays(
    country: str, state: str | None, years: Iterable[int], *, catholic: bool = False
) -> tuple[PublicHoliday, ...]:
    """The public holidays of these years, in order; without a state those of the whole country.

    Country and state are codes of ISO 3166-1 and 3166-2, such as "DE" and "BY"; ValueError for others. Some are kept
    only where most people are Catholic, such as the Assumption in Bavaria: they are there if asked for. The library
    knows Germany from 1991 to 2100.
    """
    check_place(country, state)
    return tuple(holiday for year in sorted(set(years)) for holiday in _of_a_year(country, state, year, catholic))


def check_place(country: str, state: str | None) -> None:
    known = places()
    if country not in known:
        raise ValueError(f"The holidays of the country {country} are not known.")
    if state is not None and state not in known[country]:
        raise ValueError(f"The country {country} has no state {state} with holidays of its own.")


def places() -> dict[str, list[str]]:
    """The countries that are known, each with its states that have holidays of their own."""
    from holidays import list_supported_countries

    return list_supported_countries(include_aliases=False)


@lru_cache(maxsize=4096)
def _of_a_year(country: str, state: str | None, year: int, catholic: bool) -> tuple[PublicHoliday, ...]:
    german, english = (_named(country, state, year, catholic, language) for language in (GERMAN, ENGLISH))
    return tuple(PublicHoliday(day, german[day], english[day]) for day in sorted(german))


def _named(country: str, state: str | None, year: int, catholic: bool, language: str) -> HolidayBase:
    from holidays import CATHOLIC, PUBLIC, country_holidays

    plain = country_holidays(country, subdiv=state, expand=False)
    languages = [name for name in (language, ENGLISH) if name in plain.supported_languages]
    return country_holidays(
        country,
        subdiv=state,
        years=year,
        expand=False,
        language=next(iter(languages), plain.default_language),
        categories=(PUBLIC, CATHOLIC) if catholic and CATHOLIC in plain.supported_categories else (PUBLIC,),
    )
