"""What was promised about a ticket and whether it was kept; and when its clock stood still."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

from kontor.sla.enums import PauseKind, PromiseKind
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable, TenantOwned
from kontor.tickets.models.ticket import Ticket


class Promise(TenantLendable):
    """A target that runs, or ran, from ``started_at``. ``target`` is in seconds of working time.

    ``due_at`` is NULL while it stands still or if the calendar never opens. ``done_at`` is when it was met or, with
    ``kept`` NULL, when it fell away (closed without answer, another service level without this target, spam).
    """

    ticket = TenantKey(Ticket, models.PROTECT, related_name="promises")
    kind = models.CharField(max_length=12, choices=PromiseKind.choices)
    service_level = TenantKey(ServiceLevel, models.PROTECT, related_name="+")
    calendar = TenantKey(BusinessCalendar, models.PROTECT, null=True, related_name="+")
    target = models.PositiveIntegerField()
    warning_share = models.PositiveSmallIntegerField(default=75)
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    kept = models.BooleanField(null=True)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["started_at", "id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            SameTenant("service_level"),
            SameTenant("calendar"),
            models.UniqueConstraint(
                fields=["ticket", "kind"], condition=models.Q(done_at=None), name="tickets_promise_one_runs"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ticket"], name="tickets_promise_ticket"),
            models.Index(fields=["calendar"], condition=models.Q(done_at=None), name="tickets_promise_calendar"),
            models.Index(fields=["service_level"], condition=models.Q(done_at=None), name="tickets_promise_level"),
            models.Index(
                fields=["tenant", "done_at"], condition=models.Q(kept__isnull=False), name="tickets_promise_kept"
            ),
        ]


class PromiseTerms(TenantOwned):
    """What held for a promise until ``until``, before other terms were applied to it: for explanations of that time."""

    promise = TenantKey(Promise, models.CASCADE, related_name="earlier_terms")
    until = models.DateTimeField()
    service_level = TenantKey(ServiceLevel, models.PROTECT, related_name="+")
    calendar = TenantKey(BusinessCalendar, models.PROTECT, null=True, related_name="+")
    target = models.PositiveIntegerField()
    warning_share = models.PositiveSmallIntegerField()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["until", "id"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("promise"),
            SameTenant("service_level"),
            SameTenant("calendar"),
        ]
        indexes: ClassVar = [models.Index(fields=["promise", "until"], name="tickets_promiseterms_until")]


class Pause(TenantLendable):
    """The ticket waited for somebody else from ``since`` to ``until`` (NULL: it waits still)."""

    ticket = TenantKey(Ticket, models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=12, choices=PauseKind.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(until=None), name="tickets_pause_one_at_a_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ticket", "since"], name="tickets_pause_ticket")]

    @property
    def over_at(self) -> datetime | None:
        """When it was over. One that was noted while the clock of the machine was wrong may end before it began."""
        return self.until and max(self.since, self.until)
