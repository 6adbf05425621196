"""A test of a mail account's connections: how far it is, step by step, for the page that watches it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.channels.models.account import MailAccount
from kontor.tenants.isolation import OwnOrShared, TenantKey
from kontor.tenants.models import InstallationOrTenant


class ConnectionTest(InstallationOrTenant):
    """Asked for in a request, run by a worker. That of a general account is seen with scope id 0 only.

    ``steps`` maps the key of a step to its state and its sentence, in the language of the person who asked.
    """

    account = TenantKey(MailAccount, models.CASCADE, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    language = models.CharField(max_length=8)
    steps = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(InstallationOrTenant.Meta):
        constraints: ClassVar = [*InstallationOrTenant.Meta.constraints, OwnOrShared("account")]
        indexes: ClassVar = [models.Index(fields=["account", "-id"], name="channels_test_account")]

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None
