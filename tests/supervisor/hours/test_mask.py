"""Business hours are created and changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from kontor.people.models import User
from kontor.sla.domain.worktime import Hours
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar
from tests.supervisor.hours.conftest import LIST, ClientFor, hours_of, the_one
from tests.support.scoping import everywhere

OFFICE: dict[str, Any] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "8-12, 13-17")

NEW: dict[str, Any] = {"name": "Büro", "time_zone": "Europe/Berlin", **OFFICE, "place": "DE-SN"}


def test_business_hours_are_created(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada, nordlicht)
    assert "8–12" not in browser.get(f"{LIST}new/").content.decode()
    assert 'value="08:00–12:00, 13:00–17:00"' in browser.get(f"{LIST}new/").content.decode()

    made = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, **NEW})
    again = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, **NEW, "mon": "7-9"})

    calendar = the_one("Büro")
    assert (made.status_code, made.headers["Location"]) == (302, f"{LIST}{calendar.pk}/year/")
    assert hours_of(calendar, date(2026, 11, 18)) == ()  # Repentance Day in Saxony
    assert hours_of(calendar, date(2026, 11, 19)) == (Hours.of("08:00", "12:00"), Hours.of("13:00", "17:00"))
    assert again.status_code == 422
    assert "There are business hours “Büro” already. Choose another name." in again.content.decode()
    assert 'value="7-9"' in again.content.decode()


def test_what_is_no_time_is_said_at_its_day(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    page = client_for(ada, nordlicht).post(f"{LIST}new/", {"tenant": nordlicht.pk, **NEW, "tue": "8-25", "fri": "x"})

    assert page.status_code == 422
    assert "“25” is not a time of day. Write it like 8:00 or 17:30." in page.content.decode()
    assert "“x” is not an interval." in page.content.decode()


def test_name_and_zone_are_changed_unless_somebody_was_quicker(
    client_for: ClientFor, ada: User, nordlicht: Tenant
) -> None:
    calendar = make_calendar(nordlicht, "Büro")
    browser, url = client_for(ada, nordlicht), f"{LIST}{calendar.pk}/"
    entered = {"version": 1, "name": "Büro Lissabon", "time_zone": "Europe/Lisbon"}

    assert browser.post(url, entered).status_code == 302
    assert browser.post(url, {**entered, "name": "Anders"}).status_code == 409
    assert the_one("Büro Lissabon").time_zone == "Europe/Lisbon"


def test_weeks_hold_from_a_day_on(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht)
    browser, url = client_for(ada, nordlicht), f"{LIST}{calendar.pk}/weeks/"
    shown = browser.get(f"{url}?week=new").content.decode()
    assert 'value="08:00–12:00, 13:00–17:00"' in shown

    without_day = browser.post(f"{url}?week=new", {"version": 1, "mon": "9-10"})
    made = browser.post(f"{url}?week=new", {"version": 1, "mon": "9-10", "valid_from": "2027-01-04"})
    changed = browser.post(f"{url}?week=2027-01-04", {"version": 2, "mon": "9-11", "place": ""})

    assert without_day.status_code == 422
    assert "From which day does this week hold?" in without_day.content.decode()
    assert made.headers["Location"] == f"{url}?week=2027-01-04"
    assert changed.status_code == 302
    assert hours_of(calendar, date(2027, 1, 4)) == (Hours.of("09:00", "11:00"),)
    assert hours_of(calendar, date(2026, 12, 28)) == (Hours.of("08:00", "12:00"), Hours.of("13:00", "17:00"))

    browser.post(f"{url}remove/", {"version": 3, "week": "2027-01-04"})
    assert hours_of(calendar, date(2027, 1, 4)) == (Hours.of("08:00", "12:00"), Hours.of("13:00", "17:00"))
    assert browser.get(f"{url}?week=2027-01-04").status_code == 404
    assert browser.get(f"{url}?week=nonsense").status_code == 404


def test_holidays_that_are_worked_are_ticked_and_go_with_their_state(
    client_for: ClientFor, ada: User, nordlicht: Tenant
) -> None:
    calendar = make_calendar(nordlicht, country="DE", state="SN")
    browser, url = client_for(ada, nordlicht), f"{LIST}{calendar.pk}/weeks/"
    assert "Repentance and Prayer Day" in browser.get(url).content.decode()

    browser.post(url, {"version": 1, **OFFICE, "place": "DE-SN", "holidays_worked": ["Buß- und Bettag", "Karfreitag"]})
    assert hours_of(calendar, date(2026, 11, 18)) != ()

    browser.post(url, {"version": 2, **OFFICE, "place": "DE-BE", "holidays_worked": ["Buß- und Bettag", "Karfreitag"]})
    with everywhere():
        assert calendar.versions.get().holidays_worked == ["Karfreitag"]


def test_days_in_a_row_are_closed_and_opened_again(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht)
    browser, url = client_for(ada, nordlicht), f"{LIST}{calendar.pk}/exceptions/"
    holiday = {"day": "2026-12-28", "until": "2026-12-30", "name": "Betriebsferien", "hours": ""}

    browser.post(url, {"version": 1, **holiday})
    browser.post(url, {"version": 2, "day": "2026-12-30", "name": "Inventur", "hours": "8-10"})

    days = [date(2026, 12, number) for number in (28, 29, 30, 31)]
    assert [len(hours_of(calendar, day)) for day in days] == [0, 0, 1, 2]
    page = browser.get(f"{url}?day=2026-12-30").content.decode()
    assert "Betriebsferien" in page
    assert 'value="08:00–10:00"' in page

    browser.post(f"{url}remove/", {"version": 3, "day": ["2026-12-28", "2026-12-29", "nonsense"]})
    assert [len(hours_of(calendar, day)) for day in days] == [2, 2, 1, 2]


def test_exceptions_end_after_they_begin_and_within_a_year(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht)
    browser, url = client_for(ada, nordlicht), f"{LIST}{calendar.pk}/exceptions/"

    backwards = browser.post(url, {"version": 1, "day": "2026-12-24", "until": "2026-12-23"})
    for_ever = browser.post(url, {"version": 1, "day": "2026-12-24", "until": "2027-12-31"})

    assert "The last day lies before the first one." in backwards.content.decode()
    assert "These are more than 366 days. Enter another week instead." in for_ever.content.decode()
