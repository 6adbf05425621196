"""Keeping bytes once per tenant and hash."""

from __future__ import annotations

import hashlib
import zlib

from django.db import connection

from kontor.kernel import clock
from kontor.tickets.models import Blob

COMPRESSION = 1
"""zlib's fastest level: mails shrink to about a third at a cost that intake can bear."""


def keep(content: bytes, *, tenant_id: int | None) -> Blob:
    """Store the bytes for the tenant (None: unfiled mail of the installation), or find them there already.

    The returned row carries its id, not the content.
    """
    digest = hashlib.sha256(content).digest()
    packed = zlib.compress(content, COMPRESSION)
    compressed = len(packed) < len(content)
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP, [tenant_id, digest, len(content), compressed, packed if compressed else content, clock.now()]
        )
        blob_id = cursor.fetchone()[0]
    return Blob(id=blob_id, tenant_id=tenant_id, sha256=digest, size=len(content), compressed=compressed)


# The update that changes nothing makes RETURNING speak for a row that was there already.
_KEEP = """
INSERT INTO tickets_blob (tenant_id, sha256, size, compressed, data, created_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT ON CONSTRAINT tickets_blob_once DO UPDATE SET size = EXCLUDED.size
RETURNING id
"""
