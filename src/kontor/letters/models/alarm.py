"""What people have been told about letters that cannot be handed to print."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.letters.models.batch import PrintBatch
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class PrintAlarm(TenantOwned):
    """An alarm that goes on: about a batch, or about a directory where letters cannot be written one by one. The row
    goes when the trouble is over."""

    batch = TenantKey(PrintBatch, models.CASCADE, null=True, related_name="alarms")
    directory = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("batch"),
            models.UniqueConstraint(fields=["batch"], name="letters_alarm_batch"),
            models.UniqueConstraint(
                fields=["tenant", "directory"], condition=models.Q(batch=None), name="letters_alarm_directory"
            ),
        ]
