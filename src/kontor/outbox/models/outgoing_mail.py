"""A mail on its way out. The row is the delivery: its state says what happened."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.outbox.enums import DeliveryState, Phase
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.models import Message

LOST = (DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.UNCLEAR)
FAILED = models.Q(state__in=LOST) | (models.Q(state=DeliveryState.SENT) & ~models.Q(refused={}))
"""What could not be delivered to everybody, or of which nobody knows."""

WAITING = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.HELD)


class OutgoingMail(TenantLendable):
    """The sender's identity is the account (or no-reply address) row, never text: another tenant's cannot be named.

    ``reply_account`` is where answers shall go, if not to the sender.
    ``final`` closes the ticket once the mail is out. ``recipients`` are the envelope's addresses still to be served;
    ``in_flight`` those whom the server takes it for in the talk that is going on. ``refused`` and ``delayed`` hold what
    servers said about an address. ``claim`` names the one talk that may write down its result. ``dialogue`` is what
    was said in the latest talks: commands, codes and texts, never content. ``corrected`` has, for an address of the
    message, the one that this delivery goes to instead.
    """

    message = TenantKey(Message, models.PROTECT, related_name="deliveries")
    account = TenantKey(MailAccount, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    no_reply = TenantKey(NoReplyAddress, null=True, related_name="+")
    reply_account = TenantKey(MailAccount, null=True, related_name="+")
    reply_account_owner = models.BigIntegerField(null=True, editable=False)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    recipients = models.JSONField(default=list)
    refused = models.JSONField(default=dict)
    delayed = models.JSONField(default=dict)
    corrected = models.JSONField(default=dict)
    final = models.BooleanField(default=True)
    automatic = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True)
    phase = models.CharField(max_length=12, choices=Phase.choices, blank=True, default=Phase.NONE)
    phase_at = models.DateTimeField(null=True)
    in_flight = models.JSONField(default=list)
    answer = models.TextField(blank=True)
    dialogue = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    copied_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("message"),
            SameTenant("no_reply"),
            OwnOrShared("account"),
            OwnOrShared("reply_account"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "account", "next_attempt_at"],
                condition=models.Q(state__in=WAITING),
                name="outbox_mail_queue",
            ),
            models.Index(fields=["tenant", "created_at"], name="outbox_mail_made"),
            models.Index(fields=["message"], name="outbox_mail_message"),
            models.Index(fields=["tenant", "message"], condition=FAILED, name="outbox_mail_not_arrived"),
        ]
