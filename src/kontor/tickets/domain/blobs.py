"""Keeping bytes once per tenant and hash."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

from django.db import connection

from kontor.kernel import clock
from kontor.tickets.domain.kept_files import keep_sweep_away
from kontor.tickets.filestore import FileStore, configured_store
from kontor.tickets.models import Blob, FilesAway

COMPRESSION = 1
"""zlib's fastest level: mails shrink to about a third at a cost that intake can bear."""
IN_ROW = 16 * 1024
"""Compressed bytes up to which a blob stays in its row where there is a folder for files: most mails do."""


def keep(content: bytes, *, tenant_id: int | None) -> Blob:
    """Store the bytes for the tenant (None: unfiled mail of the installation), or find them there already.

    The returned row carries its id, not the content. Raises FilesAway where the folder for large bytes is not there.
    """
    return keep_all([(tenant_id, content)])[0]


def keep_all(contents: Sequence[tuple[int | None, bytes]]) -> list[Blob]:
    """The same for many, each with its tenant; the rows in the order of ``contents``.

    What a tenant has already is locked ``FOR KEY SHARE`` only, which keeps it from being removed as unused and nobody
    else from keeping it too: everybody's letters carry the same pictures. New bytes are written in the order of their
    hashes, so that two who keep the same never wait for each other crosswise.
    """
    keys = [(tenant_id, hashlib.sha256(content).digest()) for tenant_id, content in contents]
    by_tenant: dict[int | None, dict[bytes, bytes]] = {}
    for (tenant_id, digest), (_tenant_id, content) in zip(keys, contents, strict=True):
        by_tenant.setdefault(tenant_id, {})[digest] = content
    kept: dict[tuple[int | None, bytes], Blob] = {}
    for tenant_id in sorted(by_tenant, key=lambda each: each or 0):
        ids = _ids(tenant_id, by_tenant[tenant_id])
        for digest, content in by_tenant[tenant_id].items():
            kept[tenant_id, digest] = Blob(id=ids[digest], tenant_id=tenant_id, sha256=digest, size=len(content))
    return [kept[key] for key in keys]


def _ids(tenant_id: int | None, contents: dict[bytes, bytes]) -> dict[bytes, int]:
    """The ids of the rows with these hashes. Unfiled rows are locked in any case: whoever files them removes them."""
    ids = _there_already(tenant_id, contents) if tenant_id is not None else {}
    new = {digest: content for digest, content in contents.items() if digest not in ids}
    return ids | (_write(tenant_id, new) if new else {})


def _there_already(tenant_id: int, contents: dict[bytes, bytes]) -> dict[bytes, int]:
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [tenant_id, list(contents)])
        return {bytes(digest): blob_id for digest, blob_id in cursor.fetchall()}


def _write(tenant_id: int | None, contents: dict[bytes, bytes]) -> dict[bytes, int]:
    store = configured_store()
    if store:
        keep_sweep_away()
    rows = [(digest, *_packed(store, tenant_id, digest, contents[digest])) for digest in sorted(contents)]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [tenant_id, clock.now(), *map(list, zip(*rows, strict=True))])
        return {bytes(digest): blob_id for digest, blob_id in cursor.fetchall()}


def _packed(
    store: FileStore | None, tenant_id: int | None, digest: bytes, content: bytes
) -> tuple[int, bool, bytes | None, str]:
    """The size, whether compressing made it smaller, and the bytes to store, or the name of the file that has them."""
    packed = zlib.compress(content, COMPRESSION)
    compressed = len(packed) < len(content)
    packed = packed if compressed else content
    if store is None or len(packed) <= IN_ROW:
        return len(content), compressed, packed, ""
    name = store.name(tenant_id, digest)
    _require_mounted(store, name, tenant_id)
    store.write(name, packed)
    return len(content), compressed, None, name


def _require_mounted(store: FileStore, name: str, tenant_id: int | None) -> None:
    """What is written below a folder that is not mounted is out of sight later, and until then the tenant's other files
    look lost instead of away."""
    if store.is_away(name) and Blob.objects.filter(tenant=tenant_id).exclude(place="").exists():
        raise FilesAway(f"The kept file {name} cannot be written: the folder is not there.")


_FIND = """
SELECT sha256, id FROM tickets_blob WHERE tenant_id = %s AND sha256 = ANY (%b::bytea[]) ORDER BY sha256 FOR KEY SHARE
"""

# Bytes travel as bytes (%b): written out as text, a large mail would take three times the memory and half again the
# time. The update that changes nothing makes RETURNING speak for a row that was there already.
_KEEP = """
INSERT INTO tickets_blob (tenant_id, created_at, sha256, size, compressed, data, place)
SELECT %s::bigint, %s::timestamptz, new.sha256, new.size, new.compressed, new.data, new.place
FROM unnest(%b::bytea[], %s::bigint[], %s::boolean[], %b::bytea[], %s::text[])
    WITH ORDINALITY AS new(sha256, size, compressed, data, place, position)
ORDER BY new.position
ON CONFLICT ON CONSTRAINT tickets_blob_once DO UPDATE SET size = EXCLUDED.size
RETURNING sha256, id
"""
