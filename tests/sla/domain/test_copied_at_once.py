"""Two people copy the same business hours at the same moment, or one of them presses twice."""

from __future__ import annotations

from kontor.sla.domain.calendars import copy_calendar
from kontor.sla.models import BusinessCalendar
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar
from tests.support.scoping import everywhere
from tests.support.threads import while_uncommitted


def test_each_copy_has_a_name_of_its_own(committed_db: str, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, "Büro")

    copies = while_uncommitted(everywhere, *[lambda: copy_calendar(calendar, by=None)] * 2)

    assert [each.name for each in copies if isinstance(each, BusinessCalendar)] == ["Büro (copy)", "Büro (copy 2)"]
