"""What telephone systems have told: the ledger that call records are worked out from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.calls.enums import Direction, HeldBecause
from kontor.calls.models.phone_system import PhoneSystem
from kontor.tenants.models import InstallationOrTenant


class ReceivedEvent(InstallationOrTenant):
    """One event, once: ``fingerprint`` makes one that comes again the same. Content never changes.

    ``content`` is the normal form (``channels.telephony.events.CallEvent``). ``tenant`` is NULL while the call is held.
    ``settled``: the record of its call says what it tells. ``tried_at``: when that was last tried once more, late.
    """

    system = models.ForeignKey(PhoneSystem, models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    call_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    content = models.JSONField()
    settled = models.BooleanField(default=False, db_default=False)
    tried_at = models.DateTimeField(null=True)

    class Meta(InstallationOrTenant.Meta):
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            models.UniqueConstraint(fields=["system", "fingerprint"], name="calls_receivedevent_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["system", "call_key", "at"], name="calls_receivedevent_call"),
            models.Index(fields=["received_at"], name="calls_receivedevent_received"),
            models.Index(
                fields=["received_at"], condition=models.Q(settled=False), name="calls_receivedevent_unsettled"
            ),
        ]


class HeldCall(InstallationOrTenant):
    """A call that belongs to no tenant, kept until somebody says whose it is. ``tenant`` is always NULL."""

    system = models.ForeignKey(PhoneSystem, models.CASCADE, related_name="+")
    call_key = models.CharField(max_length=200)
    because = models.CharField(max_length=20, choices=HeldBecause.choices)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    caller = models.CharField(max_length=80, blank=True)
    dialled = models.CharField(max_length=80, blank=True)
    trunk = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta(InstallationOrTenant.Meta):
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            models.UniqueConstraint(fields=["system", "call_key"], name="calls_heldcall_once"),
            models.CheckConstraint(condition=models.Q(tenant=None), name="calls_heldcall_of_nobody"),
        ]


class RefusedEvent(InstallationOrTenant):
    """What was posted and not believed or not understood: why, and its beginning. ``tenant`` is always NULL."""

    system = models.ForeignKey(PhoneSystem, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    values = models.JSONField(default=dict, blank=True)
    body = models.CharField(max_length=4000, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta(InstallationOrTenant.Meta):
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            models.CheckConstraint(condition=models.Q(tenant=None), name="calls_refusedevent_of_nobody"),
        ]
        indexes: ClassVar = [models.Index(fields=["system", "-at"], name="calls_refusedevent_system")]
