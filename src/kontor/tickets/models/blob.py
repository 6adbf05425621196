"""Bytes that are kept: raw mails and attachments, once per tenant and hash, compressed."""

from __future__ import annotations

import hashlib
import zlib
from typing import ClassVar

from django.db import models

from kontor.kernel.errors import Failed
from kontor.tenants.models import InstallationOrTenant
from kontor.tickets.filestore import configured_store


class FilesAway(Failed):
    """The folder of kept files is not there or does not answer. Nothing is lost, and trying again later helps."""


class Blob(InstallationOrTenant):
    """``size`` is the number of bytes before compression; ``sha256`` the hash of those bytes.

    The bytes stand in ``data``, or in a file of the installation's folder, which ``place`` names.
    """

    sha256 = models.BinaryField(max_length=32)
    size = models.BigIntegerField()
    compressed = models.BooleanField(default=True)
    data = models.BinaryField(null=True)
    place = models.CharField(max_length=100, blank=True, db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(InstallationOrTenant.Meta):
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "sha256"], nulls_distinct=False, name="tickets_blob_once"),
            models.CheckConstraint(
                name="tickets_blob_somewhere",
                condition=models.Q(data=None) & ~models.Q(place="") | models.Q(data__isnull=False, place=""),
            ),
        ]

    @property
    def content(self) -> bytes:
        """The bytes as they came. Raises ``FilesAway`` when nothing can be read there now, else ``Failed`` when their
        file is gone or damaged."""
        if not self.place:
            return self._unpacked(bytes(self.data or b""))
        store = configured_store()
        if store is None:
            raise Failed(f"The kept file {self.place} is not there as it was written.")
        try:
            content = self._unpacked(store.read(self.place))
        except (OSError, zlib.error) as error:
            is_lost = not isinstance(error, OSError) or (
                isinstance(error, FileNotFoundError) and not store.is_away(self.place)
            )
            kind = Failed if is_lost else FilesAway
            raise kind(f"The kept file {self.place} cannot be read: {type(error).__name__}.") from error
        if hashlib.sha256(content).digest() != bytes(self.sha256):
            raise Failed(f"The kept file {self.place} is not there as it was written.")
        return content

    def _unpacked(self, raw: bytes) -> bytes:
        return zlib.decompress(raw) if self.compressed else raw
