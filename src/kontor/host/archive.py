"""A backup: one file with the database, the keys and a note of what it is. Readable by its owner only."""

from __future__ import annotations

import errno
import fcntl
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, cast

from kontor.host.say import give_up
from kontor.tickets.filestore import FileStore

NOTE, DUMP, FILES = "kontor.json", "database.dump", "files"
KEYS = ("secret-key", "secrets-keys")
FORMAT = 1
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_END = bytes(2 * tarfile.BLOCKSIZE)


@contextmanager
def writing(target: Path) -> Iterator[tarfile.TarFile]:
    """A new archive at ``target``, whole or not there; an older file stays until the new one is complete."""
    half = target.with_name(f".{target.name}.new")
    opened = os.open(half, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with _named_where_it_is_full(target), os.fdopen(opened, "wb") as file:
        _have_it_alone(file, half, target)
        try:
            file.truncate()
            with tarfile.open(fileobj=file, mode="w") as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
            half.rename(target)
        except BaseException:
            half.unlink(missing_ok=True)
            raise


@contextmanager
def _named_where_it_is_full(target: Path) -> Iterator[None]:
    """What fails while bytes are written does not say where."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM and error.filename is None:
            error.filename = str(target)
        raise


def _have_it_alone(file: IO[bytes], half: Path, target: Path) -> None:
    """Whoever was quicker has the file, or has put it in its place by now."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_there = os.path.samestat(os.fstat(file.fileno()), half.stat())
    except (BlockingIOError, FileNotFoundError):
        is_there = False
    if not is_there:
        give_up(f"Another backup is being written to {target}.")
    os.fchmod(file.fileno(), 0o600)


@contextmanager
def reading(source: Path) -> Iterator[tarfile.TarFile]:
    """The archive at ``source``. Stops when it is none, or when its end is missing, before anything is made of it."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(tarfile.open(source))
        except (tarfile.ReadError, EOFError, zlib.error):
            give_up(f"{source} is not a backup of Kontor.")
        if not _has_its_end(archive):
            give_up(f"The backup {source} is cut off: its end is missing. Nothing was changed.")
        yield archive


def _has_its_end(archive: tarfile.TarFile) -> bool:
    """A tar file ends with two empty blocks."""
    assert archive.fileobj is not None
    try:
        archive.getmembers()
        archive.fileobj.seek(archive.offset)
        return archive.fileobj.read(len(_END)) == _END
    except (tarfile.ReadError, EOFError, zlib.error):
        return False


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


@contextmanager
def adding(archive: tarfile.TarFile, name: str) -> Iterator[IO[bytes]]:
    """What is written inside the block becomes an entry; how large it is stands before it when it is there."""
    file = cast(IO[bytes], archive.fileobj)
    start = file.tell()
    file.write(bytes(tarfile.BLOCKSIZE))
    yield file
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = file.tell() - start - tarfile.BLOCKSIZE, 0o600
    file.write(bytes(-entry.size % tarfile.BLOCKSIZE))
    archive.offset = file.tell()
    file.seek(start)
    file.write(entry.tobuf(tarfile.GNU_FORMAT))
    file.seek(archive.offset)


def note_of(archive: tarfile.TarFile) -> dict[str, Any]:
    """What the archive says of itself. Stops when it is no backup of Kontor, or of a newer one."""
    try:
        note = json.loads(text_of(archive, NOTE))
    except (KeyError, ValueError):
        give_up("This file is not a backup of Kontor.")
    if not isinstance(note, dict) or note.get("format") != FORMAT:
        give_up("This backup was made by another version of Kontor; read it with that version.")
    return note


def keys_of(archive: tarfile.TarFile) -> dict[str, str]:
    """The keys its secrets were encrypted with, by their names."""
    try:
        return {name: text_of(archive, f"secret/{name}") for name in KEYS}
    except KeyError:
        give_up("This file is not a backup of Kontor.")


def text_of(archive: tarfile.TarFile, name: str) -> str:
    with opened(archive, name) as file:
        return file.read().decode()


def opened(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


def has_files(archive: tarfile.TarFile) -> bool:
    """Mails and files that were kept outside the database are in it."""
    return any(name.startswith(f"{FILES}/") for name in archive.getnames())


def extract_files(archive: tarfile.TarFile, store: FileStore) -> None:
    """Put them where they belong. A name that is none of ours stops the restore."""
    for member in archive:
        file = archive.extractfile(member) if member.name.startswith(f"{FILES}/") else None
        if file is not None:
            store.write(member.name.removeprefix(f"{FILES}/"), file.read())
