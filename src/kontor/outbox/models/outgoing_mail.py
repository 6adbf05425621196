"""A mail on its way out. The row is the delivery: its state says what happened."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.outbox.enums import DeliveryState
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.models import Message

FAILED = models.Q(state=DeliveryState.FAILED) | (models.Q(state=DeliveryState.SENT) & ~models.Q(refused={}))
"""What could not be delivered to everybody."""


class OutgoingMail(TenantLendable):
    """The sender's identity is the account (or no-reply address) row, never text: another tenant's cannot be named.

    ``final`` closes the ticket once the mail is out. ``recipients`` are the envelope's addresses still to be served.
    """

    message = TenantKey(Message, models.PROTECT, related_name="deliveries")
    account = TenantKey(MailAccount, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    no_reply = TenantKey(NoReplyAddress, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    recipients = models.JSONField(default=list)
    refused = models.JSONField(default=dict)
    final = models.BooleanField(default=True)
    automatic = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("message"),
            SameTenant("no_reply"),
            OwnOrShared("account"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "next_attempt_at"],
                condition=models.Q(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING]),
                name="outbox_mail_waiting",
            ),
            models.Index(fields=["message"], name="outbox_mail_message"),
            models.Index(fields=["tenant", "message"], condition=FAILED, name="outbox_mail_failed"),
        ]
