"""A canary: a mail that an account sends to itself again and again, to see whether its way is open."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.channels.models import MailAccount
from kontor.tenants.isolation import OwnOrShared, TenantKey
from kontor.tenants.models import InstallationOrTenant


class Canary(InstallationOrTenant):
    """One row an account. That of a general account is seen with scope id 0 only.

    ``nonce`` names the mail that is on its way; "" while none is. ``came_at`` is when the last one came in, after
    ``seconds``; ``error`` says why the last one did not, in the language of the tenant.
    """

    account = TenantKey(MailAccount, models.CASCADE, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    nonce = models.CharField(max_length=32, blank=True)
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    failing_since = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta(InstallationOrTenant.Meta):
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            OwnOrShared("account"),
            models.UniqueConstraint(fields=["account"], name="readiness_canary_once"),
        ]
