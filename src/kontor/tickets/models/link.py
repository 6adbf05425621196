"""A link from a ticket to another one, perhaps of another tenant: by number, as each side sees only its own row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.enums import LinkKind
from kontor.tickets.models.ticket import Ticket


class TicketLink(TenantLendable):
    ticket = TenantKey(Ticket, models.PROTECT, related_name="links")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    other_number = models.BigIntegerField()
    other_tenant_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [*TenantLendable.Meta.constraints, SameTenant("ticket")]
        indexes: ClassVar = [
            models.Index(fields=["ticket"], name="tickets_link_ticket"),
            models.Index(  # what came today
                fields=["tenant", "at"],
                condition=models.Q(kind=LinkKind.HANDED_OVER_FROM),
                name="tickets_link_handed_over",
            ),
        ]
