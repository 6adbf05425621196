"""A tenant's letterhead: who writes, what stands at the foot, and the pictures that its letters may show."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned
from kontor.tickets.models import Blob


class LetterAssetQuerySet(models.QuerySet["LetterAsset"]):
    def living(self) -> LetterAssetQuerySet:
        return self.filter(deleted_at=None)


class LetterAsset(TenantOwned):
    """A file that stylesheets and texts name by ``asset:<name>``. Nothing else can be shown in a letter."""

    name = models.CharField(
        _("name"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9_-]+$", _("Use lower-case letters, digits, hyphen and underscore."))],
    )
    blob = TenantKey(Blob, models.PROTECT, related_name="+")
    filename = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = LetterAssetQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("blob"),
            models.UniqueConstraint(
                fields=["tenant", "name"], condition=models.Q(deleted_at=None), name="letters_asset_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stationery(TenantOwned):
    """The words of the letterhead, one row a tenant. Every text may have several lines.

    ``return_line`` stands small above the address, in the window. ``footer`` has up to four columns.
    """

    sender = models.TextField(_("sender"), blank=True)
    return_line = models.CharField(_("return address"), max_length=200, blank=True)
    contact = models.TextField(_("contact"), blank=True)
    footer = models.JSONField(_("footer"), default=list, blank=True)
    bank = models.TextField(_("bank details"), blank=True)
    legal = models.TextField(_("legal lines"), blank=True)
    logo = TenantKey(LetterAsset, null=True, blank=True, related_name="+", verbose_name=_("logo"))
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("logo"),
            models.UniqueConstraint(fields=["tenant"], name="letters_stationery_once"),
        ]
