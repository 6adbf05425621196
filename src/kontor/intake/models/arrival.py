"""The ledger: a row for every message ever seen on a mailbox. The row is also the queue of the intake."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.channels.models import MailAccount
from kontor.intake.enums import ArrivalState, Outcome
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import InstallationOrTenant
from kontor.tickets.models import Blob, Message, Ticket


class Arrival(InstallationOrTenant):
    """A seen message. ``tenant`` is NULL while a general account's mail is not filed yet.

    ``key`` is what the server calls the message (UIDVALIDITY and UID, or UIDL); fetching twice makes no second row.
    ``attempts`` counts the errors while it was filed, ``crashes`` the workers that died meanwhile.
    """

    account = TenantKey(MailAccount, models.PROTECT, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    key = models.CharField(max_length=200)
    raw = TenantKey(Blob, null=True, related_name="+")
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()
    stored_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ArrivalState.choices, default=ArrivalState.WAITING)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    processed_at = models.DateTimeField(null=True)
    ticket = TenantKey(Ticket, null=True, related_name="+")
    message = TenantKey(Message, null=True, related_name="+")

    class Meta(InstallationOrTenant.Meta):
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            OwnOrShared("account"),
            SameTenant("raw"),
            SameTenant("ticket"),
            SameTenant("message"),
            models.UniqueConstraint(fields=["account", "key"], name="intake_arrival_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(state=ArrivalState.WAITING), name="intake_arrival_waiting"),
            models.Index(
                fields=["tenant", "state"],
                condition=~models.Q(state=ArrivalState.DONE),
                name="intake_arrival_undecided",
            ),
            models.Index(fields=["account", "-stored_at"], name="intake_arrival_account"),
            models.Index(fields=["account", "sha256"], name="intake_arrival_bytes"),
        ]
