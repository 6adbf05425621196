"""What a restore leaves, also one that was killed: a database beside the present one, and keys that lie ready."""

from __future__ import annotations

import os
from contextlib import suppress

import psycopg
from psycopg import sql

from kontor.config import env
from kontor.host import archive, environment
from kontor.host.folder import Folder
from kontor.host.postgres.cluster import Cluster
from kontor.host.say import give_up, say

INCOMING, FORMER = "kontor_incoming", "kontor_former"
NOTE = "restoring"
"""Beside the keys that lie ready: which database of a server of one's own, empty until then, they are for."""


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
    forget(folder)


def note_named(folder: Folder, connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """A restore into this database begins: what comes after a kill knows of it."""
    folder.write_secret(NOTE, _identity(connection))


def look_after_named(folder: Folder, *, restoring: bool = False) -> None:
    """What was killed while it read a backup into the database that the environment names: where all is in, its keys
    take their place; else it is said what to do, and nothing goes on but another restore.

    PostgreSQL goes on without the one that was killed once it has been sent everything.
    """
    note = folder.secrets / NOTE
    url = os.environ.get(environment.OWNER_URL) or env.secret(environment.APPLICATION_URL)
    if not note.exists() or not url:
        return
    with psycopg.connect(url, autocommit=True) as connection:
        if folder.secret(NOTE) != _identity(connection):
            return
        if folder.is_occupied() or connection.execute(_IS_BEING_READ).fetchone():
            give_up("A backup is being read into this database. Wait until that is done and try again.")
        is_in = has_tables(connection)
    if is_in:
        put_keys_in_place(folder)
        forget(folder)
        say("A restore was killed when everything was in: the keys of the backup have taken their place.")
    elif not restoring:
        give_up(
            "A restore into this database was killed before everything was in, so the database is empty. Run kontor "
            f"restore again, or remove {note} to begin without the backup."
        )


def has_tables(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    """What is in it is somebody's."""
    return connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone() is not None


def put_keys_in_place(folder: Folder) -> None:
    for name in archive.KEYS:
        with suppress(FileNotFoundError):
            folder.laid_ready(name).rename(folder.secrets / name)


def forget(folder: Folder) -> None:
    """The keys that lie ready are for nothing any more."""
    for name in archive.KEYS:
        folder.laid_ready(name).unlink(missing_ok=True)
    (folder.secrets / NOTE).unlink(missing_ok=True)


def drop(admin: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _identity(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    row = connection.execute(_WHICH).fetchone()
    return str(row[0]) if row else ""


_WHICH = """
SELECT concat(system_identifier, '/', (SELECT oid FROM pg_database WHERE datname = current_database()))
FROM pg_control_system()
"""
_IS_BEING_READ = """
SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pg_restore' LIMIT 1
"""
