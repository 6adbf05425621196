"""A folder that keeps bytes under their hash. A file is there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9]+/[0-9a-f]{2}/[0-9a-f]{64}")
_HALF = ".half"


@dataclass(frozen=True)
class FileStore:
    """``name`` is ``tenant/ab/sha256``; mail that belongs to no tenant yet lies under 0."""

    root: Path

    @staticmethod
    def name(tenant_id: int | None, digest: bytes) -> str:
        """Where these bytes of the tenant lie."""
        written = digest.hex()
        return f"{tenant_id or 0}/{written[:2]}/{written}"

    def write(self, name: str, content: bytes) -> None:
        """Write the bytes to the disk itself before returning. Who finds them there already only marks them as new,
        so that the sweep does not take them for left behind."""
        path = self._path(name)
        with suppress(FileNotFoundError):
            os.utime(path)
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_HALF}")
        try:
            with open(half, "xb", opener=_owner_only) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
        except OSError as error:
            error.filename = error.filename or str(path)  # which disk is full
            raise
        finally:
            half.unlink(missing_ok=True)
        _flush_folder(path.parent)

    def read(self, name: str) -> bytes:
        """The bytes. Raises FileNotFoundError where the folder is another one than when they were kept."""
        return self._path(name).read_bytes()

    def is_away(self, name: str) -> bool:
        """Whether nothing of the tenant lies there: the folder is another one, or is not mounted."""
        return not (self.root / name.partition("/")[0]).is_dir()

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Of all files that are whole."""
        for path in sorted(self.root.glob("*/*/*")):
            name = path.relative_to(self.root).as_posix()
            if _NAME.fullmatch(name):
                yield name

    def older_than(self, moment: float) -> Iterator[str]:
        """The names of the files last marked before ``moment`` (seconds since 1970). What a write that was killed left
        half done goes on the way."""
        for path in self.root.glob("*/*/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime >= moment:
                    continue
            if path.name.endswith(_HALF):
                path.unlink(missing_ok=True)
            elif _NAME.fullmatch(name := path.relative_to(self.root).as_posix()):
                yield name

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("This is no name of a kept file.")
        return self.root / name


def configured_store() -> FileStore | None:
    """The folder that the installation names for large mails and files; None: everything is kept in the database."""
    return FileStore(Path(settings.MAIL_STORAGE)) if settings.MAIL_STORAGE else None


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _flush_folder(folder: Path) -> None:
    """The name of the new file as well, and of the folder where that is new."""
    for each in (folder, folder.parent, folder.parent.parent):
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
