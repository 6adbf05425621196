"""Countries and German states whose holidays are known, and the names of these holidays."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.sla.domain.compiling import holidays_of
from kontor.sla.domain.public_holidays import GERMAN_STATES, PublicHoliday, places
from kontor.sla.models import CalendarVersion
from kontor.supervisor.tenants.places import countries

GERMANY = "DE"
YEARS_NAMED = 3
"""Of so many years, this one first, the holidays are named that can be worked: some fall on one day with another."""


def place_choices() -> list[Any]:
    """None, Germany with its states, then the other countries that are known."""
    known = places()
    states = sorted(GERMAN_STATES.items(), key=lambda state: state[1])
    return [
        ("", _("none")),
        (
            _("Germany"),
            [(GERMANY, _("Germany: nationwide holidays")), *((f"{GERMANY}-{code}", name) for code, name in states)],
        ),
        (_("Other countries"), [(code, name) for code, name in countries() if code in known and code != GERMANY]),
    ]


def place_of(version: CalendarVersion) -> str:
    return "-".join(part for part in (version.country, version.subdivision) if part)


def parts_of(place: str) -> tuple[str, str]:
    """Country and state."""
    country, _dash, state = place.partition("-")
    return country, state


def holiday_choices(place: str, *, catholic: bool) -> list[tuple[str, str]]:
    """The German names, which are kept, with the names in the person's language; in the order of the year."""
    country, state = parts_of(place)
    version = CalendarVersion(country=country, subdivision=state, catholic=catholic)
    this_year = clock.now().year
    found: dict[str, str] = {}
    for holiday in holidays_of(version, range(this_year, this_year + YEARS_NAMED)):
        if holiday.day.year == this_year or "; " not in holiday.german:
            for german, name in zip(holiday.german.split("; "), name_of(holiday).split("; "), strict=False):
                found.setdefault(german, name)
    return list(found.items())


def name_of(holiday: PublicHoliday) -> str:
    return holiday.german if (get_language() or "").startswith("de") else holiday.english
