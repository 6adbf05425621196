"""What a letter costs, as the tenant typed it in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.models import TenantOwned


class PostageClass(TenantOwned):
    """An envelope for letters of up to so many grams (envelope included) and sheets; the price is in the currency of
    the tenant's postage.

    ``abroad``: for letters to other countries than the tenant's, and for no others.
    """

    name = models.CharField(_("name"), max_length=60)
    most_grams = models.PositiveIntegerField(_("up to grams"))
    most_sheets = models.PositiveIntegerField(_("up to sheets"), null=True, blank=True)
    abroad = models.BooleanField(_("to other countries"), default=False)
    price = models.DecimalField(_("price"), max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["abroad", "most_grams", "id"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "abroad", "most_grams"], name="letters_postage_once"),
        ]

    def __str__(self) -> str:
        return self.name
