"""Where the setting up of a new tenant was left."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.tenants.models import TenantOwned


class TenantSetup(TenantOwned):
    """One row a tenant that somebody sets up step by step; gone when they are done. No part of its configuration.

    ``step`` and ``skipped`` are words of the assistant; ``step`` is "" while it was left nowhere.
    """

    step = models.CharField(max_length=40, blank=True)
    skipped = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="org_tenantsetup_once"),
        ]
