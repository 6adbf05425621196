"""A tenant or a category has chosen another service level or other business hours: its deadlines follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.org.models import Category
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.domain.recomputing import recompute_for


def follow_choices(before: Mapping[str, Any], after: Tenant | Category) -> None:
    """``before`` are the settings as they were. To be called where they are saved, in the same transaction.

    The time zone of a tenant changes no deadline: business hours have their own, and round the clock is the same
    everywhere.
    """
    if not any(
        before.get(choice.key) != after.preferences.get(choice.key) for choice in (SERVICE_LEVEL, BUSINESS_HOURS)
    ):
        return
    if isinstance(after, Tenant):
        with scope(after.pk):
            recompute_for(tenant=after)
    else:
        with scope(after.tenant_id):
            recompute_for(category=after)
