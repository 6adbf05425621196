"""The server that Kontor brings along: started, stopped, found again after a hard kill."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import psutil
import psycopg
import pytest

from kontor.host.postgres import leftover
from kontor.host.postgres.cluster import Cluster
from kontor.host.say import Stop
from tests.host.conftest import cluster_at


def test_server_answers_in_a_path_with_blanks(cluster: Cluster) -> None:
    with cluster.admin() as admin:
        assert admin.execute("SELECT current_user").fetchone() == ("postgres",)


def test_server_does_not_run_as_root(cluster: Cluster) -> None:
    process = psutil.Process(_pid(cluster))

    assert process.uids().effective != 0
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700


def test_server_lets_nobody_in_without_password(cluster: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host="127.0.0.1", port=cluster.port, user="postgres", password="wrong", dbname="postgres")


def test_stop_leaves_no_process(cluster: Cluster) -> None:
    server = psutil.Process(_pid(cluster))
    processes = [server, *server.children()]

    cluster.stop()

    assert [process for process in processes if process.is_running()] == []
    assert not cluster.alive


def test_what_was_written_is_there_after_a_restart(cluster: Cluster, place: Path) -> None:
    with cluster.admin() as admin:
        admin.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    cluster.stop()

    again = cluster_at(place)
    again.start()

    with again.admin() as admin:
        assert admin.execute("SELECT answer FROM kept").fetchone() == (42,)
        admin.execute("DROP TABLE kept")


def test_server_of_a_killed_kontor_is_adopted(
    cluster: Cluster, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after_the_kill = cluster_at(place)

    after_the_kill.start()

    assert after_the_kill.port == cluster.port
    assert "still running from the last time" in capsys.readouterr().out
    after_the_kill.stop()
    assert leftover.running(cluster.data) is None


def test_server_that_was_killed_recovers_and_says_so(
    cluster: Cluster, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with cluster.admin() as admin:
        admin.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 43 AS answer")
    _kill_hard(cluster)

    again = cluster_at(place)
    again.start()

    with again.admin() as admin:
        assert admin.execute("SELECT answer FROM kept").fetchone() == (43,)
        admin.execute("DROP TABLE kept")
    assert again.log.recovery().startswith("PostgreSQL was not stopped properly the last time")


def test_number_of_another_process_is_not_taken_for_the_server(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n0\n5432\n")

    assert leftover.running(cluster.data) is None

    (cluster.data / "postmaster.pid").unlink()


def test_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "letter.txt").write_text("mine")

    with pytest.raises(Stop, match="is not empty and holds no database"):
        cluster_at(tmp_path).start()

    assert (data / "letter.txt").read_text() == "mine"


def _pid(cluster: Cluster) -> int:
    server = leftover.running(cluster.data)
    assert server is not None
    return server.pid


def _kill_hard(cluster: Cluster) -> None:
    """As a power cut does: the server and all its processes at once, without a word."""
    server = psutil.Process(_pid(cluster))
    processes = [server, *server.children()]
    for process in processes:
        process.send_signal(signal.SIGKILL)
    psutil.wait_procs(processes, timeout=10)
    while cluster.alive:
        pass
