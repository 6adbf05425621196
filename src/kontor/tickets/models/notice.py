"""Notices to one person: what happened to their tickets while they looked elsewhere."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models.ticket import Ticket


class Notice(TenantLendable):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ticket = TenantKey(Ticket, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [*TenantLendable.Meta.constraints, SameTenant("ticket")]
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="tickets_notice_user")]
