"""Whom outside a ticket waits for: external inquiries (Rückfragen) and external forwards (Weiterleitungen)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.enums import InquiryKind, InquiryState
from kontor.tickets.models.message import Message
from kontor.tickets.models.ticket import Ticket


class Inquiry(TenantLendable):
    """One question or forward. ``message`` is the mail that went out, ``answer`` the one that came back.

    ``remind_at`` is when the next reminder is due, NULL when there is none. ``overdue_at`` is when it stands out.
    """

    ticket = TenantKey(Ticket, models.PROTECT, related_name="inquiries")
    kind = models.CharField(max_length=10, choices=InquiryKind.choices)
    state = models.CharField(max_length=12, choices=InquiryState.choices, default=InquiryState.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    message = TenantKey(Message, models.PROTECT, related_name="inquiries")
    answer = TenantKey(Message, models.PROTECT, null=True, related_name="+")
    to = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            SameTenant("message"),
            SameTenant("answer"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ticket"], name="tickets_inquiry_ticket"),
            models.Index(
                fields=["tenant", "remind_at"],
                condition=models.Q(state="open", remind_at__isnull=False),
                name="tickets_inquiry_remind",
            ),
            models.Index(
                fields=["asked_by", "asked_at"], condition=models.Q(state="open"), name="tickets_inquiry_open"
            ),
        ]
