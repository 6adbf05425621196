"""What a restore that was killed has left is cleared up by whatever has the folder for itself next."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kontor.host.archive import KEYS
from kontor.host.database import database
from kontor.host.folder import Folder
from kontor.host.killed_restore import FORMER, INCOMING, clear_up
from kontor.host.postgres.cluster import Cluster


@pytest.mark.parametrize(
    ("left", "key"),
    [
        ([INCOMING], "of the present one"),  # while it was reading
        ([FORMER], "of the backup"),  # when the backup had taken its place, before its keys had
        ([], "of the present one"),  # before it began to read
    ],
)
def test_what_it_left_goes_and_the_keys_are_those_of_the_database(
    cluster: Cluster, tmp_path: Path, left: list[str], key: str
) -> None:
    folder = Folder(tmp_path)
    for name in KEYS:
        folder.write_secret(name, "of the present one")
        folder.lay_ready(name, "of the backup")
    with cluster.admin() as admin:
        for name in left:
            admin.execute(f"CREATE DATABASE {name}")

    clear_up(cluster, folder)

    with cluster.admin() as admin:
        found = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'kontor%'").fetchall()
    assert found == []
    assert [folder.secret(name) for name in KEYS] == [key] * len(KEYS)
    assert sorted(path.name for path in folder.secrets.iterdir()) == sorted(KEYS)


def test_other_commands_do_it_too_but_not_beside_what_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a backup or a new key, which would use the keys of the former database."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    monkeypatch.setattr(os, "environ", bare.copy())
    running = Folder(tmp_path)
    with database(running, make=True) as cluster:
        assert cluster
        with cluster.admin() as admin:
            admin.execute(f"CREATE DATABASE {FORMER}")
        for name in KEYS:
            running.lay_ready(name, "of the backup")
        monkeypatch.setattr(os, "environ", bare.copy())
        with database(Folder(tmp_path)):
            beside = [running.laid_ready(name).exists() for name in KEYS]

    monkeypatch.setattr(os, "environ", bare.copy())
    folder = Folder(tmp_path)
    with database(folder) as cluster:
        assert cluster
        with cluster.admin() as admin:
            left = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [FORMER]).fetchall()

    assert beside == [True] * len(KEYS)
    assert (left, [folder.secret(name) for name in KEYS]) == ([], ["of the backup"] * len(KEYS))
