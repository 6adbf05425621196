"""A PostgreSQL server of one's own: roles and database are prepared, migrated, saved, and read back into another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from kontor.channels.models import MailAccount
from kontor.host.environment import APPLICATION_URL, BACKUP_URL, OWNER_URL
from kontor.host.postgres import address
from kontor.host.postgres.cluster import SUPERUSER, Cluster
from tests.factories.channels import make_account
from tests.factories.tenants import make_tenant
from tests.support.databases import connected_to
from tests.support.scoping import everywhere
from tests.support.server import Server

FIRST, SECOND = "desk_elsewhere", "desk_again"


class Machine:
    """A machine of Kontor that has no database of its own: a folder, and what its environment names."""

    def __init__(self, folder: Path, cluster: Cluster) -> None:
        self.folder = folder
        self.cluster = cluster

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
        return subprocess.run(
            [sys.executable, "-m", "kontor.host.command", *command],
            cwd=self.folder,
            env={
                **clean,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
                "KONTOR_VAR": str(self.folder / "var"),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def prepare(self, database: str) -> dict[str, str]:
        """Prepare the database; what was said as the machines' environment."""
        admin = address.url(SUPERUSER, self.cluster.password, self.cluster.port, "postgres")
        done = self.run("prepare-database", admin, "--database", database)
        assert done.returncode == 0, done.stderr
        lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
        return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def machine(cluster: Cluster, tmp_path: Path) -> Iterator[Machine]:
    yield Machine(tmp_path, cluster)
    with cluster.admin() as admin:
        for name in (FIRST, SECOND):
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[call-overload]


def test_prepared_addresses_are_those_of_three_roles_and_can_be_asked_for_again(machine: Machine) -> None:
    said = machine.prepare(FIRST)

    assert list(said) == [APPLICATION_URL, OWNER_URL, BACKUP_URL]
    for variable, role in ((APPLICATION_URL, "kontor_app"), (OWNER_URL, "kontor_owner"), (BACKUP_URL, "kontor_backup")):
        with psycopg.connect(said[variable]) as connection:
            assert connection.execute("SELECT current_user, current_database()").fetchone() == (role, FIRST)
    assert machine.prepare(FIRST) == said


def test_a_server_that_does_not_answer_is_said(machine: Machine) -> None:
    done = machine.run("prepare-database", "postgresql://postgres:wrong@127.0.0.1:1/postgres")

    assert done.returncode != 0
    assert "The server refused" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_saved_from_one_server_is_read_into_a_prepared_database(
    machine: Machine, django_db_blocker: DjangoDbBlocker
) -> None:
    first, second = machine.prepare(FIRST), machine.prepare(SECOND)
    backup = machine.folder / "a backup.kontor"
    assert (done := machine.run("migrate", **first)).returncode == 0, done.stderr
    with django_db_blocker.unblock(), _working_in(first):
        make_account(make_tenant("Nordlicht Energie"), "service@nordlicht.example")

    assert (done := machine.run("backup", str(backup), **first)).returncode == 0, done.stderr
    keys = _keys(machine)
    for name in keys:
        (machine.folder / "var" / "secret" / name).unlink()
    unanswered = machine.run("restore", str(backup), **second)
    assert (done := machine.run("restore", str(backup), "--yes", **second)).returncode == 0, done.stderr

    assert "Say --yes" in unanswered.stderr
    with django_db_blocker.unblock(), _working_in(second):
        assert list(MailAccount.objects.all()) == []
        with everywhere():
            assert list(MailAccount.objects.values_list("tenant__name", "address", "password")) == [
                ("Nordlicht Energie", "service@nordlicht.example", "mailbox secret")
            ]
    assert _keys(machine) == keys
    assert (done := machine.run("migrate", **second)).returncode == 0, done.stderr

    again = machine.run("restore", str(backup), "--yes", **second)
    assert again.returncode != 0
    assert "The database is not empty." in again.stderr


def test_restoring_without_the_owners_address_says_what_is_missing(machine: Machine) -> None:
    said = machine.prepare(FIRST)
    backup = machine.folder / "backup.kontor"
    assert machine.run("migrate", **said).returncode == 0
    assert machine.run("backup", str(backup), **said).returncode == 0

    done = machine.run("restore", str(backup), "--yes", **{APPLICATION_URL: said[APPLICATION_URL]})

    assert done.returncode != 0
    assert f"name it in {OWNER_URL}" in done.stderr


def _keys(machine: Machine) -> dict[str, str]:
    secrets = machine.folder / "var" / "secret"
    return {name: (secrets / name).read_text() for name in ("secret-key", "secrets-keys")}


@contextmanager
def _working_in(said: dict[str, str]) -> Iterator[None]:
    """Rows are made and read by the application role there."""
    parts = urlsplit(said[APPLICATION_URL])
    server = SimpleNamespace(port=parts.port, password=unquote(parts.password or ""))
    with connected_to(cast(Server, server), parts.path[1:]):
        yield
