"""The backlog as it was, every few minutes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.tenants.models import TenantOwned


class BacklogSample(TenantOwned):
    """``categories`` maps the id of each category with open tickets to the same figures."""

    at = models.DateTimeField()
    open = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    warned = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    oldest_at = models.DateTimeField(null=True)
    categories = models.JSONField(default=dict)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "at"], name="reports_backlogsample_once"),
        ]
