"""Notes: words between colleagues, never sent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.models.ticket import Ticket


class Note(TenantLendable):
    ticket = TenantKey(Ticket, models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [*TenantLendable.Meta.constraints, SameTenant("ticket")]
        indexes: ClassVar = [models.Index(fields=["ticket", "at"], name="tickets_note_ticket")]
