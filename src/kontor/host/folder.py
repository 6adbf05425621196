"""The folder ``var``: everything this installation keeps on this machine.

::

    var/postgres/   the database (unless KONTOR_DATABASE_URL names a server)
    var/secret/     passwords and keys, made at the first start, readable by their owner only
    var/static/     style sheets and scripts, collected at each start
    var/log/        what PostgreSQL wrote
    var/kontor.lock held while Kontor is running from here
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

from cryptography.fernet import Fernet

from kontor.host.say import give_up

MAKERS: dict[str, Callable[[], str]] = {
    "secret-key": lambda: secrets.token_urlsafe(64),
    "secrets-keys": lambda: Fernet.generate_key().decode(),
    "database-postgres": lambda: secrets.token_urlsafe(24),
    "database-owner": lambda: secrets.token_urlsafe(24),
    "database-application": lambda: secrets.token_urlsafe(24),
    "database-backup": lambda: secrets.token_urlsafe(24),
}


class Folder:
    """``var`` of this installation. Nothing is made before it is needed."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.postgres = self.path / "postgres"
        self.secrets = self.path / "secret"
        self.static = self.path / "static"
        self.log = self.path / "log"
        self._lock: IO[str] | None = None

    def secret_file(self, name: str) -> Path:
        """The file of a secret, made when it is not there."""
        path = self.secrets / name
        if not path.exists():
            self.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.write_secret(name, MAKERS[name]())
        return path

    def secret(self, name: str) -> str:
        return self.secret_file(name).read_text(encoding="ascii").strip()

    def write_secret(self, name: str, value: str) -> None:
        """Whole or not at all, and never readable by others."""
        self.lay_ready(name, value).rename(self.secrets / name)

    def lay_ready(self, name: str, value: str) -> Path:
        """The secret in a file beside its place. What is left to do then needs no room on the disk."""
        self.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = self.laid_ready(name)
        half.unlink(missing_ok=True)
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{value}\n")
            file.flush()
            os.fsync(file.fileno())
        return half

    def laid_ready(self, name: str) -> Path:
        """Where the secret lies until it takes its place."""
        return self.secrets / f".{name}.new"

    def occupy(self, address: str = "") -> None:
        """Say that Kontor runs from here until this process ends; refused when another one does."""
        if self._lock is not None:
            return
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = (self.path / "kontor.lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            give_up(f"Kontor is running from {self.path} already{self._occupant()}. Stop it first (Ctrl+C there).")
        self.note(address)

    def note(self, text: str) -> None:
        """Leave a word for whoever finds the folder occupied."""
        assert self._lock is not None
        self._lock.seek(0)
        self._lock.truncate()
        self._lock.write(f"{os.getpid()}\n{text}\n")
        self._lock.flush()

    def release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def is_occupied(self) -> bool:
        """Whether another process runs Kontor from here now."""
        path = self.path / "kontor.lock"
        if self._lock is not None or not path.exists():
            return False
        with path.open("a", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def _occupant(self) -> str:
        try:
            pid, address, *_ = [*(self.path / "kontor.lock").read_text(encoding="utf-8").splitlines(), "", ""]
        except OSError:
            return ""
        known = ", ".join(part for part in (f"process {pid}" if pid else "", address) if part)
        return f" ({known})" if known else ""
