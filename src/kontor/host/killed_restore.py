"""What a restore leaves, also one that was killed: a database beside the present one, and keys that lie ready."""

from __future__ import annotations

from contextlib import suppress

import psycopg
from psycopg import sql

from kontor.host import archive
from kontor.host.folder import Folder
from kontor.host.postgres.cluster import Cluster

INCOMING, FORMER = "kontor_incoming", "kontor_former"


def clear_up(cluster: Cluster, folder: Folder) -> None:
    """What a restore leaves goes: its half of a database, or the former one.

    While the former one is there the backup has taken its place, and its keys may not have. Only for whoever has the
    folder alone: a restore that is running would lose what it reads.
    """
    with cluster.admin() as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [FORMER]).fetchone():
            put_keys_in_place(folder)
        for name in (INCOMING, FORMER):
            drop(admin, name)
    for name in archive.KEYS:
        folder.laid_ready(name).unlink(missing_ok=True)


def put_keys_in_place(folder: Folder) -> None:
    for name in archive.KEYS:
        with suppress(FileNotFoundError):
            folder.laid_ready(name).rename(folder.secrets / name)


def drop(admin: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
