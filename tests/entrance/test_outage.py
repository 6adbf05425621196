"""While the database is away people are told so, whoever asks for others hears 503, and afterwards all go on."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import Message

import pytest
from pytest_django import DjangoDbBlocker

from kontor.host.postgres.cluster import Cluster
from tests.host.conftest import cluster_at
from tests.support.databases import connected_to, create_database, new_name
from tests.support.processes import until, web, worker
from tests.support.server import Server


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A PostgreSQL of this test's own, which it stops."""
    cluster = cluster_at(tmp_path_factory.mktemp("outage"))
    cluster.start()
    yield cluster
    if cluster.alive:
        cluster.stop()


@pytest.fixture
def committed_db(cluster: Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A fresh database in that server."""
    name, server = new_name(), Server(cluster)
    with django_db_blocker.unblock():
        create_database(server, name)
        with connected_to(server, name):
            yield server.url("kontor_app", name)


def _asked(url: str, cookie: str = "") -> tuple[int, Message, str]:
    request = urllib.request.Request(url, headers={"Cookie": cookie, "Accept-Language": "en"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_an_outage_is_said_and_passes(cluster: Cluster, committed_db: str) -> None:
    signed_in = "kontor_session=0123456789abcdef0123456789abcdef"
    with web(committed_db) as site, worker(committed_db) as jobs:
        assert _asked(f"{site.url}/health/")[0] == 200
        until(lambda: _workers(cluster, committed_db) == 1, "the worker works", worker=jobs)
        port = cluster.port

        cluster.stop()
        status, headers, page = _asked(f"{site.url}/desk/", signed_in)
        health = _asked(f"{site.url}/health/")
        cluster.start(on_port=port)

        until(lambda: _asked(f"{site.url}/health/")[0] == 200, "the web server is back", seconds=20)
        until(lambda: "Working on jobs works again" in jobs.log.read_text(), "the worker is back", worker=jobs)
        lines = [*site.log.read_text().splitlines(), *jobs.log.read_text().splitlines()]

    assert (status, headers["Retry-After"]) == (503, "10")
    assert "Kontor is not available for the moment" in page
    assert (health[0], health[2]) == (503, "database: unreachable\n")
    assert [line for line in lines if "Traceback" in line] == []
    assert len(lines) < 40, lines


def test_connections_that_were_idle_meanwhile_fail_one_request_and_no_more(cluster: Cluster, committed_db: str) -> None:
    signed_in = "kontor_session=0123456789abcdef0123456789abcdef"
    with web(committed_db) as site, ThreadPoolExecutor(8) as crowd:
        asked = [f"{site.url}/desk/"] * 40
        assert {status for status, *_rest in crowd.map(lambda url: _asked(url, signed_in), asked)} == {200}
        kept = _connections(cluster, committed_db)
        port = cluster.port

        cluster.stop()
        cluster.start(on_port=port)
        after = [_asked(f"{site.url}/desk/", signed_in)[0] for _time in range(kept + 1)]

    assert kept > 1
    assert after == [503] + [200] * kept


def _connections(cluster: Cluster, address: str) -> int:
    with cluster.admin(address.rpartition("/")[2]) as admin:
        row = admin.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'kontor_app'").fetchone()
    assert row is not None
    return int(str(row[0]))


def _workers(cluster: Cluster, address: str) -> int:
    with cluster.admin(address.rpartition("/")[2]) as admin:
        row = admin.execute("SELECT count(*) FROM procrastinate_workers").fetchone()
    assert row is not None
    return int(str(row[0]))
