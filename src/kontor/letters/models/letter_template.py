"""What a template says about letters, beyond its texts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.letters.models.stylesheet import Stylesheet
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned
from kontor.texts.models import ReplyTemplate


class LetterTemplate(TenantOwned):
    """Empty values are the tenant's. ``enclosures`` has one line each (Anlagen)."""

    template = TenantKey(ReplyTemplate, models.CASCADE, related_name="+")
    stylesheet = TenantKey(Stylesheet, null=True, blank=True, related_name="+", verbose_name=_("stylesheet"))
    output_directory = models.CharField(_("output directory"), max_length=200, blank=True)
    information = models.BooleanField(_("with information block"), default=True)
    enclosures = models.TextField(_("enclosures"), blank=True)
    version = models.PositiveIntegerField(default=1)

    @property
    def listed(self) -> list[str]:
        """The enclosures one by one."""
        return [line.strip() for line in self.enclosures.splitlines() if line.strip()]

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("template"),
            SameTenant("stylesheet"),
            models.UniqueConstraint(fields=["template"], name="letters_lettertemplate_once"),
        ]
