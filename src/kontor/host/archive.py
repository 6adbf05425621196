"""A backup: one file with the database, the keys and a note of what it is. Readable by its owner only."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kontor.host.say import give_up
from kontor.tickets.filestore import FileStore

NOTE, DUMP, FILES = "kontor.json", "database.dump", "files"
KEYS = ("secret-key", "secrets-keys")
FORMAT = 1


@contextmanager
def writing(target: Path) -> Iterator[tarfile.TarFile]:
    """A new archive at ``target``, whole or not there; an older file stays until the new one is complete."""
    half = target.with_name(f".{target.name}.new")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        half.rename(target)
    finally:
        half.unlink(missing_ok=True)


def add_text(archive: tarfile.TarFile, name: str, content: str) -> None:
    data = content.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    archive.addfile(entry, io.BytesIO(data))


def add_file(archive: tarfile.TarFile, name: str, path: Path) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = path.stat().st_size, 0o600
    with path.open("rb") as file:
        archive.addfile(entry, file)


def note_of(archive: tarfile.TarFile) -> dict[str, Any]:
    """What the archive says of itself. Stops when it is no backup of Kontor, or of a newer one."""
    try:
        note = json.loads(text_of(archive, NOTE))
    except (KeyError, ValueError):
        give_up("This file is not a backup of Kontor.")
    if not isinstance(note, dict) or note.get("format") != FORMAT:
        give_up("This backup was made by another version of Kontor; read it with that version.")
    return note


def text_of(archive: tarfile.TarFile, name: str) -> str:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file.read().decode()


def extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    with target.open("wb") as output:
        shutil.copyfileobj(file, output)


def has_files(archive: tarfile.TarFile) -> bool:
    """Mails and files that were kept outside the database are in it."""
    return any(name.startswith(f"{FILES}/") for name in archive.getnames())


def extract_files(archive: tarfile.TarFile, store: FileStore) -> None:
    """Put them where they belong. A name that is none of ours stops the restore."""
    for member in archive:
        file = archive.extractfile(member) if member.name.startswith(f"{FILES}/") else None
        if file is not None:
            store.write(member.name.removeprefix(f"{FILES}/"), file.read())
