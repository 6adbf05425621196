"""One embedded PostgreSQL for the tests of a work tree, shared by all runs that go on at the same time.

Its files stay between runs, so that starting takes half a second; the process does not: the last run that uses it stops
it. A run that was killed leaves a server that the next run adopts. They lie in memory where there is enough of it: a
fresh database for a test then takes a tenth of the time that it takes on a disk.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psycopg

from kontor.host.postgres import address, binaries
from kontor.host.postgres.cluster import SUPERUSER, Cluster
from kontor.host.postgres.leftover import running

ROOT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3
"""Free bytes of memory that a run may need, with room to spare."""
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "scram_iterations": "1",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Server:
    """The running server. All its roles have the same password."""

    def __init__(self, cluster: Cluster) -> None:
        self.port = cluster.port
        self.password = cluster.password

    def url(self, role: str, database: str) -> str:
        return address.url(role, self.password, self.port, database)

    def admin(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(SUPERUSER, database), autocommit=True)


@contextmanager
def shared_server() -> Iterator[Server]:
    """The running server; stopped at the end unless another run still uses it."""
    folder = _home() / str(binaries.major_version())
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder / "data", log=folder / "log", password=_password(folder), settings=QUICK)
    with (folder / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            with (folder / "start.lock").open("w") as starting:
                fcntl.flock(starting, fcntl.LOCK_EX)
                cluster.start()
            yield Server(cluster)
        finally:
            if _is_last(users):
                _stop(cluster.data)


def _home() -> Path:
    """In memory, or in ``var`` where there is none to spare. A folder there that somebody else made is not used."""
    tree = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    in_memory = MEMORY / f"kontor-tests-{os.getuid()}-{tree}"
    with suppress(OSError):
        if in_memory.is_dir() or shutil.disk_usage(MEMORY).free >= ENOUGH:
            in_memory.mkdir(mode=0o700, exist_ok=True)
            if in_memory.stat().st_uid == os.getuid() and not in_memory.is_symlink():
                return in_memory
    return ROOT / "var" / "test-postgres"


def _password(folder: Path) -> str:
    """Made once; whoever comes second reads what the first has written."""
    with suppress(FileExistsError):
        descriptor = os.open(folder / "password", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        os.write(descriptor, secrets.token_hex(16).encode())
        os.close(descriptor)
    while not (password := (folder / "password").read_text()):
        time.sleep(0.01)
    return password


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(data: Path) -> None:
    """Stop the server, whichever process of whichever run has started it."""
    left = running(data)
    if left is not None:
        os.kill(left.pid, signal.SIGINT)
    while running(data) is not None:
        time.sleep(0.02)
