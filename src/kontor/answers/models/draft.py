"""What somebody is writing. Saved while they type; ``version`` keeps two windows from overwriting each other."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.answers.enums import DraftKind
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer, PostalAddress
from kontor.org.models import Category
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.texts.models import ReplyTemplate
from kontor.tickets.enums import MessageChannel
from kontor.tickets.models import Blob, Message, Ticket


class Draft(TenantLendable):
    """``seen_message_id`` is the newest message the writer had seen: sending stops when there is a newer one.

    ``html`` is what stands in the editor, ``text`` the same as plain text; where ``rich`` is off, only ``text`` counts.
    ``baseline`` is what the suggestion was, so that one sees what the writer made of it. ``quoted`` is the message that
    is quoted below. ``confirmed`` holds the findings of the send guard that the writer has answered; ``options`` what
    only one kind has (``remind_hours``, ``closing``, ``waits`` …). A new process has a category and no ticket yet.
    """

    ticket = TenantKey(Ticket, models.CASCADE, null=True, related_name="drafts")
    category = TenantKey(Category, null=True, related_name="+")
    customer = TenantKey(Customer, null=True, related_name="+")
    process = TenantKey(Ticket, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=DraftKind.choices, default=DraftKind.REPLY)
    account = TenantKey(MailAccount, null=True, related_name="+")
    account_owner = models.BigIntegerField(null=True, editable=False)
    channel = models.CharField(max_length=10, choices=MessageChannel.choices, default=MessageChannel.MAIL)
    postal_address = TenantKey(PostalAddress, null=True, related_name="+")
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    subject = models.CharField(max_length=400, blank=True)
    rich = models.BooleanField(default=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    template = TenantKey(ReplyTemplate, null=True, related_name="+")
    language = models.CharField(max_length=8, blank=True)
    baseline = models.TextField(blank=True)
    quoted = TenantKey(Message, null=True, related_name="+")
    confirmed = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    seen_message_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            SameTenant("category"),
            SameTenant("customer"),
            SameTenant("postal_address"),
            SameTenant("process"),
            SameTenant("template"),
            SameTenant("quoted"),
            OwnOrShared("account"),
            models.CheckConstraint(
                name="answers_draft_of_something",
                condition=models.Q(ticket__isnull=False) | models.Q(kind=DraftKind.NEW, category__isnull=False),
            ),
            models.UniqueConstraint(fields=["ticket", "author", "kind"], name="answers_draft_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["author", "-changed_at"], name="answers_draft_author")]


class DraftFile(TenantLendable):
    """A file that goes out with the draft."""

    draft = TenantKey(Draft, models.CASCADE, related_name="files")
    blob = TenantKey(Blob, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    content_id = models.CharField(max_length=255, blank=True)
    inline = models.BooleanField(default=False)
    size = models.BigIntegerField()

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [*TenantLendable.Meta.constraints, SameTenant("draft"), SameTenant("blob")]
