"""Mail read again by the present parser beside what was stored when it came."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.channels.models import MailAccount
from kontor.intake.enums import ShadowState
from kontor.intake.models.arrival import Arrival
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import TenantOwned
from kontor.tickets.models import Message


class ShadowRun(TenantOwned):
    """A look at the tenant's mail of some days, of one account if wanted. ``position`` is the last row looked at."""

    account = TenantKey(MailAccount, models.CASCADE, null=True, related_name="+")
    account_owner = models.BigIntegerField(null=True, editable=False)
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=10, choices=ShadowState.choices, default=ShadowState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [*TenantOwned.Meta.constraints, OwnOrShared("account")]
        indexes: ClassVar = [models.Index(fields=["tenant", "-id"], name="intake_shadowrun_newest")]


class ShadowDifference(TenantOwned):
    """A mail that would be read differently now. ``changes`` maps each field to what is stored and what would be.

    ``kept`` holds what a repair has replaced, so that it can be taken back.
    """

    run = TenantKey(ShadowRun, models.CASCADE, related_name="differences")
    arrival = TenantKey(Arrival, models.CASCADE, related_name="+")
    message = TenantKey(Message, models.CASCADE, null=True, related_name="+")
    changes = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    repaired_at = models.DateTimeField(null=True)
    repaired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("run"),
            SameTenant("arrival"),
            SameTenant("message"),
            models.UniqueConstraint(fields=["run", "arrival"], name="intake_shadowdifference_once"),
        ]
