"""Files of the installation's folder that no row names any more are removed.

They are left behind by transactions that were rolled back after the file was written, by general mail that moved to a
tenant, and by deletions. A file is never removed while somebody may be about to name it: whoever keeps bytes and
whoever sweeps shut each other out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from django.db import connection

from kontor.tenants.scope import INSTALLATION, every_tenant, scope
from kontor.tickets.filestore import FileStore, configured_store
from kontor.tickets.models import Blob

LEFT_BEHIND = timedelta(days=1)
AT_ONCE = 200
LOCK = 7_243_115_601
"""Of PostgreSQL's advisory locks: shared by those who keep, taken alone by the one who sweeps."""


def keep_sweep_away() -> None:
    """Until the end of this transaction no file is removed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])


def sweep_files() -> int:
    """Remove the files that lie there for longer than a day without a row. Returns how many."""
    store = configured_store()
    if store is None:
        return 0
    before = time.time() - LEFT_BEHIND.total_seconds()
    return sum(_sweep(store, names) for names in _batches(store.older_than(before)))


def remove_files(names: Sequence[str]) -> int:
    """Remove these files at once, as far as no row names them. For after a transaction that removed their rows."""
    store = configured_store()
    return _sweep(store, names) if store and names else 0


def _sweep(store: FileStore, names: Sequence[str]) -> int:
    with scope(INSTALLATION, *every_tenant()):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        named = set(Blob.objects.filter(place__in=names).values_list("place", flat=True))
        left = [name for name in names if name not in named]
        for name in left:
            store.remove(name)
    return len(left)


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, AT_ONCE)):
        yield batch
