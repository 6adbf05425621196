"""Letters in a folder below the installation's root. No symbolic link leads out of it."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from kontor.channels.print_errors import PrintFailed, PrintTrouble, failed_by

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
HALF = ".part"
LEFT_AFTER, LONG_LEFT = 60.0, 3600.0
"""Seconds after which nobody writes on at this file any more, and at no other of the folder either."""
_A_HALF = re.compile(r"\..+\.[0-9a-f]{12}\.part", re.DOTALL)
"""Names of our own: a print service may have files of its own that are not whole yet."""
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""A file system that knows no second name for a file."""


def letters_root() -> Path:
    """The folder that the installation names; it must be there, since a share that is not mounted is not the place.

    Without one, a folder of Kontor's own, which is made.
    """
    if settings.LETTERS_ROOT:
        return Path(settings.LETTERS_ROOT)
    own = Path(settings.VAR) / "letters"
    own.mkdir(mode=0o770, parents=True, exist_ok=True)
    return own


@dataclass(frozen=True)
class FolderStorage:
    """Implements ``PrintStorage``. ``directory`` is relative to the root and has been checked.

    What is written can be read by the folder's group: the print service belongs to it.
    """

    directory: str

    def put(self, path: str, content: bytes) -> None:
        with self._at(path, make=True) as (folder, name):
            present = _read(folder, name)
            if present is None:
                present = _write(folder, name, content)
            if present != content:
                raise PrintFailed(PrintTrouble.OTHER_FILE, path=self._below_root(path))

    def get(self, path: str) -> bytes | None:
        try:
            with self._at(path) as (folder, name):
                return _read(folder, name)
        except PrintFailed as failure:
            self._require_root(failure)
            return None

    def exists(self, path: str) -> bool:
        try:
            with self._at(path) as (folder, name):
                return name in os.listdir(folder)
        except PrintFailed as failure:
            self._require_root(failure)
            return False

    def names(self, path: str) -> list[str]:
        try:
            with self._at(f"{path}/x" if path else "x") as (folder, _name):
                return os.listdir(folder)
        except PrintFailed as failure:
            self._require_root(failure)
            return []

    def remove(self, path: str) -> bool:
        try:
            with self._at(path) as (folder, name):
                try:
                    os.unlink(name, dir_fd=folder)
                except FileNotFoundError:
                    return False
                os.fsync(folder)
                return True
        except PrintFailed as failure:
            self._require_root(failure)
            return False

    def free(self) -> int | None:
        with self._at("x") as (folder, _name):
            room = os.fstatvfs(folder)
        return room.f_bavail * room.f_frsize

    def where(self, path: str) -> str:
        return str(letters_root() / self._below_root(path))

    def _below_root(self, path: str) -> str:
        """What a failure tells, to everybody who reads of the letter: the paths of the server are not theirs."""
        return f"{self.directory}/{path}"

    def _require_root(self, failure: PrintFailed) -> None:
        """A folder below the root that is not there holds nothing; without the root nobody knows."""
        if failure.kind != PrintTrouble.GONE or not letters_root().is_dir():
            raise failure

    @contextmanager
    def _at(self, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
        """The open folder and the file's name in it, every folder on the way opened without following links."""
        *folders, name = path.split("/")
        try:
            folder = os.open(letters_root(), _FOLDER)
            try:
                for part in [*self.directory.split("/"), *folders]:
                    folder = _step(folder, part, make=make)
                yield folder, name
            finally:
                os.close(folder)
        except OSError as error:
            raise failed_by(error, self._below_root(path)) from error


def _step(folder: int, part: str, *, make: bool) -> int:
    """The folder below, open, instead of this one. On errors this one stays open."""
    if make:
        with suppress(FileExistsError):
            os.mkdir(part, 0o770, dir_fd=folder)
            os.fsync(folder)
    try:
        below = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
    except NotADirectoryError as error:  # what Linux says of a link, too
        if stat.S_ISLNK(os.stat(part, dir_fd=folder, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error
        raise
    os.close(folder)
    return below


def _read(folder: int, name: str) -> bytes | None:
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def _write(folder: int, name: str, content: bytes) -> bytes:
    """Give the bytes this name, once they are on the disk. Returns what has the name: of two writers one was first."""
    begun = f".{name[:80]}."
    _take_away_halves(folder, begun)
    half = f"{begun}{secrets.token_hex(6)}{HALF}"
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        first = _name(folder, half, name)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(half, dir_fd=folder)
    os.fsync(folder)
    return content if first else _read(folder, name) or b""


def _take_away_halves(folder: int, begun: str) -> None:
    """What writers that were killed have left: of the same file soon, of others after a long while."""
    for name in os.listdir(folder):
        if _A_HALF.fullmatch(name):
            patience = LEFT_AFTER if name.startswith(begun) else LONG_LEFT
            with suppress(FileNotFoundError):
                if time.time() - os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime > patience:
                    os.unlink(name, dir_fd=folder)


def _name(folder: int, half: str, name: str) -> bool:
    """Whether the name was free. A link never replaces a file, as renaming would."""
    try:
        os.link(half, name, src_dir_fd=folder, dst_dir_fd=folder)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if name in os.listdir(folder):
            return False
        os.rename(half, name, src_dir_fd=folder, dst_dir_fd=folder)
    return True
