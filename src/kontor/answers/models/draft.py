"""What somebody is writing. Saved while they type; ``version`` keeps two windows from overwriting each other."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.answers.enums import DraftKind
from kontor.channels.models import MailAccount
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.models import Blob, Ticket


class Draft(TenantLendable):
    """``seen_message_id`` is the newest message the writer had seen: sending stops when there is a newer one."""

    ticket = TenantKey(Ticket, models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=DraftKind.choices, default=DraftKind.REPLY)
    account = TenantKey(MailAccount, null=True, related_name="+")
    account_owner = models.BigIntegerField(null=True, editable=False)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    seen_message_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            OwnOrShared("account"),
            models.UniqueConstraint(fields=["ticket", "author", "kind"], name="answers_draft_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["author", "-changed_at"], name="answers_draft_author")]


class DraftFile(TenantLendable):
    """A file that goes out with the draft."""

    draft = TenantKey(Draft, models.CASCADE, related_name="files")
    blob = TenantKey(Blob, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [*TenantLendable.Meta.constraints, SameTenant("draft"), SameTenant("blob")]
