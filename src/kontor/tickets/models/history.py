"""The history of a ticket (Verlauf): every step, written once. A trigger of the database refuses changes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.models.ticket import Ticket


class HistoryEntry(TenantLendable):
    """``action`` names the step ("closed", "taken" …); ``details`` hold ids and names, never contents of mails."""

    ticket = TenantKey(Ticket, models.PROTECT, related_name="history")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [*TenantLendable.Meta.constraints, SameTenant("ticket")]
        indexes: ClassVar = [models.Index(fields=["ticket", "at"], name="tickets_history_ticket")]
