"""The line that says how far deadlines are computed anew, in the masks where they are edited."""

from __future__ import annotations

from typing import Any

from django import template

from kontor.org.models import Category
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.tenants.models import Tenant
from kontor.tickets.domain.recomputing import latest_for

register = template.Library()

NAMES: dict[type, str] = {BusinessCalendar: "calendar", ServiceLevel: "level", Category: "category", Tenant: "tenant"}


@register.inclusion_tag("supervisor/recomputations/_line.html")
def recomputing(thing: Any) -> dict[str, object]:
    """``{% recomputing calendar %}``: of what was edited; nothing when all is done."""
    return {"run": latest_for(**{NAMES[type(thing)]: thing}) if thing.pk else None}
