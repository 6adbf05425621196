"""A real PostgreSQL server in a folder with blanks, made once for a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.host.postgres.cluster import Cluster

QUICK = {"fsync": "off", "shared_buffers": "16MB"}


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder below one that is closed to everybody else, with blanks in its name."""
    return tmp_path_factory.mktemp("a folder with blanks")


@pytest.fixture(scope="session")
def made(place: Path) -> Path:
    """A data folder whose server was started and stopped once."""
    cluster = cluster_at(place)
    cluster.start()
    cluster.stop()
    return cluster.data


@pytest.fixture
def cluster(place: Path, made: Path) -> Iterator[Cluster]:
    """A running server; whatever the test does to it, it is stopped afterwards."""
    cluster = cluster_at(place)
    cluster.start()
    yield cluster
    again = cluster_at(place)
    if again.attach():
        again.start()
        again.stop()


def cluster_at(place: Path) -> Cluster:
    return Cluster(place / "postgres", log=place / "postgres.log", password="a password of the test", settings=QUICK)
