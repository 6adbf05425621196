"""Deadlines are computed anew because what they depend on was edited: how far that is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.tenants.models import TenantOwned
from kontor.tickets.enums import Cause


class RecomputationQuerySet(models.QuerySet["Recomputation"]):
    def unfinished(self) -> RecomputationQuerySet:
        return self.filter(ended_at=None)


class Recomputation(TenantOwned):
    """One walk over the open tickets that an edit concerns. ``thing`` is the id of what was edited.

    ``last_ticket`` is the ticket up to which all are done: whoever goes on begins behind it.
    """

    cause = models.CharField(max_length=10, choices=Cause.choices)
    thing = models.BigIntegerField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    last_ticket = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = RecomputationQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        indexes: ClassVar = [models.Index(fields=["tenant", "-begun_at"], name="tickets_recomputation_latest")]

    @property
    def percent(self) -> int:
        return 100 if self.ended_at else min(99, self.done * 100 // max(self.total, 1))
