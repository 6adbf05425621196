"""Messages that went from one ticket to another, and what it takes to bring them back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.enums import MoveKind
from kontor.tickets.models.ticket import Ticket


class MessageMove(TenantLendable):
    """One separating, moving or merging. ``moved`` holds the ids of the rows that changed their ticket, by table;
    ``before`` the columns of both tickets as they were; of a duplicating or cloning, what the copies had from the
    first."""

    kind = models.CharField(max_length=10, choices=MoveKind.choices)
    source = TenantKey(Ticket, models.PROTECT, related_name="moves_away")
    target = TenantKey(Ticket, models.PROTECT, related_name="moves_here")
    moved = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [*TenantLendable.Meta.constraints, SameTenant("source"), SameTenant("target")]
        indexes: ClassVar = [
            models.Index(fields=["source", "at"], name="tickets_move_source"),
            models.Index(fields=["target", "at"], name="tickets_move_target"),
        ]
