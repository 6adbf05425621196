"""What the daily look at a mailbox's folder found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.channels.models import MailAccount
from kontor.tenants.isolation import OwnOrShared, TenantKey
from kontor.tenants.models import InstallationOrTenant


class FolderCheck(InstallationOrTenant):
    """The folder's listing of one day beside the ledger: ``listed`` mails, of which ``known`` stand in the ledger.

    ``missing`` are the keys of the others (at most ``MOST_KEYS``), ``found`` how many of those were fetched
    then. ``trouble`` is the code of what kept us from looking.
    """

    account = TenantKey(MailAccount, models.CASCADE, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    day = models.DateField()
    checked_at = models.DateTimeField()
    listed = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    found = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=30, blank=True)

    class Meta(InstallationOrTenant.Meta):
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            OwnOrShared("account"),
            models.UniqueConstraint(fields=["account", "day"], name="intake_foldercheck_once"),
        ]
