"""Who reads or writes a ticket at the moment. Rows are renewed while the page is open and fade after a minute."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.enums import PresenceMode
from kontor.tickets.models.ticket import Ticket


class Presence(TenantLendable):
    ticket = TenantKey(Ticket, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mode = models.CharField(max_length=10, choices=PresenceMode.choices)
    seen_at = models.DateTimeField()

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            models.UniqueConstraint(fields=["ticket", "user"], name="tickets_presence_once"),
        ]
