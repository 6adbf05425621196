"""A change tried on what has been: what it would have done. Nothing of it changes a ticket."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.escalations.enums import ReplayKind, ReplayState
from kontor.tenants.models import TenantOwned


class ReplayQuerySet(models.QuerySet["Replay"]):
    def unfinished(self) -> ReplayQuerySet:
        return self.filter(state__in=(ReplayState.WAITING, ReplayState.RUNNING))


class Replay(TenantOwned):
    """``subject`` is the id of what is tried, NULL for something new; ``content`` is what it shall become.

    ``done`` of ``total`` tickets have been looked at. ``result`` is a ``Result`` (``domain/replay_result.py``) in JSON;
    until it is done the sign of the worker that is at it.
    """

    kind = models.CharField(max_length=16, choices=ReplayKind.choices)
    subject = models.BigIntegerField(null=True)
    content = models.JSONField()
    state = models.CharField(max_length=10, choices=ReplayState.choices, default=ReplayState.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    days = models.PositiveSmallIntegerField(default=30)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)

    objects = ReplayQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["tenant", "kind", "-at"], name="escalations_replay_newest")]

    @property
    def goes_on(self) -> bool:
        return self.state in (ReplayState.WAITING, ReplayState.RUNNING)

    @property
    def percent(self) -> int:
        return min(99, self.done * 100 // max(self.total, 1)) if self.goes_on else 100
