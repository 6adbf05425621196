"""Alarms: a figure has passed a threshold."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.reports.enums import Measure
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class Alarm(TenantOwned):
    """``raised_at`` is set while the figure is at ``threshold`` or above. No categories means all of the tenant."""

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    measure = models.CharField(_("figure"), max_length=12, choices=Measure.choices)
    threshold = models.PositiveIntegerField(_("from"))
    categories = ArrayField(models.BigIntegerField(), default=list, blank=True)
    by_mail = models.BooleanField(_("also by e-mail"), default=False)
    active = models.BooleanField(_("switched on"), default=True)
    raised_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "sort_key"], condition=models.Q(deleted_at=None), name="reports_alarm_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AlarmMute(TenantOwned):
    """A person does not want to hear of an alarm, until a time or (NULL) until they say otherwise."""

    alarm = TenantKey(Alarm, models.CASCADE, related_name="mutes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("alarm"),
            models.UniqueConstraint(fields=["alarm", "user"], name="reports_alarmmute_once"),
        ]
