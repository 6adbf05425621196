"""Where business hours or a service level are edited, deadlines follow, and the mask says how far that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.models import Recomputation, Ticket
from tests.conftest import Frozen
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope

Clients = Callable[..., Browser]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def level(nordlicht: Tenant, frozen: Frozen) -> ServiceLevel:
    frozen.at = MONDAY
    level = make_service_level(nordlicht, "Gold", first_response=120)
    choose(nordlicht, SERVICE_LEVEL, level)
    return level


@pytest.fixture
def calendar(nordlicht: Tenant, level: ServiceLevel) -> BusinessCalendar:
    calendar = make_calendar(nordlicht)
    choose(nordlicht, BUSINESS_HOURS, calendar)
    return calendar


def _opened(category: Category) -> None:
    with in_scope(category.tenant_id):
        make_ticket(Category.objects.select_related("tenant").get(pk=category.pk))


def _due(tenant: Tenant) -> datetime | None:
    run_jobs()
    with in_scope(tenant):
        return Ticket.objects.get().due_at


def test_a_closed_day_moves_deadlines_and_the_mask_says_so(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, calendar: BusinessCalendar
) -> None:
    _opened(billing)
    browser, url = client_for(ada, nordlicht), f"/supervisor/hours/{calendar.pk}/exceptions/"

    browser.post(url, {"version": 1, "day": "2026-11-23", "name": "Wasserschaden"})
    page = browser.get(url).content.decode()
    closed = _due(nordlicht)
    browser.post(f"{url}remove/", {"version": 2, "day": "2026-11-23"})

    assert "Deadlines are computed anew: 0 of 1 tickets." in page
    assert closed == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert _due(nordlicht) == MONDAY + 2 * HOUR


def test_another_target_moves_deadlines(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, level: ServiceLevel
) -> None:
    _opened(billing)
    entered = {"name": "Gold", "first_response": "5", "warning_share": 75, "priority_percent": 100}

    client_for(ada, nordlicht).post(f"/supervisor/service-levels/{level.pk}/", {"version": 1, **entered})

    assert _due(nordlicht) == MONDAY + 5 * HOUR
    with in_scope(nordlicht):
        assert Recomputation.objects.count() == 1


def test_another_name_computes_nothing(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, calendar: BusinessCalendar
) -> None:
    _opened(billing)
    entered = {"version": 1, "name": "Anders", "time_zone": calendar.time_zone}

    client_for(ada, nordlicht).post(f"/supervisor/hours/{calendar.pk}/", entered)

    with in_scope(nordlicht):
        assert BusinessCalendar.objects.get(pk=calendar.pk).name == "Anders"
        assert not Recomputation.objects.exists()


def test_saving_without_a_change_computes_nothing(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, calendar: BusinessCalendar
) -> None:
    _opened(billing)
    entered = {"version": 1, "name": calendar.name, "time_zone": calendar.time_zone}

    client_for(ada, nordlicht).post(f"/supervisor/hours/{calendar.pk}/", entered)

    with in_scope(nordlicht):
        assert not Recomputation.objects.exists()
