"""`kontor restore FILE`: read a backup. What is in the database now is replaced when the backup is in completely."""

from __future__ import annotations

import argparse
import os
import sys
import tarfile
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from kontor.host import archive, environment
from kontor.host.database import database, prepare
from kontor.host.folder import Folder
from kontor.host.killed_restore import (
    FORMER,
    INCOMING,
    clear_up,
    drop,
    forget,
    has_tables,
    note_named,
    put_keys_in_place,
)
from kontor.host.postgres import address, client
from kontor.host.postgres.cluster import Cluster
from kontor.host.say import give_up, say
from kontor.tickets.filestore import FileStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--yes", action="store_true", help="do not ask whether what is there may be replaced")


def run(options: argparse.Namespace) -> None:
    if not options.file.is_file():
        give_up(f"There is no file {options.file}.")
    folder = environment.var_folder()
    with archive.reading(options.file) as file:
        note, keys = archive.note_of(file), archive.keys_of(file)
        folder.occupy()
        with database(folder, make=True, restoring=True) as cluster:
            store = _store_for(file)
            if cluster is None:
                _require_empty_database()
            _ask(options.yes, note["made"])
            if store:
                archive.extract_files(file, store)
            for name, key in keys.items():
                folder.lay_ready(name, key)
            with archive.opened(file, archive.DUMP) as dump:
                if cluster is None:
                    _into_named_database(folder, dump)
                else:
                    _into_own_server(cluster, folder, dump)
            put_keys_in_place(folder)
            if cluster is None:
                forget(folder)
            else:
                clear_up(cluster, folder)
    say("The backup is in. Start Kontor as usual.")


def _store_for(file: tarfile.TarFile) -> FileStore | None:
    """Where the kept files of the backup go, asked before anything is replaced."""
    if not archive.has_files(file):
        return None
    root = os.environ.get(environment.MAIL_STORAGE, "")
    if not root or not Path(root).is_dir():
        give_up(f"The backup holds mails as files. Name an existing folder for them in {environment.MAIL_STORAGE}.")
    return FileStore(Path(root))


def _ask(yes: bool, made: str) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        give_up("This replaces what is in the database now. Say --yes if that is meant.")
    answer = input(f"Replace everything by the backup of {made[:16].replace('T', ' ')} UTC? Type yes: ")
    if answer.strip().lower() != "yes":
        give_up("Nothing was changed.")


def _into_own_server(cluster: Cluster, folder: Folder, dump: IO[bytes]) -> None:
    """Into a database beside the present one, which then takes its place. A failure leaves no half database."""
    prepare(cluster, folder, INCOMING)
    owner = address.url("kontor_owner", environment.passwords(folder).owner, cluster.port, INCOMING)
    try:
        client.load(owner, dump)
    except BaseException:
        with suppress(psycopg.Error), cluster.admin() as admin:
            drop(admin, INCOMING)
        raise
    with cluster.admin() as admin:
        _end_connections(admin, address.DATABASE)
        with admin.transaction():
            _rename(admin, address.DATABASE, FORMER)
            _rename(admin, INCOMING, address.DATABASE)


def _require_empty_database() -> None:
    """A database elsewhere must be empty: what is in it is somebody's, and not ours to drop."""
    url = os.environ.get(environment.OWNER_URL, "")
    if not url:
        give_up(f"Restoring needs the owner's role: name it in {environment.OWNER_URL}.")
    with psycopg.connect(url) as connection:
        if has_tables(connection):
            give_up("The database is not empty. Make a new one (kontor prepare-database) and restore into that.")


def _into_named_database(folder: Folder, dump: IO[bytes]) -> None:
    """All or nothing, also for whoever goes on after a kill. A failure leaves no keys that would be taken for its."""
    url = os.environ[environment.OWNER_URL]
    with psycopg.connect(url) as connection:
        note_named(folder, connection)
    try:
        client.load(url, dump)
    except Exception:
        forget(folder)
        raise


def _end_connections(admin: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def _rename(admin: psycopg.Connection[tuple[object, ...]], name: str, to: str) -> None:
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to)))
