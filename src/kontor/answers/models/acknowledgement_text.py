"""What a customer is told when their mail has arrived (Eingangsbestätigung)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.org.models import Category
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class AcknowledgementText(TenantOwned):
    """The text of one language, for one category or (without) for all of the tenant that have none of their own."""

    category = TenantKey(Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category"))
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("category"),
            models.UniqueConstraint(
                fields=["tenant", "category", "language"],
                nulls_distinct=False,
                name="answers_acknowledgementtext_once",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
