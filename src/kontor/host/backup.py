"""`kontor backup FILE`: database and keys in one file. People go on working meanwhile.

The file opens everything: mails, passwords of mail accounts, sign-ins. Keep it where only few can read it.
"""

from __future__ import annotations

import argparse
import json
import os
import tarfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.errors import UndefinedColumn, UndefinedTable

from kontor import __version__
from kontor.host import archive, environment
from kontor.host.database import database
from kontor.host.folder import Folder
from kontor.host.postgres import client
from kontor.host.say import give_up, say
from kontor.tickets.filestore import FileStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


def run(options: argparse.Namespace) -> None:
    target: Path = options.file.absolute()
    if not target.parent.is_dir():
        give_up(f"The folder {target.parent} does not exist.")
    if target.is_dir():
        give_up(f"{target} is a folder. Name a file in it.")
    if target.exists() and not target.is_file():
        give_up(f"{target} is no file, so nothing can take its place.")
    folder = environment.var_folder()
    with database(folder):
        save(folder, target)
    say(f"Saved to {target} ({target.stat().st_size / 1_000_000:.1f} MB).")


def save(folder: Folder, target: Path) -> None:
    """Write the backup of the database that the environment names."""
    url = os.environ.get(environment.BACKUP_URL, "")
    if not url:
        give_up(f"A backup needs a role that sees every row: name it in {environment.BACKUP_URL}.")
    _require_kept_files(url)
    with archive.writing(target) as file:
        archive.add_text(file, archive.NOTE, json.dumps(_note()))
        for name in archive.KEYS:
            archive.add_text(file, f"secret/{name}", environment.key(folder, name))
        with archive.adding(file, archive.DUMP) as entry:
            client.dump(url, entry)
        _add_kept_files(file)


def _require_kept_files(url: str) -> None:
    """The files that rows name are there: a backup without them would look like a whole one."""
    with psycopg.connect(url, autocommit=True) as connection, suppress(UndefinedTable, UndefinedColumn):
        kept = [str(row[0]) for row in connection.execute(_KEPT).fetchall()]
        root = os.environ.get(environment.MAIL_STORAGE, "")
        if kept and not root:
            give_up(f"Large mails and files are kept in a folder. Name it in {environment.MAIL_STORAGE}.")
        if missing := [name for name in kept if not (Path(root) / name).is_dir()]:
            give_up(
                f"{Path(root) / missing[0]} is not there, which holds large mails and files. Is the folder mounted?"
            )


_KEPT = "SELECT DISTINCT split_part(place, '/', 1) FROM tickets_blob WHERE place <> '' ORDER BY 1"


def _add_kept_files(file: tarfile.TarFile) -> None:
    """The large mails and files that the rows of the dump name. They were there before their rows, so none is missing;
    one that is swept meanwhile was named by nobody."""
    root = os.environ.get(environment.MAIL_STORAGE, "")
    for name in FileStore(Path(root)).names() if root else ():
        with suppress(FileNotFoundError):
            archive.add_file(file, f"{archive.FILES}/{name}", Path(root) / name)


def _note() -> dict[str, object]:
    return {"format": archive.FORMAT, "kontor": __version__, "made": datetime.now(UTC).isoformat()}
