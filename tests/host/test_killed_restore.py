"""What a restore that was killed has left is cleared up by the next one, and by the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from kontor.host.archive import KEYS
from kontor.host.folder import Folder
from kontor.host.postgres.cluster import Cluster
from kontor.host.restore import FORMER, INCOMING, clear_up


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
