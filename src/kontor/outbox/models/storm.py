"""A tenant that suddenly sends far more than usual: its mail waits until a person has looked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.models import TenantOwned


class Storm(TenantOwned):
    """``automatic_only``: only what nobody wrote is held back. ``mails`` were queued within ``minutes``.

    At most one of each kind is going on. How it ended: ``discarded`` or not, by whom.
    """

    automatic_only = models.BooleanField()
    mails = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    discarded = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-began_at", "-id"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "automatic_only"],
                condition=models.Q(ended_at=None),
                name="outbox_storm_one_going_on",
            ),
        ]
