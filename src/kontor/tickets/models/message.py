"""Messages of a ticket and the files they carry."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.enums import Direction, MessageChannel, MessageKind
from kontor.tickets.models.blob import Blob
from kontor.tickets.models.ticket import Ticket


class Message(TenantLendable):
    """One mail or letter to or from the customer; ``postal`` has the lines of the address of a letter that leaves.

    ``html`` is foreign and raw: it is cleaned when it is shown.

    ``evidence`` says why it lies at its ticket, in codes and numbers. ``identity`` is the same for every copy of a mail
    that reached the tenant, whatever way the copy went; there is only one message of them.
    """

    ticket = TenantKey(Ticket, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=20, choices=MessageKind.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=254, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    channel = models.CharField(max_length=10, choices=MessageChannel.choices, default=MessageChannel.MAIL)
    postal = models.JSONField(default=list)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=400, blank=True)
    in_reply_to = models.CharField(max_length=400, blank=True)
    references = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    evidence = models.JSONField(default=dict)
    identity = models.UUIDField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    raw = TenantKey(Blob, null=True, related_name="+")

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            SameTenant("raw"),
            models.UniqueConstraint(
                fields=["tenant", "identity"],
                condition=models.Q(identity__isnull=False),
                name="tickets_message_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ticket", "at"], name="tickets_message_ticket"),
            models.Index(fields=["tenant", "message_id"], name="tickets_message_message_id"),
            models.Index(
                fields=["author", "-at", "-id"], condition=models.Q(author__isnull=False), name="tickets_message_sent"
            ),
        ]


class Attachment(TenantLendable):
    message = TenantKey(Message, models.PROTECT, related_name="attachments")
    blob = TenantKey(Blob, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    content_id = models.CharField(max_length=255, blank=True)
    inline = models.BooleanField(default=False)
    size = models.BigIntegerField()

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [*TenantLendable.Meta.constraints, SameTenant("message"), SameTenant("blob")]
        indexes: ClassVar = [models.Index(fields=["message"], name="tickets_attachment_message")]
