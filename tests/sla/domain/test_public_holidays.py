from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kontor.sla.domain.public_holidays import GERMAN_STATES, PublicHoliday, public_holidays
from kontor.sla.domain.worktime import Calendar, Hours, due_at

EVERYWHERE = {"01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26"}
EPIPHANY, WOMENS_DAY, EASTER, WHITSUN, CORPUS_CHRISTI = "01-06", "03-08", "04-05", "05-24", "06-04"
ASSUMPTION, CHILDRENS_DAY, REFORMATION, ALL_SAINTS, REPENTANCE = "08-15", "09-20", "10-31", "11-01", "11-18"
OF_A_STATE = {
    "BW": {EPIPHANY, CORPUS_CHRISTI, ALL_SAINTS},
    "BY": {EPIPHANY, CORPUS_CHRISTI, ALL_SAINTS},
    "BE": {WOMENS_DAY},
    "BB": {EASTER, WHITSUN, REFORMATION},
    "HB": {REFORMATION},
    "HH": {REFORMATION},
    "HE": {CORPUS_CHRISTI},
    "MV": {WOMENS_DAY, REFORMATION},
    "NI": {REFORMATION},
    "NW": {CORPUS_CHRISTI, ALL_SAINTS},
    "RP": {CORPUS_CHRISTI, ALL_SAINTS},
    "SL": {CORPUS_CHRISTI, ASSUMPTION, ALL_SAINTS},
    "SN": {REFORMATION, REPENTANCE},
    "ST": {EPIPHANY, REFORMATION},
    "SH": {REFORMATION},
    "TH": {CHILDRENS_DAY, REFORMATION},
}
"""Written from the holiday laws of the states, for 2026."""


def days(state: str | None, year: int = 2026, *, catholic: bool = False) -> set[str]:
    return {f"{holiday.day:%m-%d}" for holiday in public_holidays("DE", state, [year], catholic=catholic)}


@pytest.mark.parametrize("state", sorted(GERMAN_STATES))
def test_every_german_state(state: str) -> None:
    assert days(state) == EVERYWHERE | OF_A_STATE[state]


def test_the_sixteen_states_are_those_of_the_law() -> None:
    assert set(GERMAN_STATES) == set(OF_A_STATE)
    assert len(set(GERMAN_STATES.values())) == 16


def test_without_a_state() -> None:
    assert days(None) == EVERYWHERE


def test_where_most_people_are_catholic() -> None:
    assert days("BY", catholic=True) - days("BY") == {ASSUMPTION}
    assert days("NW", catholic=True) == days("NW")


def test_a_holiday_of_one_year() -> None:
    assert "10-31" in days("NW", 2017)
    assert "10-31" not in days("NW", 2018)


def test_names_in_both_languages() -> None:
    assert public_holidays("DE", "SN", [2026])[-3] == PublicHoliday(
        date(2026, 11, 18), "Buß- und Bettag", "Repentance and Prayer Day"
    )
    assert public_holidays("AT", None, [2026])[0] == PublicHoliday(date(2026, 1, 1), "Neujahr", "New Year's Day")
    assert public_holidays("FR", None, [2026])[0] == PublicHoliday(date(2026, 1, 1), "New Year's Day", "New Year's Day")


def test_years_in_any_order_come_in_order_and_once() -> None:
    found = public_holidays("DE", "HH", [2027, 2026, 2027])

    assert list(found) == sorted(found)
    assert found == public_holidays("DE", "HH", [2026]) + public_holidays("DE", "HH", [2027])


@pytest.mark.parametrize(("country", "state"), [("XX", None), ("DE", "XX"), ("de", "BY"), ("", ""), ("FR", "BY")])
def test_places_that_are_not_known(country: str, state: str | None) -> None:
    with pytest.raises(ValueError, match="holidays"):
        public_holidays(country, state, [2026])


def test_in_a_calendar_they_are_exceptions() -> None:
    """Epiphany is worked in Hamburg and not in Bavaria."""
    week = {day: [Hours.of("08:00", "16:00")] for day in range(7)}
    start = datetime(2026, 1, 5, 14, tzinfo=UTC)

    due = [
        due_at(start, timedelta(hours=2), Calendar.of(ZoneInfo("Europe/Berlin"), week, closed)).at
        for closed in ({holiday.day: () for holiday in public_holidays("DE", state, [2026])} for state in ("HH", "BY"))
    ]

    assert due == [datetime(2026, 1, 6, 8, tzinfo=UTC), datetime(2026, 1, 7, 8, tzinfo=UTC)]
