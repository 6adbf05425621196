"""A backup holds the large mails and files that rows name, or there is none."""

from __future__ import annotations

import argparse
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kontor.host import backup, environment
from kontor.host.archive import FILES
from kontor.host.say import Stop
from tests.host.empty import empty_database, url_of
from tests.support.server import Server

KEPT = f"7/ab/{'ab' * 32}"


@pytest.fixture
def database(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of one that the environment names, whose only blob lies in a file."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    with empty_database(server) as name:
        url = url_of(server, name)
        named = dict.fromkeys((environment.APPLICATION_URL, environment.BACKUP_URL), url)
        monkeypatch.setattr(os, "environ", {**bare, **named, "KONTOR_VAR": str(tmp_path / "var")})
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("CREATE TABLE tickets_blob (place text)")
            owner.execute("INSERT INTO tickets_blob VALUES (''), (%s)", [KEPT])
        yield url


def save(target: Path) -> list[str]:
    """What of the folder is in the backup."""
    backup.run(argparse.Namespace(file=target))
    with tarfile.open(target) as file:
        return [name.removeprefix(f"{FILES}/") for name in file.getnames() if name.startswith(FILES)]


@pytest.mark.usefixtures("database")
def test_they_are_in_it(tmp_path: Path) -> None:
    path = tmp_path / "kept" / KEPT
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a large mail")
    os.environ[environment.MAIL_STORAGE] = str(tmp_path / "kept")

    assert save(tmp_path / "backup") == [KEPT]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        ("", "Large mails and files are kept in a folder. Name it in KONTOR_MAIL_STORAGE."),
        ("empty", "Is the folder mounted?"),
        ("nothing", "Is the folder mounted?"),
    ],
)
def test_without_their_folder_there_is_none(tmp_path: Path, folder: str, sentence: str) -> None:
    (tmp_path / "empty").mkdir()
    os.environ[environment.MAIL_STORAGE] = str(tmp_path / folder) if folder else ""

    with pytest.raises(Stop, match=sentence):
        save(tmp_path / "backup")

    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize("change", ["DROP COLUMN place", "RENAME TO another"])
def test_a_database_of_before_has_none(database: str, tmp_path: Path, change: str) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(f"ALTER TABLE tickets_blob {change}")

    assert save(tmp_path / "backup") == []
