"""What the demo's companies promise."""

from __future__ import annotations

from datetime import date

from kontor.demo.content.organization import TENANTS
from kontor.demo.promises import build_promises
from kontor.kernel import clock
from kontor.sla.domain.terms import terms_of
from kontor.sla.domain.worktime import Hours
from tests.factories.tenants import make_tenant
from tests.support.scoping import everywhere


def test_each_company_has_business_hours_and_a_service_level(db: None) -> None:
    tenants = [make_tenant(code=plan.code) for plan in TENANTS]
    with everywhere():
        terms = [terms_of(build_promises(tenant)) for tenant in tenants]

        eve = date(clock.now().year, 12, 24)
        assert [each.calendar.hours_of(eve) for each in terms] == [(Hours.of("09:00", "12:00"),)] * 2
        assert [each.calendar.hours_of(eve.replace(day=25)) for each in terms] == [()] * 2
        assert [each.level.first_response for each in terms if each.level] == [240, 480]
