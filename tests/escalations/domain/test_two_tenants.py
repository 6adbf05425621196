"""What is chosen for an agreement where the rows of two tenants are in the scope."""

from __future__ import annotations

from kontor.escalations.domain.agreement_queries import hours_to_choose
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar
from tests.support.scoping import in_scope


def test_the_hours_of_the_borrower(nordlicht: Tenant, alpina: Tenant) -> None:
    calendars = [make_calendar(tenant) for tenant in (nordlicht, alpina)]
    with in_scope(nordlicht, alpina):
        assert list(hours_to_choose(alpina.pk)) == calendars[1:]
