"""What `kontor serve` does about a PostgreSQL that ends under it."""

from __future__ import annotations

import os
import signal
import time

import psycopg
import pytest

from kontor.host import serve
from kontor.host.postgres.cluster import Cluster, free_port
from kontor.host.postgres.leftover import running
from tests.support.processes import until


def _crash(cluster: Cluster) -> None:
    server = running(cluster.data)
    assert server is not None
    os.kill(server.pid, signal.SIGQUIT)
    until(lambda: not cluster.alive, "the server has ended")


def test_what_keeps_the_database_from_starting_ends_nothing_and_may_be_cleared_away(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a full disk: the server ends, and does not start before somebody has made room."""
    watch = serve._Watch(cluster, "127.0.0.1", free_port(), [])
    in_the_way = cluster.data / "global" / "pg_control"
    aside = in_the_way.with_name("aside")
    port = cluster.port
    watch()
    _crash(cluster)
    in_the_way.rename(aside)

    watch()
    watch()
    said = capsys.readouterr().out
    aside.rename(in_the_way)
    end = time.monotonic() + 30
    while not cluster.alive and time.monotonic() < end:
        watch()

    assert said.count("PostgreSQL did not start. Its last words:") == 1
    assert said.endswith("It is tried again in 0.5 seconds.\n")
    assert capsys.readouterr().out.endswith("PostgreSQL answers again.\n")
    assert cluster.port == port
    psycopg.connect(cluster.admin_url()).close()
