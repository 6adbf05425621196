"""Addresses that write but are not to be answered („Bitte nicht antworten“)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.models import TenantOwned


class NoReplyAddress(TenantOwned):
    address = models.CharField(_("e-mail address"), max_length=254)
    address_key = models.CharField(max_length=254, editable=False)
    display_name = models.CharField(_("display name"), max_length=120, blank=True)
    is_default = models.BooleanField(_("default"), default=False)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["address_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "address_key"], name="channels_noreply_once"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_default=True), name="channels_noreply_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.address
