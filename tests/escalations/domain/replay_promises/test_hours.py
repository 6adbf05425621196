"""Business hours are tried."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.escalations.domain.replay_content import (
    calendar_content,
    new_calendar_content,
    with_exceptions,
    with_general,
    with_week,
)
from kontor.escalations.domain.replay_promises import ServiceLevelReplay
from kontor.escalations.domain.replay_result import Otherwise, hour_of
from kontor.escalations.enums import ReplayKind
from kontor.escalations.models import Replay
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.escalations.domain.replay_promises.conftest import HOUR, MONDAY, request_of, sums_of, tried
from tests.factories.sla import choose, make_calendar, make_exception
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def test_a_day_off_keeps_promises(gold: ServiceLevel, nordlicht: Tenant, billing: Category, monday: Frozen) -> None:
    office = _office(nordlicht)
    late = request_of(billing, asked=0 * HOUR, answered_after=24 * HOUR)
    monday.move(hours=48)

    content = with_exceptions(_content(office), [date(2026, 11, 23)], [])
    result = tried(ReplayKind.CALENDAR, nordlicht, office.pk, content)

    assert result.tickets == [Otherwise(late.pk, "first:better", datetime(2026, 11, 24, 9, 0, tzinfo=UTC))]
    assert sums_of(result) == (0, 1, 1, 1)
    assert result.sums["everywhere"] == 0


def test_longer_hours_break_promises(gold: ServiceLevel, nordlicht: Tenant, billing: Category, monday: Frozen) -> None:
    """Received on Monday at 17:00 in Berlin, due on Tuesday at 10; round the clock on Monday at 19."""
    office = _office(nordlicht)
    kept = request_of(billing, asked=7 * HOUR, answered_after=16 * HOUR)
    monday.move(hours=48)

    whole = {day: [["00:00", "24:00"]] for day in ("mon", "tue")}
    week = {"week": whole, "country": "", "subdivision": "", "catholic": False, "holidays_worked": []}
    result = tried(ReplayKind.CALENDAR, nordlicht, office.pk, with_week(_content(office), None, week))

    assert result.tickets == [Otherwise(kept.pk, "first:worse", MONDAY + 9 * HOUR)]
    assert sums_of(result) == (1, 1, 0, 1)


def test_what_is_tried_says_what_is_saved_where_the_mask_says_nothing(nordlicht: Tenant) -> None:
    office = _office(nordlicht)
    make_exception(office, date(2026, 12, 24), "Heiligabend", "8-12")
    saved = _content(office)

    later = with_week(saved, date(2027, 1, 1), {**saved["weeks"][0], "week": {}})
    renamed = with_general(later, name="Anders", time_zone="Europe/London", description="")

    assert saved["exceptions"] == {"2026-12-24": [["08:00", "12:00"]]}
    assert [week["valid_from"] for week in renamed["weeks"]] == [None, "2027-01-01"]
    assert renamed["weeks"][0] == saved["weeks"][0]
    assert (renamed["name"], renamed["time_zone"], saved["time_zone"]) == ("Anders", "Europe/London", "Europe/Berlin")
    assert with_week(renamed, None, renamed["weeks"][1])["weeks"][0]["week"] == {}


def test_new_hours_are_their_week() -> None:
    content = new_calendar_content(
        name="Neu", time_zone="Europe/Berlin", week={"mon": []}, country="DE", description="x"
    )

    assert content["weeks"] == [{"valid_from": None, "week": {"mon": []}, "country": "DE"}]


def test_a_step_costs_the_same_for_one_ticket_and_for_three(
    gold: ServiceLevel, billing: Category, monday: Frozen
) -> None:
    def cost() -> int:
        with in_scope(gold.tenant_id):
            replay = Replay(tenant=gold.tenant, kind="service_level", subject=gold.pk, content={}, at=clock.now())
            steps = ServiceLevelReplay(replay).steps()
            with CaptureQueriesContext(connection) as sent:
                next(steps)
        return len(sent)

    request_of(billing, asked=-HOUR)
    one = cost()
    request_of(billing, asked=-HOUR)
    request_of(billing, asked=-HOUR, answered_after=HOUR)

    assert cost() == one == 4


def _office(tenant: Tenant) -> BusinessCalendar:
    office = make_calendar(tenant)
    choose(tenant, BUSINESS_HOURS, office)
    return office


def _content(calendar: BusinessCalendar) -> dict[str, Any]:
    with in_scope(calendar.tenant_id):
        return calendar_content(calendar)


def test_hours_are_those_of_utc(frozen: Frozen) -> None:
    assert hour_of(datetime.fromisoformat("2026-11-23T10:59:59+05:30")) == datetime(2026, 11, 23, 5, tzinfo=UTC)
