"""Calls of a tenant, and who of the house took part in them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.calls.enums import LIVING_STATES, CallState, Direction, Outcome, PartyState, Question
from kontor.calls.models.phone_system import PhoneSystem
from kontor.customers.models import Customer
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.models import Ticket


class CallQuerySet(models.QuerySet["Call"]):
    def living(self) -> CallQuerySet:
        return self.filter(state__in=LIVING_STATES)


class Call(TenantLendable):
    """One call, as all events of it tell; ``key`` is the telephone system's id of it, or ours where we placed it.

    ``remote`` is the other side's number as it was told, ``remote_normal`` in E.164 ("" where it is not known);
    ``dialled`` is the number of ours that was called (incoming). ``shown_number`` is what the called person saw
    (outgoing), ``prefix`` what it was dialled with. Seconds are whole seconds.

    ``made_ticket``: ``ticket`` came into being for it, by itself or by hand. ``ticket_knows`` is what has been said of
    the call in the history of the ticket last: missed, spoken or placed.

    ``agent`` spoke last, or placed the call. ``failure_kind`` says why a call that was placed came to nothing. Of a
    call for a lent ticket the borrower's people know: it is lent as the ticket is.
    """

    system = models.ForeignKey(PhoneSystem, models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    state = models.CharField(max_length=10, choices=CallState.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    remote = models.CharField(max_length=80, blank=True)
    remote_normal = models.CharField(max_length=40, blank=True)
    anonymous = models.BooleanField(default=False)
    dialled = models.CharField(max_length=80, blank=True)
    dialled_normal = models.CharField(max_length=40, blank=True)
    shown_number = models.CharField(max_length=40, blank=True)
    prefix = models.CharField(max_length=10, blank=True)
    postfix = models.CharField(max_length=10, blank=True)
    trunk = models.CharField(max_length=80, blank=True)
    queue = models.CharField(max_length=80, blank=True)
    extension = models.CharField(max_length=40, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    customer = TenantKey(Customer, models.PROTECT, null=True, related_name="calls")
    ticket = TenantKey(Ticket, models.PROTECT, null=True, related_name="calls")
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ring_seconds = models.PositiveIntegerField(default=0)
    talk_seconds = models.PositiveIntegerField(default=0)
    wrap_up_seconds = models.PositiveIntegerField(default=0)
    wrap_up_until = models.DateTimeField(null=True)
    wrapped_up_at = models.DateTimeField(null=True)
    cause = models.PositiveSmallIntegerField(null=True)
    failure_kind = models.CharField(max_length=30, blank=True)
    failure_values = models.JSONField(default=dict, blank=True)
    question = models.CharField(max_length=6, choices=Question.choices, default=Question.NONE)
    ticket_settled = models.BooleanField(default=False)
    made_ticket = models.BooleanField(default=False)
    ticket_knows = models.CharField(max_length=8, blank=True, default="")
    note = models.TextField(blank=True)
    recording_url = models.CharField(max_length=500, blank=True)
    recording_until = models.DateTimeField(null=True)
    is_test = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CallQuerySet.as_manager()

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["-started_at", "-id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("customer"),
            SameTenant("ticket"),
            models.UniqueConstraint(fields=["system", "key"], name="calls_call_once"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(state=CallState.ENDED), name="calls_call_ended"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-started_at", "-id"], name="calls_call_newest"),
            models.Index(fields=["-started_at", "-id"], name="calls_call_newest_of_all"),
            models.Index(fields=["tenant", "remote_normal", "-started_at"], name="calls_call_remote"),
            models.Index(fields=["ticket", "started_at"], name="calls_call_ticket"),
            models.Index(fields=["customer", "-started_at"], name="calls_call_customer"),
            models.Index(fields=["agent", "-started_at"], name="calls_call_agent"),
            models.Index(
                fields=["system", "started_at"],
                condition=models.Q(state__in=LIVING_STATES),
                name="calls_call_living",
            ),
            models.Index(
                fields=["tenant", "wrap_up_until"],
                condition=models.Q(wrap_up_until__isnull=False, wrapped_up_at=None),
                name="calls_call_wraps_up",
            ),
            models.Index(
                fields=["recording_until"],
                condition=models.Q(recording_until__isnull=False),
                name="calls_call_recording",
            ),
        ]

    @property
    def is_living(self) -> bool:
        return self.state != CallState.ENDED


class CallParty(TenantLendable):
    """A phone of the house in a call: it rings, talks, or has left. ``user`` is whose phone it was at that time."""

    call = TenantKey(Call, models.CASCADE, related_name="parties")
    extension = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=PartyState.choices)
    rang_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("call"),
            models.UniqueConstraint(fields=["call", "extension"], name="calls_callparty_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user"], condition=~models.Q(state=PartyState.LEFT), name="calls_callparty_present"),
        ]
