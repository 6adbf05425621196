from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kontor.kernel import clock
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.sla.domain.compiling import compiled
from kontor.sla.domain.worktime import Hours
from kontor.sla.models import BusinessCalendar
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.org import make_grant, make_system_group
from tests.factories.people import make_role, make_user
from tests.factories.sla import choose, make_calendar, make_exception, make_week
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/hours/"
OFFICE: dict[str, Any] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "8-12, 13-17")
NEW: dict[str, Any] = {"name": "Büro", "time_zone": "Europe/Berlin", **OFFICE, "place": "DE-SN"}


def _the(name: str) -> BusinessCalendar:
    with everywhere():
        return BusinessCalendar.objects.get(name=name)


def _hours(calendar: BusinessCalendar, day: date) -> tuple[Hours, ...]:
    with everywhere():
        return compiled(calendar.pk).hours_of(day)


def test_the_list_shows_own_tenants_only(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    make_calendar(nordlicht, "Büro Nord")
    make_calendar(alpina, "Werkstatt Süd")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Büro Nord" in page
    assert "Werkstatt Süd" not in page
    assert f"{LIST}new/" not in page


def test_what_is_deleted_is_shown_to_whoever_may_restore_it(
    client_for: ClientFor, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup
) -> None:
    make_calendar(nordlicht, "Büro Nord", deleted_at=clock.now())
    make_calendar(alpina, "Werkstatt Süd", deleted_at=clock.now())
    person = make_user("Wanda Winter")
    make_grant(person, make_role(permissions=["hours.read", "hours.write"]), nordlicht_system)
    make_grant(person, make_role(permissions=["hours.read"]), make_system_group(alpina))

    page = client_for(person, nordlicht, alpina).get(f"{LIST}deleted/").content.decode()

    assert ("Büro Nord" in page, "Werkstatt Süd" in page) == (True, False)


def test_the_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    make_calendar(nordlicht)
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_calendar(nordlicht)
    make_calendar(nordlicht)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_business_hours_are_created(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada, nordlicht)
    assert "8–12" not in browser.get(f"{LIST}new/").content.decode()
    assert 'value="08:00–12:00, 13:00–17:00"' in browser.get(f"{LIST}new/").content.decode()

    made = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, **NEW})
    again = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, **NEW, "mon": "7-9"})

    calendar = _the("Büro")
    assert (made.status_code, made.headers["Location"]) == (302, f"{LIST}{calendar.pk}/year/")
    assert _hours(calendar, date(2026, 11, 18)) == ()  # Repentance Day in Saxony
    assert _hours(calendar, date(2026, 11, 19)) == (Hours.of("08:00", "12:00"), Hours.of("13:00", "17:00"))
    assert again.status_code == 422
    assert "There are business hours “Büro” already. Choose another name." in again.content.decode()
    assert 'value="7-9"' in again.content.decode()


