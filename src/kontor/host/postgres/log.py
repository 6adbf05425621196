"""What PostgreSQL writes: kept in a file, read for the person at the terminal."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import BinaryIO

LARGEST = 10_000_000
_PROGRESS = re.compile(r"(redo|syncing data directory|resetting unlogged relations).*?elapsed time: ([0-9.]+) s")


class Log:
    """The log of one server. Grown too long it is kept once as ``.old``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._start = 0

    def open(self) -> BinaryIO:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.path.open("ab")

    def keep_small(self) -> None:
        """Also while the server writes: it writes at the end, wherever that is then. A full disk keeps no old one."""
        if self.path.exists() and self.path.stat().st_size > LARGEST:
            old = self.path.with_name(f"{self.path.name}.old")
            try:
                shutil.copyfile(self.path, old)
                old.chmod(0o600)
            except OSError:
                old.unlink(missing_ok=True)
            os.truncate(self.path, 0)
            self._start = 0

    def remember_end(self) -> None:
        """What is there already is history; ``since`` and ``recovery`` read what comes now."""
        self.keep_small()
        self._start = self.path.stat().st_size if self.path.exists() else 0

    def since(self, most: int = 2_000) -> str:
        if not self.path.exists():
            return ""
        with self.path.open("rb") as log:
            log.seek(self._start)
            return log.read().decode(errors="replace").strip()[-most:]

    def recovery(self) -> str:
        """A sentence about a recovery that is going on; empty when there is none."""
        text = self.since(100_000)
        if found := _PROGRESS.findall(text):
            return f"PostgreSQL is still reading its journal: {float(found[-1][1]):.0f} seconds so far."
        if "database system was not properly shut down" in text:
            return "PostgreSQL was not stopped properly the last time; it reads its journal first. Nothing is lost."
        return ""
