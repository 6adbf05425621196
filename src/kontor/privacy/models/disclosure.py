"""What is handed to a person about themselves (Auskunft): a file that is made, and goes again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.privacy.enums import DisclosureState
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned
from kontor.tickets.models import Blob


class Disclosure(TenantOwned):
    """``contact`` is the contact's number. ``content`` are the bytes of the ZIP until ``until``."""

    contact = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=DisclosureState.choices, default=DisclosureState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    content = TenantKey(Blob, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    trouble = models.CharField(max_length=20, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [*TenantOwned.Meta.constraints, SameTenant("content")]
        indexes: ClassVar = [models.Index(fields=["tenant", "contact", "-asked_at"], name="privacy_disclosure_contact")]
