"""One PostgreSQL server on one data folder: made, started, found again, stopped."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil
import psycopg

from kontor.host.postgres import address, binaries
from kontor.host.postgres.account import Account, account_for
from kontor.host.postgres.leftover import Running, running
from kontor.host.postgres.log import Log
from kontor.host.say import give_up, say

SUPERUSER = "postgres"
START_WAIT = 15.0
SETTINGS = {
    "listen_addresses": address.HOST,
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_startup_progress_interval": "1s",
    # Details and statements of an error show values of rows: what customers write is not for a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "lc_messages": "C.UTF-8",
}


class Cluster:
    """The server on ``data``. Listens on a loopback port only, and every role has a password.

    ``settings`` are PostgreSQL's, over ours.
    """

    def __init__(self, data: Path, *, log: Path, password: str, settings: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.settings = {**SETTINGS, **(settings or {})}
        self.log = Log(log)
        self.password = password
        self.port = 0
        self._pid = 0
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, *, on_port: int = 0) -> None:
        """Start the server, or go on with the one that is running on the folder already. Waits until it answers."""
        self._make()
        if (left := running(self.data)) is not None:
            self._adopt(left)
            return
        account = account_for(self.data)
        self._check_version()
        self.port = on_port or free_port()
        self.log.remember_end()
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        self._child = self._run(account, self.data, "postgres", "-p", str(self.port), *options)
        self._pid = self._child.pid
        self._wait_until_ready()

    def attach(self) -> bool:
        """Use the server that is running on the folder, if there is one, without a word and without a part in it."""
        server = running(self.data)
        if server is None:
            return False
        self.port = server.port
        self._wait_until_ready()
        return True

    def stop(self) -> None:
        """End all connections and stop; no process is left behind."""
        if not self._pid:
            return
        self._signal(signal.SIGINT)
        if not self._gone_within(60):
            say("PostgreSQL is still writing; it is told to stop at once and will recover at the next start.")
            self._signal(signal.SIGQUIT)
            self._gone_within(30)
        self._pid = 0

    @property
    def alive(self) -> bool:
        if self._child is not None:
            return self._child.poll() is None
        return running(self.data) is not None

    def admin(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection as the superuser, for setting up and for nothing else."""
        return psycopg.connect(self.admin_url(database), autocommit=True, connect_timeout=5)

    def admin_url(self, database: str = "postgres") -> str:
        return address.url(SUPERUSER, self.password, self.port, database)

    # -- making -------------------------------------------------------------------------------

    def _make(self) -> None:
        """A fresh data folder, made beside its place and moved there when it is whole."""
        if (self.data / "PG_VERSION").exists():
            return
        if self.data.exists() and any(self.data.iterdir()):
            give_up(f"{self.data} is not empty and holds no database. Move it away and start again.")
        say("Making a database. This happens once.")
        half = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700, parents=True)
        account = account_for(self.data)
        account.own(half)
        self._initialise(account, half)
        if self.data.exists():
            self.data.rmdir()
        half.rename(self.data)

    def _initialise(self, account: Account, folder: Path) -> None:
        with tempfile.NamedTemporaryFile("w", dir="/tmp", prefix="kontor-") as password:
            password.write(self.password)
            password.flush()
            account.own(Path(password.name))
            options = ("-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-instructions")
            self.log.remember_end()
            child = self._run(account, folder, "initdb", *options, f"--pwfile={password.name}")
            if child.wait() != 0:
                give_up(f"PostgreSQL could not make its data folder:\n{self.log.since()}")

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        ours = binaries.major_version()
        if int(made_by) != ours:
            give_up(
                f"{self.data} was made by PostgreSQL {made_by}; this Kontor brings PostgreSQL {ours}. Install the "
                "former version, save everything with kontor backup, and read it into a new folder with kontor restore."
            )

    # -- running ------------------------------------------------------------------------------

    def _run(self, account: Account, folder: Path, program: str, *options: str) -> subprocess.Popen[bytes]:
        """The program in a session of its own, so that Ctrl+C reaches us and not the server."""
        programs = binaries.reachable(account)
        name, enter, descriptor = account.entering(folder)
        try:
            with self.log.open() as output:
                return subprocess.Popen(
                    [str(programs / "bin" / program), "-D", name, *options],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    env=_environment(),
                    preexec_fn=enter,
                    pass_fds=(descriptor,),
                    start_new_session=True,
                )
        finally:
            os.close(descriptor)

    def _adopt(self, left: Running) -> None:
        """The server of a Kontor that was killed: it goes on working for us if it knows our password."""
        self._pid, self.port = left.pid, left.port
        say("PostgreSQL is still running from the last time; Kontor goes on with it.")
        try:
            self._wait_until_ready()
        except psycopg.OperationalError as error:
            give_up(
                f"The PostgreSQL server that is running on {self.data} (process {left.pid}) does not let Kontor in: "
                f"{error}. Stop it with: kill -INT {left.pid}"
            )

    def _wait_until_ready(self) -> None:
        deadline, told = time.monotonic() + START_WAIT, ""
        while True:
            try:
                self.admin().close()
                return
            except psycopg.OperationalError as error:
                if not self.alive:
                    give_up(f"PostgreSQL did not start. Its last words:\n{self.log.since()}")
                starting = "starting up" in str(error) or "recovery" in str(error)
                if not starting and time.monotonic() > deadline:
                    raise
            progress = self.log.recovery()
            if progress and progress != told:
                say(progress)
                told = progress
            time.sleep(0.05)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, number)

    def _gone_within(self, seconds: float) -> bool:
        return _within(seconds, lambda: not self.alive and not _exists(self._pid))


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((address.HOST, 0))
        return int(probe.getsockname()[1])


def _environment() -> dict[str, str]:
    """Nothing of our own environment is the server's business, least of all passwords."""
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}


def _exists(pid: int) -> bool:
    """A dead process that nobody has waited for yet is gone all the same."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
