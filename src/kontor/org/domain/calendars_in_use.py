"""Which business hours hold where in a tenant: its own, and those of categories that have chosen others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kontor.org.models import Category
from kontor.sla.domain.terms import terms_for
from kontor.sla.models import BusinessCalendar
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class CalendarInUse:
    """``calendar`` None is round the clock. ``categories`` are the names of those it holds for; the tenant's own one
    holds for all others."""

    calendar: BusinessCalendar | None
    is_default: bool
    categories: Sequence[str]


def calendars_in_use(tenant: Tenant) -> list[CalendarInUse]:
    """The tenant's own first, then those of categories, by name. In the tenant's scope."""
    categories = list(Category.objects.living().filter(tenant=tenant).order_by("sort_key"))
    own, *theirs = terms_for([(tenant, None), *((tenant, category) for category in categories)])
    names: dict[int | None, list[str]] = {own.calendar_id: []}
    for category, terms in zip(categories, theirs, strict=True):
        if terms.calendar_id != own.calendar_id:
            names.setdefault(terms.calendar_id, []).append(category.name)
    rows = BusinessCalendar.objects.in_bulk([pk for pk in names if pk])
    found = [CalendarInUse(rows[pk] if pk else None, pk == own.calendar_id, names[pk]) for pk in names]
    return sorted(found, key=lambda each: (not each.is_default, each.calendar.name if each.calendar else ""))