def test_what_is_no_time_is_said_at_its_day(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    page = client_for(ada, nordlicht).post(f"{LIST}new/", {"tenant": nordlicht.pk, **NEW, "tue": "8-25", "fri": "x"})

    assert page.status_code == 422
    assert "“25” is no time of day. Write it like 8:00 or 17:30." in page.content.decode()
    assert "“x” is no interval." in page.content.decode()


def test_name_and_zone_are_changed_unless_somebody_was_quicker(
    client_for: ClientFor, ada: User, nordlicht: Tenant
) -> None:
    calendar = make_calendar(nordlicht, "Büro")
    browser, url = client_for(ada, nordlicht), f"{LIST}{calendar.pk}/"
    entered = {"version": 1, "name": "Büro Lissabon", "time_zone": "Europe/Lisbon"}

    assert browser.post(url, entered).status_code == 302
    assert browser.post(url, {**entered, "name": "Anders"}).status_code == 409
    assert _the("Büro Lissabon").time_zone == "Europe/Lisbon"


def test_weeks_hold_from_a_day_on(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht)
    browser, url = client_for(ada, nordlicht), f"{LIST}{calendar.pk}/weeks/"
    shown = browser.get(f"{url}?week=new").content.decode()
    assert 'value="08:00–12:00, 13:00–17:00"' in shown

    without_day = browser.post(f"{url}?week=new", {"version": 1, "mon": "9-10"})
    made = browser.post(f"{url}?week=new", {"version": 1, "mon": "9-10", "valid_from": "2027-01-04"})
    changed = browser.post(f"{url}?week=2027-01-04", {"version": 2, "mon": "9-11", "place": ""})

    assert without_day.status_code == 422
    assert "From which day on shall this week hold?" in without_day.content.decode()
    assert made.headers["Location"] == f"{url}?week=2027-01-04"
    assert changed.status_code == 302
    assert _hours(calendar, date(2027, 1, 4)) == (Hours.of("09:00", "11:00"),)
    assert _hours(calendar, date(2026, 12, 28)) == (Hours.of("08:00", "12:00"), Hours.of("13:00", "17:00"))

    browser.post(f"{url}remove/", {"version": 3, "week": "2027-01-04"})
    assert _hours(calendar, date(2027, 1, 4)) == (Hours.of("08:00", "12:00"), Hours.of("13:00", "17:00"))
    assert browser.get(f"{url}?week=2027-01-04").status_code == 404
    assert browser.get(f"{url}?week=nonsense").status_code == 404


def test_holidays_that_are_worked_are_ticked_and_go_with_their_state(
    client_for: ClientFor, ada: User, nordlicht: Tenant
) -> None:
    calendar = make_calendar(nordlicht, country="DE", state="SN")
    browser, url = client_for(ada, nordlicht), f"{LIST}{calendar.pk}/weeks/"
    assert "Repentance and Prayer Day" in browser.get(url).content.decode()

    browser.post(url, {"version": 1, **OFFICE, "place": "DE-SN", "holidays_worked": ["Buß- und Bettag", "Karfreitag"]})
    assert _hours(calendar, date(2026, 11, 18)) != ()

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
    assert [len(_hours(calendar, day)) for day in days] == [0, 0, 1, 2]
    page = browser.get(f"{url}?day=2026-12-30").content.decode()
    assert "Betriebsferien" in page
    assert 'value="08:00–10:00"' in page

    browser.post(f"{url}remove/", {"version": 3, "day": ["2026-12-28", "2026-12-29", "nonsense"]})
    assert [len(_hours(calendar, day)) for day in days] == [2, 2, 1, 2]


def test_exceptions_end_after_they_begin_and_within_a_year(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht)
    browser, url = client_for(ada, nordlicht), f"{LIST}{calendar.pk}/exceptions/"

    backwards = browser.post(url, {"version": 1, "day": "2026-12-24", "until": "2026-12-23"})
    for_ever = browser.post(url, {"version": 1, "day": "2026-12-24", "until": "2027-12-31"})

    assert "The last day lies before the first one." in backwards.content.decode()
    assert "These are more than 366 days. Enter another week instead." in for_ever.content.decode()


def test_the_year_shows_what_holds_and_when_something_would_be_due(
    client_for: ClientFor, sven: User, nordlicht: Tenant
) -> None:
    calendar = make_calendar(nordlicht, country="DE", state="BY")
    make_exception(calendar, date(2026, 12, 24), "Heiligabend", "8-12")
    browser, url = client_for(sven, nordlicht), f"{LIST}{calendar.pk}/year/"

    page = browser.get(f"{url}?year=2026&start=2026-12-23T16:00&target=6").content.decode()
    nonsense = browser.get(f"{url}?year=never&start=tomorrow&target=soon").content.decode()

    for words in ("Epiphany", "Heiligabend", "08:00–12:00", "Christmas Day"):
        assert words in page
    assert "Due <strong>Mon 12/28/2026 09:00</strong> (Europe/Berlin)." in page
    lengths = [("1:00", "1:00"), ("4:00", "5:00"), ("1:00", "6:00")]
    assert re.findall(r'is-figure">([\d:]+)</td><td class="is-figure">([\d:]+)<', page) == lengths
    assert "Write hours and minutes like 4:30, 8 h or 90 min." in nonsense


@pytest.mark.parametrize(("zone", "beyond", "edge"), [("Europe/Berlin", 1970, 1971), ("America/New_York", 2100, 2099)])
def test_the_years_at_the_edge_of_what_is_known(
    client_for: ClientFor, sven: User, nordlicht: Tenant, zone: str, beyond: int, edge: int
) -> None:
    calendar = make_calendar(nordlicht)
    with everywhere():
        BusinessCalendar.objects.filter(pk=calendar.pk).update(time_zone=zone)
    browser, url = client_for(sven, nordlicht), f"{LIST}{calendar.pk}/year/"

    pages = [browser.get(f"{url}?year={year}") for year in (beyond, edge)]

    assert [page.status_code for page in pages] == [200, 200]
    assert f"?year={beyond}" not in pages[1].content.decode()


def test_hours_that_never_open_are_never_due(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, mon=[""])

    page = client_for(sven, nordlicht).get(f"{LIST}{calendar.pk}/year/?start=2026-12-23T16:00&target=6")

    assert "Never: these business hours never open." in page.content.decode()


def test_what_is_chosen_is_not_deleted_and_says_where(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category
) -> None:
    calendar = make_calendar(nordlicht, "Büro")
    choose(billing, BUSINESS_HOURS, calendar)
    browser = client_for(ada, nordlicht)

    refused = browser.post(f"{LIST}delete/", {"selected": calendar.pk})

    assert refused.status_code == 409
    assert f"/supervisor/categories/{billing.pk}/" in refused.content.decode()
    assert f"/supervisor/categories/{billing.pk}/" in browser.get(f"{LIST}{calendar.pk}/").content.decode()

    choose(billing, BUSINESS_HOURS, None)
    browser.post(f"{LIST}delete/", {"selected": calendar.pk})
    assert _the("Büro").deleted_at is not None
    assert browser.get(f"{LIST}{calendar.pk}/").status_code == 404
    assert "Büro" in browser.get(f"{LIST}deleted/").content.decode()

    browser.post(f"{LIST}restore/", {"selected": calendar.pk})
    assert _the("Büro").deleted_at is None


def test_copying(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, "Büro")

    client_for(ada, nordlicht).post(f"{LIST}copy/", {"selected": calendar.pk})

    assert _hours(_the("Büro (copy)"), date(2026, 11, 27)) == _hours(calendar, date(2026, 11, 27))


def test_a_supervisor_looks_and_changes_nothing(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht)
    make_week(calendar, date(2027, 1, 4), mon=["9-10"])
    browser, url = client_for(sven, nordlicht), f"{LIST}{calendar.pk}/"

    for tab in ("", "weeks/", "weeks/?week=2027-01-04", "exceptions/", "year/"):
        assert browser.get(f"{url}{tab}").status_code == 200
    assert "You may look at these business hours, not change them." in browser.get(url).content.decode()
    for place in ("", "weeks/", "weeks/remove/", "exceptions/", "exceptions/remove/"):
        assert browser.post(f"{url}{place}", {"version": 1, "week": "2027-01-04"}).status_code == 403


def test_other_tenants_hours_are_not_there(
    client_for: ClientFor, ada: User, sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    foreign = make_calendar(alpina, "Werkstatt")
    browser = client_for(sven, nordlicht)
    for tab in ("", "weeks/", "exceptions/", "year/"):
        assert browser.get(f"{LIST}{foreign.pk}/{tab}").status_code == 404
    settings = client_for(ada, nordlicht).get(f"/supervisor/categories/{billing.pk}/settings/").content.decode()

    assert "Standard business hours" in settings
    assert "Werkstatt" not in settings


def test_tenant_and_category_choose(client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category) -> None:
    office, night = make_calendar(nordlicht, "Büro"), make_calendar(nordlicht, "Nachtschicht")
    choose(nordlicht, BUSINESS_HOURS, office)
    browser, url = client_for(ada, nordlicht), f"/supervisor/categories/{billing.pk}/settings/"
    assert "Büro" in browser.get(url).content.decode()

    saved = browser.post(
        url, {"version": billing.version, "sla-business_hours": night.pk, "sla-business_hours-own": "on"}
    )

    assert saved.status_code == 302
    with everywhere():
        assert BUSINESS_HOURS.get(Category.objects.get(pk=billing.pk)) == night.pk  # type: ignore[arg-type]


def test_what_an_agreement_needs_is_not_deleted_and_leads_to_it(
    client_for: ClientFor, ada: User, alpina: Tenant, nordlicht: Tenant, claims: Category, carla: User
) -> None:
    calendar = make_calendar(alpina, "Annahme")
    agreement = make_agreement(nordlicht, claims, accepts=calendar)

    refused = client_for(ada, alpina).post(f"{LIST}delete/", {"selected": calendar.pk})

    assert refused.status_code == 409
    assert f'href="/supervisor/overflow/{agreement.pk}/"' in refused.content.decode()
