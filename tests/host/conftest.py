"""A real PostgreSQL server in a folder with blanks, made once for a run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.apps.registry import Apps

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


@pytest.fixture
def swapped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which setting a model may be swapped by depends on the settings alone, but Django forgets it with each model that
    a migration makes anew, and asks all models again for each of their keys: a sixth of what migrations cost."""
    known = cache(partial(Apps.get_swappable_settings_name.__wrapped__, apps))

    def name_of(_apps: Apps, model: str) -> Any:
        return known(model)

    name_of.cache_clear = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setattr(Apps, "get_swappable_settings_name", name_of)


def cluster_at(place: Path) -> Cluster:
    return Cluster(place / "postgres", log=place / "postgres.log", password="a password of the test", settings=QUICK)
