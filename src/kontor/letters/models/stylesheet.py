"""Stylesheets: what a tenant's letters look like, and every version there was."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class StylesheetQuerySet(models.QuerySet["Stylesheet"]):
    def living(self) -> StylesheetQuerySet:
        return self.filter(deleted_at=None)


class Stylesheet(TenantOwned):
    """CSS on top of the layout that Kontor supplies. Only what renders is ever stored here.

    ``supplied`` names the stylesheet of Kontor's that it came from and can be reset to. At most one of a tenant is the
    default; a tenant without any has Kontor's own.
    """

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    css = models.TextField(_("stylesheet"), blank=True)
    supplied = models.CharField(max_length=40, blank=True, editable=False)
    is_default = models.BooleanField(_("default"), default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = StylesheetQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "sort_key"], condition=models.Q(deleted_at=None), name="letters_stylesheet_once"
            ),
            models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(deleted_at=None, is_default=True),
                name="letters_stylesheet_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StylesheetVersion(TenantOwned):
    """A stylesheet as it was saved. Never changed."""

    stylesheet = TenantKey(Stylesheet, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    css = models.TextField(blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("stylesheet"),
            models.UniqueConstraint(fields=["stylesheet", "number"], name="letters_stylesheetversion_once"),
        ]
