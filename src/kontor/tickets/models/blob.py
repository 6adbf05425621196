"""Bytes that are kept: raw mails and attachments, once per tenant and hash, compressed."""

from __future__ import annotations

import zlib
from typing import ClassVar

from django.db import models

from kontor.tenants.models import InstallationOrTenant


class Blob(InstallationOrTenant):
    """``size`` is the number of bytes before compression; ``sha256`` the hash of those bytes."""

    sha256 = models.BinaryField(max_length=32)
    size = models.BigIntegerField()
    compressed = models.BooleanField(default=True)
    data = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(InstallationOrTenant.Meta):
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "sha256"], nulls_distinct=False, name="tickets_blob_once"),
        ]

    @property
    def content(self) -> bytes:
        """The bytes as they came."""
        raw = bytes(self.data)
        return zlib.decompress(raw) if self.compressed else raw
