"""Service levels: what is promised to customers, in working time."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.sla.enums import PauseKind
from kontor.tenants.models import TenantOwned


class ServiceLevelQuerySet(models.QuerySet["ServiceLevel"]):
    def living(self) -> ServiceLevelQuerySet:
        return self.filter(deleted_at=None)


class ServiceLevel(TenantOwned):
    """Targets in minutes of working time; without one nothing is promised. Chosen on the tenant and on categories.

    ``warning_share`` is the part of a target, in percent, after which a ticket stands out. ``priority_percent`` makes
    tickets count as older (over 100) or younger (under 100) than they are when the next one is chosen: a target counts
    as if it were divided by it.
    """

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    description = models.TextField(_("description"), blank=True)
    first_response = models.PositiveIntegerField(_("first response"), null=True, blank=True)
    next_response = models.PositiveIntegerField(_("next response"), null=True, blank=True)
    resolution = models.PositiveIntegerField(_("resolution"), null=True, blank=True)
    call_back = models.PositiveIntegerField(_("call back"), null=True, blank=True)
    warning_share = models.PositiveSmallIntegerField(
        _("warning from"), default=75, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    pauses = ArrayField(
        models.CharField(max_length=12, choices=PauseKind.choices),
        default=list,
        blank=True,
        verbose_name=_("the clock stands still"),
    )
    priority_percent = models.PositiveSmallIntegerField(
        _("priority factor"), default=100, validators=[MinValueValidator(10), MaxValueValidator(1000)]
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceLevelQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        verbose_name = _("service level")
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "sort_key"], condition=models.Q(deleted_at=None), name="sla_servicelevel_once"
            ),
            models.CheckConstraint(
                condition=models.Q(priority_percent__gte=10, priority_percent__lte=1000),
                name="sla_servicelevel_priority",
            ),
        ]

    def __str__(self) -> str:
        return self.name
