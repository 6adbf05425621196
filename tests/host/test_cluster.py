"""The server that Kontor brings along: started, stopped, found again after a hard kill."""

from __future__ import annotations

import os
import signal
import stat
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from kontor.host.postgres import leftover, log
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


def test_what_the_server_writes_down_has_no_values_of_rows(cluster: Cluster) -> None:
    cluster.log.remember_end()
    with cluster.admin() as admin:
        admin.execute("CREATE TABLE mails (id int PRIMARY KEY, words text CHECK (length(words) < 30))")
        for words in ("Mein Zählerstand", "Mein Zählerstand ist 4711, viele Grüße"):
            for _twice in range(2):
                with suppress(psycopg.IntegrityError):
                    admin.execute("INSERT INTO mails VALUES (1, %s)", [words])
        with suppress(psycopg.DataError):
            admin.execute("SELECT 'Zählerstand', 1/0")
        admin.execute("DROP TABLE mails")

    written = cluster.log.since(100_000)
    assert written.count("ERROR:  duplicate key value violates unique constraint") == 1
    assert written.count("ERROR:  new row for relation") == 2
    assert "division by zero" in written
    assert "Zählerstand" not in written


def test_the_log_stays_small_while_the_server_writes(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST", 2_000)
    old = cluster.log.path.with_name("postgres.log.old")
    old.unlink(missing_ok=True)
    with cluster.admin() as admin:
        for place in range(60):
            with suppress(psycopg.DataError):
                admin.execute("SELECT 1/0")
            cluster.log.keep_small()
            if place == 50:
                written_before_the_end = cluster.log.path.stat().st_size

    assert old.exists()
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert written_before_the_end < cluster.log.path.stat().st_size <= 2_000 + 200
    assert cluster.log.path.read_bytes().count(b"\0") == 0


def test_a_log_that_cannot_be_kept_begins_anew_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST", 10)
    written = log.Log(tmp_path / "postgres.log")
    written.path.write_text("x" * 100)
    written.path.with_name("postgres.log.old").symlink_to("/dev/full")

    written.keep_small()

    assert written.path.stat().st_size == 0
    assert [path.name for path in tmp_path.iterdir()] == ["postgres.log"]


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
