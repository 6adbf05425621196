"""What business hours and service levels were before they were edited, for explanations of past moments."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kontor.sla.enums import PauseKind
from kontor.sla.models.calendar import BusinessCalendar
from kontor.sla.models.service_level import ServiceLevel
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class CalendarPast(TenantOwned):
    """A calendar as it was until ``until``: ``content`` holds its time zone, weeks and exceptions."""

    calendar = TenantKey(BusinessCalendar, models.CASCADE, related_name="pasts")
    until = models.DateTimeField()
    content = models.JSONField()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["until", "id"]
        constraints: ClassVar = [*TenantOwned.Meta.constraints, SameTenant("calendar")]
        indexes: ClassVar = [models.Index(fields=["calendar", "until"], name="sla_calendarpast_until")]


class ServiceLevelPast(TenantOwned):
    """For whom its clocks stood still until ``until``. Targets are kept with each promise."""

    level = TenantKey(ServiceLevel, models.CASCADE, related_name="pasts")
    until = models.DateTimeField()
    pauses = ArrayField(models.CharField(max_length=12, choices=PauseKind.choices), default=list)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["until", "id"]
        constraints: ClassVar = [*TenantOwned.Meta.constraints, SameTenant("level")]
        indexes: ClassVar = [models.Index(fields=["level", "until"], name="sla_servicelevelpast_until")]
