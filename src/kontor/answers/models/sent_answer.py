"""How an outgoing message came to be: kept for review, for taking it back, and for whoever asks later."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.answers.enums import DraftKind
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Message


class SentAnswer(TenantLendable):
    """``body`` is what the writer wrote, without layout and quote; ``baseline`` what had been suggested.

    Until ``undo_until`` the writer may take it back; ``draft`` is what else it takes to have the draft again as it was.
    ``findings`` are what the send guard said and what was answered.
    """

    message = TenantKey(Message, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=DraftKind.choices, default=DraftKind.REPLY)
    template = TenantKey(ReplyTemplate, null=True, related_name="+")
    template_version = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=8, blank=True)
    rich = models.BooleanField(default=True)
    body = models.TextField(blank=True)
    baseline = models.TextField(blank=True)
    quoted = TenantKey(Message, null=True, related_name="+")
    findings = models.JSONField(default=list)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undo_until = models.DateTimeField(null=True)
    draft = models.JSONField(default=dict)

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("message"),
            SameTenant("template"),
            SameTenant("quoted"),
            models.UniqueConstraint(fields=["message"], name="answers_sentanswer_once"),
        ]
