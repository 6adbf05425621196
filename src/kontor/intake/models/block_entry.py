"""Senders from whom a tenant wants no mail among its requests (Sperrliste)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.intake.enums import BlockAction, BlockKind
from kontor.tenants.models import TenantOwned


class BlockEntry(TenantOwned):
    """An address, or a domain with all that are below it. ``value`` is normalized as addresses of mails are."""

    kind = models.CharField(_("kind"), max_length=10, choices=BlockKind.choices)
    value = models.CharField(_("address or domain"), max_length=254)
    action = models.CharField(_("what happens"), max_length=10, choices=BlockAction.choices, default=BlockAction.SPAM)
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    hits = models.PositiveIntegerField(_("hits"), default=0)
    last_hit_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "value"], name="intake_blockentry_once"),
        ]

    def __str__(self) -> str:
        return self.value
