"""A server that is running on the data folder: ours from a moment ago, or left over after a hard kill."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Running:
    pid: int
    port: int


def running(data: Path) -> Running | None:
    """The server that holds the data folder, by what it wrote into ``postmaster.pid``; None when it is gone."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, port = int(lines[0]), int(lines[3])
    except (OSError, ValueError, IndexError):
        return None
    return Running(pid, port) if _serves(pid, data) else None


def _serves(pid: int, data: Path) -> bool:
    """The process is PostgreSQL and works in this folder: a number alone may be another process by now."""
    try:
        process = psutil.Process(pid)
        return process.name().startswith("postgres") and os.path.samefile(process.cwd(), data)
    except (psutil.Error, OSError):
        return False
