"""Kontor as a newcomer starts it: one command, in a folder with blanks."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

COME_UP = 120
KEEP_A_SECRET = """
from kontor.host import environment
environment.use_what_is_there(environment.var_folder())
environment.set_up_django()
from kontor.audit.domain.recording import record_change
from kontor.channels.models import MailAccount
from kontor.tenants.scope import scope
with scope(0):
    account = MailAccount.objects.create(
        name="General", sort_key="general", address="a@desk.example", host="mail.desk.example",
        address_key="a@desk.example", username="a", password="the password of the account",
    )
    record_change("created", account, by=None, tenant_id=None)
"""
TELL_THE_SECRET = """
from kontor.host import environment
environment.use_what_is_there(environment.var_folder())
environment.set_up_django()
from kontor.channels.models import MailAccount
from kontor.tenants.scope import scope
with scope(0):
    print(MailAccount.objects.get().password)
"""

OF_THE_SERVER = """
from kontor.host import environment
from kontor.host.database import own_cluster
folder = environment.var_folder()
cluster = own_cluster(folder)
cluster.attach()
with cluster.admin() as admin:
    {}
"""
LEAVE_HALF_A_RESTORE = OF_THE_SERVER.format("admin.execute('CREATE DATABASE kontor_incoming')")
TELL_THE_DATABASES = OF_THE_SERVER.format(
    "print(*(name for name, in admin.execute(\"SELECT datname FROM pg_database WHERE datname LIKE 'kontor%'\")))"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Closed to everybody else, as a folder of ``mktemp -d`` is, and with blanks in its name."""
    tmp_path.chmod(0o700)
    folder = tmp_path / "my desk"
    folder.mkdir()
    return folder


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_kontor_starts_survives_a_hard_kill_and_stops(folder: Path, taken: int) -> None:
    first = _serve(folder, taken)
    output = _wait(first)
    assert f"Port {taken} is taken by another program; Kontor uses " in output
    assert "password" in output
    address = _address(output)
    assert _get(f"{address}health/") == 200
    assert _get(f"{address}sign-in/") == 200
    second = _kontor(folder, "serve")
    assert (second.returncode, "is running from" in second.stderr) == (1, True)
    doctor = _kontor(folder, "doctor")
    assert "Row security is in force on every table of tenants." in doctor.stdout
    tree = [first.process, *first.process.children(recursive=True)]

    first.process.kill()
    first.popen.wait(10)
    _python(folder, LEAVE_HALF_A_RESTORE)
    again = _serve(folder, taken)
    output = _wait(again)

    assert "PostgreSQL is still running from the last time" in output
    assert _python(folder, TELL_THE_DATABASES) == "kontor\n"
    assert "password" not in output
    assert _get(f"{_address(output)}health/") == 200
    tree += [again.process, *again.process.children(recursive=True)]
    again.process.send_signal(signal.SIGTERM)
    assert again.popen.wait(30) == 0
    assert again.output().endswith("Stopped.\n")
    assert [process for process in tree if _lives(process)] == []


def test_backup_restore_and_rotation_carry_a_secret(folder: Path) -> None:
    other = folder.with_name("another machine")
    other.mkdir()
    backup = str(folder.parent / "a backup.kontor")
    run = _serve(folder, 0)
    _wait(run)
    _python(folder, KEEP_A_SECRET)

    heads = folder.parent / "heads.json"
    heads.write_text(_kontor(folder, "audit", "heads").stdout)
    saved = _kontor(folder, "backup", backup)
    run.process.send_signal(signal.SIGINT)
    run.popen.wait(30)
    restored = _kontor(other, "restore", backup, "--yes")
    verified = _kontor(other, "audit", "verify", "--noted", str(heads))
    rotated = _kontor(other, "rotate-key")

    assert [done.returncode for done in (saved, restored, rotated)] == [0, 0, 0], restored.stderr + rotated.stderr
    assert verified.returncode == 0, verified.stdout
    assert any(head["number"] for head in json.loads(heads.read_text())["heads"])
    assert rotated.stdout.startswith("1 secrets are encrypted with the new key.")
    assert _secret(other) != _secret(folder)
    run = _serve(other, 0)
    _wait(run)
    assert _python(other, TELL_THE_SECRET) == "the password of the account\n"
    run.process.terminate()
    run.popen.wait(30)


class _Run:
    """A running ``kontor serve`` and what it has said."""

    def __init__(self, popen: subprocess.Popen[bytes], log: Path) -> None:
        self.popen = popen
        self.process = psutil.Process(popen.pid)
        self.log = log

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


_runs: list[_Run] = []


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    """Whatever happens in a test, its processes end with it."""
    yield
    while _runs:
        run = _runs.pop()
        if run.popen.poll() is None:
            run.process.terminate()
            run.popen.wait(60)


def _serve(folder: Path, port: int) -> _Run:
    log = folder / f"output-{time.monotonic_ns()}"
    with log.open("wb") as output:
        popen = subprocess.Popen(
            [sys.executable, "-m", "kontor.host.command", "serve", "--port", str(port or _free_port())],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    _runs.append(_Run(popen, log))
    return _runs[-1]


def _wait(run: _Run) -> str:
    deadline = time.monotonic() + COME_UP
    while "Ctrl+C stops it." not in run.output():
        assert run.popen.poll() is None, run.output()
        assert time.monotonic() < deadline, run.output()
        time.sleep(0.1)
    return run.output()


def _kontor(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kontor.host.command", *arguments]
    return subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, timeout=COME_UP)


def _python(folder: Path, program: str) -> str:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, timeout=COME_UP)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    """Ours, without what would point Kontor to another database."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("KONTOR_", "DJANGO_"))}


def _address(output: str) -> str:
    found = re.search(r"Kontor is at (http://\S+)", output)
    assert found, output
    return found[1]


def _get(url: str) -> int:
    try:
        return urllib.request.urlopen(url, timeout=30).status
    except urllib.error.HTTPError as error:
        return error.code


def _secret(folder: Path) -> str:
    return (folder / "var" / "secret" / "secrets-keys").read_text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
