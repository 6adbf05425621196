"""One administrative change. Rows are written once; a trigger of the database refuses to change or delete them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.models import InstallationOrTenant


class AuditEntry(InstallationOrTenant):
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=80)
    object_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)

    class Meta(InstallationOrTenant.Meta):
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-at"], name="audit_entry_tenant_at"),
            models.Index(fields=["kind", "object_id", "-at"], name="audit_entry_object"),
        ]
