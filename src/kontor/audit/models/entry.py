"""One administrative change. Written once, and chained when its transaction ends: the database sees to both."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.models import InstallationOrTenant


class AuditEntry(InstallationOrTenant):
    """``number`` and the hashes are written by the database alone (migrations 0004 and 0005), at the commit.

    ``content_hash`` covers what can be erased (label, changes, reason, source, with a salt that goes with them),
    ``hash`` everything else, the content's hash and the hash of the row before.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=80)
    object_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    source = models.CharField(max_length=120, blank=True, default="", db_default="")
    """From where: the client's address, a command, the worker."""
    erased_at = models.DateTimeField(null=True, editable=False)
    salt = models.UUIDField(null=True, editable=False)
    number = models.BigIntegerField(null=True, editable=False)
    content_hash = models.CharField(max_length=64, null=True, editable=False)
    previous_hash = models.CharField(max_length=64, null=True, editable=False)
    hash = models.CharField(max_length=64, null=True, editable=False)

    class Meta(InstallationOrTenant.Meta):
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-at"], name="audit_entry_tenant_at"),
            models.Index(fields=["kind", "object_id", "-at"], name="audit_entry_object"),
            models.Index(fields=["id"], condition=models.Q(number=None), name="audit_entry_unchained"),
        ]
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "number"],
                condition=models.Q(number__isnull=False),
                nulls_distinct=False,
                name="audit_entry_number",
            ),
        ]
