"""The year, and who has chosen them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.models import BusinessCalendar
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.sla import choose, make_calendar, make_exception, make_week
from tests.supervisor.hours.conftest import LIST, ClientFor, hours_of, the_one
from tests.support.scoping import everywhere


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


def test_a_start_is_read_on_the_clock_of_the_hours(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    """Two o'clock is twice in Berlin that night, and once in New York."""
    calendar = make_calendar(nordlicht, mon=["8-20"])
    with everywhere():
        BusinessCalendar.objects.filter(pk=calendar.pk).update(time_zone="America/New_York")
    browser = client_for(sven, nordlicht)

    page = browser.get(f"{LIST}{calendar.pk}/year/?start=2026-10-25T02:30&target=6").content.decode()

    assert "Due <strong>Mon 10/26/2026 14:00</strong> (America/New_York)." in page


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
    assert the_one("Büro").deleted_at is not None
    assert browser.get(f"{LIST}{calendar.pk}/").status_code == 404
    assert "Büro" in browser.get(f"{LIST}deleted/").content.decode()

    browser.post(f"{LIST}restore/", {"selected": calendar.pk})
    assert the_one("Büro").deleted_at is None


def test_copying(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, "Büro")

    client_for(ada, nordlicht).post(f"{LIST}copy/", {"selected": calendar.pk})

    assert hours_of(the_one("Büro (copy)"), date(2026, 11, 27)) == hours_of(calendar, date(2026, 11, 27))


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
