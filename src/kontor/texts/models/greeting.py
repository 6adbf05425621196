"""How a tenant greets (Anrede): by language and by what is known of the person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.models import TenantOwned
from kontor.texts.enums import FormOfAddress


class Greeting(TenantOwned):
    """The tenant's own words; where it has none, those of Kontor hold. ``text`` may have placeholders."""

    language = models.CharField(_("language"), max_length=8)
    form = models.CharField(_("form"), max_length=10, choices=FormOfAddress.choices)
    text = models.CharField(_("greeting"), max_length=200)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["language", "form"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "language", "form"], name="texts_greeting_once"),
        ]

    def __str__(self) -> str:
        return self.text
