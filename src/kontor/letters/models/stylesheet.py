"""Stylesheets: what a tenant's letters look like, and every version there was."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned

UNBROKEN: dict[str, Any] = {
    "broken_at": None,
    "broken_kind": "",
    "broken_values": {},
    "good_css": "",
    "good_version": None,
}
"""The columns of a stylesheet whose saved text is in force."""


class StylesheetQuerySet(models.QuerySet["Stylesheet"]):
    def living(self) -> StylesheetQuerySet:
        return self.filter(deleted_at=None)


class Stylesheet(TenantOwned):
    """CSS on top of the layout that Kontor supplies. Only what renders is ever stored here.

    Where it makes no letters any more (``broken_at``, with kind and values of why), ``good_css`` is in force, which is
    that of ``good_version``, or of Kontor's own layout where no version works.

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
    broken_at = models.DateTimeField(null=True)
    broken_kind = models.CharField(max_length=30, blank=True)
    broken_values = models.JSONField(default=dict, blank=True)
    good_css = models.TextField(blank=True)
    good_version = models.PositiveIntegerField(null=True)
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

    @property
    def css_in_force(self) -> str:
        """What letters look like by it."""
        return self.good_css if self.broken_at else self.css

    @property
    def version_in_force(self) -> int | None:
        """None where Kontor's own layout stands in."""
        return self.good_version if self.broken_at else self.version


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
