"""A restore into a server of one's own that was killed: whatever is started next knows how far it came."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg
import pytest

from kontor.host import archive, environment, restore
from kontor.host.archive import KEYS
from kontor.host.database import database
from kontor.host.folder import Folder
from kontor.host.killed_restore import NOTE
from kontor.host.postgres import client
from kontor.host.say import Stop
from tests.host.empty import empty_database, url_of
from tests.support.server import Server

OLD, NEW = "of the present one", "of the backup"


class Killed(BaseException):
    """The process is gone: nothing after this point happens."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """With keys of its own, and an environment that names no other."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    monkeypatch.setattr(os, "environ", {**bare, "KONTOR_VAR": str(tmp_path / "var")})
    made = Folder(tmp_path / "var")
    for name in KEYS:
        made.write_secret(name, OLD)
    return made


@pytest.fixture
def backup(server: Server, tmp_path: Path) -> Path:
    """One of a database with a table."""
    target = tmp_path / "backup"
    with empty_database(server) as name, psycopg.connect(url_of(server, name), autocommit=True) as owner:
        owner.execute("CREATE TABLE what_was_saved ()")
        with archive.writing(target) as file:
            archive.add_text(file, archive.NOTE, '{"format": 1, "made": "2026-11-30T12:00:00"}')
            for key in KEYS:
                archive.add_text(file, f"secret/{key}", NEW)
            with archive.adding(file, archive.DUMP) as entry:
                client.dump(url_of(server, name), entry)
    return target


@pytest.fixture
def named(server: Server, folder: Folder) -> Iterator[str]:
    """The address of an empty database, which the environment names."""
    with empty_database(server) as name:
        url = url_of(server, name)
        os.environ[environment.APPLICATION_URL] = os.environ[environment.OWNER_URL] = url
        yield url


def read_in(backup: Path) -> None:
    restore.run(argparse.Namespace(file=backup, yes=True))


def killed(backup: Path, monkeypatch: pytest.MonkeyPatch, *, before: bool) -> None:
    """While PostgreSQL reads the backup, which then is rolled back; or when it has read all of it."""

    def load(url: str, source: IO[bytes]) -> None:
        if not before:
            client_load(url, source)
        raise Killed

    client_load = client.load
    with monkeypatch.context() as patch:
        patch.setattr(client, "load", load)
        with pytest.raises(Killed):
            read_in(backup)


def keys_of(folder: Folder) -> list[str]:
    return [folder.secret(name) for name in KEYS]


def left_by_it(folder: Folder) -> list[Path]:
    return [path for path in (*map(folder.laid_ready, KEYS), folder.secrets / NOTE) if path.exists()]


@pytest.mark.usefixtures("named")
def test_what_was_read_in_completely_gets_its_keys(
    folder: Folder, backup: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    killed(backup, monkeypatch, before=False)
    assert keys_of(folder) == [OLD] * len(KEYS)

    with database(folder):
        assert keys_of(folder) == [NEW] * len(KEYS)

    assert left_by_it(folder) == []
    assert "the keys of the backup have taken their place" in capsys.readouterr().out


@pytest.mark.usefixtures("named")
def test_nothing_starts_on_what_was_not_read_in_but_another_restore(
    folder: Folder, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(backup, monkeypatch, before=True)

    with pytest.raises(Stop, match="Run kontor restore again"), database(folder, make=True):
        pass
    read_in(backup)

    with database(folder):
        assert keys_of(folder) == [NEW] * len(KEYS)
    assert left_by_it(folder) == []


def test_while_postgresql_still_reads_nothing_starts(
    folder: Folder, named: str, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has been sent everything and goes on alone."""
    killed(backup, monkeypatch, before=True)

    with (
        psycopg.connect(named, application_name="pg_restore"),
        pytest.raises(Stop, match="Wait until that is done"),
        database(folder),
    ):
        pass
    assert keys_of(folder) == [OLD] * len(KEYS)


def test_another_database_keeps_its_keys(
    folder: Folder, named: str, server: Server, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as the one in use, when a restore was tried beside it."""
    killed(backup, monkeypatch, before=False)

    with empty_database(server) as name:
        os.environ[environment.APPLICATION_URL] = os.environ[environment.OWNER_URL] = url_of(server, name)
        with database(folder):
            assert keys_of(folder) == [OLD] * len(KEYS)


def test_a_database_that_is_not_empty_is_refused_before_any_key_lies_ready(
    folder: Folder, named: str, backup: Path
) -> None:
    with psycopg.connect(named, autocommit=True) as owner:
        owner.execute("CREATE TABLE what_is_there ()")

    with pytest.raises(Stop, match="The database is not empty"):
        read_in(backup)

    assert (keys_of(folder), left_by_it(folder)) == ([OLD] * len(KEYS), [])


@pytest.mark.usefixtures("named")
def test_a_restore_that_fails_leaves_no_trace(folder: Folder, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(url: str, source: IO[bytes]) -> None:
        raise Stop("pg_restore did not succeed.")

    with monkeypatch.context() as patch:
        patch.setattr(client, "load", load)
        with pytest.raises(Stop):
            read_in(backup)

    assert (keys_of(folder), left_by_it(folder)) == ([OLD] * len(KEYS), [])
    with database(folder):
        pass
