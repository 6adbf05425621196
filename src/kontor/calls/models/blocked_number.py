"""Callers that a tenant does not take."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.models import TenantOwned


class BlockedNumber(TenantOwned):
    """Calls from it are rejected where the telephone system asks, and never become tickets."""

    kind_label = _("blocked number")

    number = models.CharField(_("number"), max_length=40)
    normalized = models.CharField(max_length=40, editable=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    called_at = models.DateTimeField(null=True, editable=False)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["normalized"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "normalized"], name="calls_blockednumber_once"),
        ]

    def __str__(self) -> str:
        return self.number
