"""The files of a tenant's library: what agents attach, and the pictures that templates show."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned
from kontor.texts.enums import FilePurpose
from kontor.texts.models.template import ReplyTemplate
from kontor.tickets.models import Blob


class LibraryFileQuerySet(models.QuerySet["LibraryFile"]):
    def living(self) -> LibraryFileQuerySet:
        return self.filter(deleted_at=None)


class LibraryFile(TenantOwned):
    """Texts name a picture by ``picture:<id>``; it travels inside the mail and is never fetched from anywhere."""

    purpose = models.CharField(_("purpose"), max_length=12, choices=FilePurpose.choices)
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    blob = TenantKey(Blob, models.PROTECT, related_name="+")
    filename = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = LibraryFileQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("blob"),
            models.UniqueConstraint(
                fields=["tenant", "sort_key"], condition=models.Q(deleted_at=None), name="texts_libraryfile_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateFile(TenantOwned):
    """A file of the library that goes out with every mail of a template."""

    template = TenantKey(ReplyTemplate, models.CASCADE, related_name="files")
    file = TenantKey(LibraryFile, models.PROTECT, related_name="+")

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("template"),
            SameTenant("file"),
            models.UniqueConstraint(fields=["template", "file"], name="texts_templatefile_once"),
        ]
