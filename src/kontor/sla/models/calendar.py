"""Business hours (Geschäftszeiten): a calendar, its versions by date, and the days that are unlike the week."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class CalendarQuerySet(models.QuerySet["BusinessCalendar"]):
    def living(self) -> CalendarQuerySet:
        return self.filter(deleted_at=None)


class BusinessCalendar(TenantOwned):
    """When a tenant works. What is in force on a day stands in the version that is valid from the latest day before it.

    Days and times are those of ``time_zone``. ``version`` counts every change, those of its versions and exceptions
    too: what is compiled is kept under it.
    """

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    description = models.TextField(_("description"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    was: dict[str, Any]
    """Its content when it was locked for an edit (``domain/pasts.py``)."""

    objects = CalendarQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        verbose_name = _("business hours")
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "sort_key"], condition=models.Q(deleted_at=None), name="sla_businesscalendar_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(TenantOwned):
    """The week from a day on; the first version has no such day.

    ``week`` maps mon … sun to intervals ["08:00", "12:00"]; one whose end is not after its start runs into the next
    day. ``country`` and ``subdivision`` (ISO 3166-2 without the country) name the holidays on which nobody works, with
    ``catholic`` also those that a state keeps only where most people are Catholic; ``holidays_worked`` holds the German
    names of those that are worked like any other day.
    """

    calendar = TenantKey(BusinessCalendar, models.CASCADE, related_name="versions")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    week = models.JSONField(_("hours of the week"), default=dict)
    country = models.CharField(_("holidays of the country"), max_length=2, blank=True)
    subdivision = models.CharField(_("holidays of the state"), max_length=8, blank=True)
    catholic = models.BooleanField(_("Catholic holidays too"), default=False)
    holidays_worked = models.JSONField(_("holidays that are worked"), default=list, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = [models.F("valid_from").asc(nulls_first=True)]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("calendar"),
            models.UniqueConstraint(
                fields=["calendar", "valid_from"], nulls_distinct=False, name="sla_calendarversion_once"
            ),
        ]


class CalendarException(TenantOwned):
    """A day unlike the others, with hours of its own or none (closed). It goes before holidays and the week."""

    calendar = TenantKey(BusinessCalendar, models.CASCADE, related_name="exceptions")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    hours = models.JSONField(_("hours"), default=list, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("calendar"),
            models.UniqueConstraint(fields=["calendar", "day"], name="sla_calendarexception_once"),
        ]
