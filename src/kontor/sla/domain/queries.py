"""Reads of business hours and service levels for the screens of administration."""

from __future__ import annotations

from django.db.models import QuerySet

from kontor.sla.models import BusinessCalendar, ServiceLevel


def calendars_in_scope(*, deleted: bool = False) -> QuerySet[BusinessCalendar]:
    """Those of the scope's living tenants, with tenant, whoever may look at them."""
    rows = BusinessCalendar.objects.filter(tenant__deleted_at=None).select_related("tenant")
    return rows.exclude(deleted_at=None) if deleted else rows.filter(deleted_at=None)


def service_levels_in_scope(*, deleted: bool = False) -> QuerySet[ServiceLevel]:
    """Those of the scope's living tenants, with tenant, whoever may look at them."""
    rows = ServiceLevel.objects.filter(tenant__deleted_at=None).select_related("tenant")
    return rows.exclude(deleted_at=None) if deleted else rows.filter(deleted_at=None)
