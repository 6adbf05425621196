"""What conditions have to know of a tenant at a moment: read once a look, and only if one of them asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Max

from kontor.escalations.domain.looking_back import worked_since
from kontor.org.models import Category
from kontor.sla.domain.terms import terms_for
from kontor.sla.domain.worktime import Calendar
from kontor.sla.models import ServiceLevel
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant


@dataclass
class Look:
    """A tenant at a moment. Within its scope."""

    tenant_id: int
    now: datetime

    @cached_property
    def highest_warning(self) -> int:
        """The highest warning share of the tenant's service levels, in percent."""
        rows = ServiceLevel.objects.filter(tenant_id=self.tenant_id)
        return rows.aggregate(share=Max("warning_share"))["share"] or 0

    @cached_property
    def hours(self) -> tuple[Calendar, list[tuple[Calendar, list[int]]]]:
        """The tenant's business hours; and others, each with the categories that have them."""
        tenant = Tenant.objects.get(pk=self.tenant_id)
        own = list(Category.objects.filter(tenant_id=self.tenant_id, preferences__has_key=BUSINESS_HOURS.key))
        usual, *others = terms_for([(tenant, None), *((tenant, category) for category in own)])
        by_calendar: dict[int | None, tuple[Calendar, list[int]]] = {}
        for category, terms in zip(own, others, strict=True):
            if terms.calendar_id != usual.calendar_id:
                by_calendar.setdefault(terms.calendar_id, (terms.calendar, []))[1].append(category.pk)
        return usual.calendar, list(by_calendar.values())

    def received_before(self, minutes: int) -> tuple[datetime | None, list[tuple[datetime | None, list[int]]]]:
        """Until when something was received that has waited so many minutes of working time; and where other hours
        hold, the same with the categories. None: nothing has waited so long."""
        usual, others = self.hours
        target = timedelta(minutes=minutes)
        return worked_since(self.now, target, usual), [
            (worked_since(self.now, target, calendar), categories) for calendar, categories in others
        ]
