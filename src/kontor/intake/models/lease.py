"""Who reads or watches a mailbox at the moment, so that two workers never do."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.channels.models import MailAccount
from kontor.intake.enums import LeasePurpose
from kontor.tenants.isolation import OwnOrShared, TenantKey
from kontor.tenants.models import InstallationOrTenant


class MailboxLease(InstallationOrTenant):
    """A mailbox that a worker has for itself until ``until``, which it puts off as long as it lives.

    ``token`` is the visit's own: whoever finds another one here has lost the mailbox and writes nothing more.
    ``holder`` names the worker, for people.
    """

    account = TenantKey(MailAccount, models.CASCADE, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    purpose = models.CharField(max_length=10, choices=LeasePurpose.choices)
    token = models.UUIDField()
    holder = models.CharField(max_length=120)
    until = models.DateTimeField()

    class Meta(InstallationOrTenant.Meta):
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            OwnOrShared("account"),
            models.UniqueConstraint(fields=["account", "purpose"], name="intake_lease_once"),
        ]
