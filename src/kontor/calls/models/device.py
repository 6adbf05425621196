"""The phones of people."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.calls.enums import DeviceState
from kontor.calls.models.phone_system import PhoneSystem


class PhoneDevice(models.Model):
    """A person's phone at a telephone system. Calls are placed from the person's first one of the tenant's system."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="phones")
    system = models.ForeignKey(PhoneSystem, models.CASCADE, related_name="phones")
    extension = models.CharField(_("extension"), max_length=40)
    state = models.CharField(max_length=12, choices=DeviceState.choices, default=DeviceState.UNKNOWN, editable=False)
    state_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "extension"], name="calls_phonedevice_once"),
        ]

    def __str__(self) -> str:
        return self.extension
