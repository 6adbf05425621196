"""A PostgreSQL of its own for the figures, with the settings of production, and Django on it as the application."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from kontor.host.postgres import address, binaries, roles
from kontor.host.postgres.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
DATABASE = "bench"


@dataclass
class Server:
    """The running server. ``url`` is the application's address of the database of the figures."""

    cluster: Cluster
    password: str

    @property
    def url(self) -> str:
        return self._address(roles.APPLICATION)

    def make(self, copied_from: str = "") -> None:
        """The database anew and migrated: empty, or a copy of one that was kept."""
        with self.cluster.admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            roles.make_roles(admin, roles.Passwords(self.password, self.password, self.password))
            if copied_from:
                self._copy(admin, copied_from, DATABASE)
            roles.make_database(admin, DATABASE)
        if not copied_from:
            with self.cluster.admin(DATABASE) as inside:
                roles.mark_leakproof(inside)
                roles.grant(inside)
        _migrate(self._address(roles.OWNER))
        with psycopg.connect(self._address(roles.OWNER), autocommit=True) as inside:
            inside.execute(
                "CREATE TABLE IF NOT EXISTS floor (id bigserial PRIMARY KEY, subject text, body text, raw bytea)"
            )

    def kept(self, name: str) -> bool:
        with self.cluster.admin() as admin:
            return bool(admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())

    def keep(self, name: str) -> None:
        """Keep the database as it is now under another name. Nobody may be connected to it."""
        with self.cluster.admin() as admin:
            self._copy(admin, DATABASE, f"{name}_half")
            admin.execute(f"ALTER DATABASE {name}_half RENAME TO {name}")

    def _copy(self, admin: roles.Admin, source: str, name: str) -> None:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name} OWNER {roles.OWNER} TEMPLATE {source} STRATEGY file_copy")

    def _address(self, role: str) -> str:
        return address.url(role, self.password, self.cluster.port, DATABASE)


@contextmanager
def running_server(folder: Path = FOLDER) -> Iterator[Server]:
    """A server with its data in ``folder``, stopped afterwards."""
    folder = folder / str(binaries.major_version())
    folder.mkdir(parents=True, exist_ok=True)
    password = _password(folder)
    cluster = Cluster(folder / "data", log=folder / "log", password=password, settings={"max_connections": "150"})
    cluster.start()
    try:
        yield Server(cluster, password)
    finally:
        cluster.stop()


def vacuum(url: str) -> None:
    """What PostgreSQL does by itself in the background, done at once, so that the figures do not depend on when."""
    with psycopg.connect(url.replace(roles.APPLICATION, roles.OWNER, 1), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def _password(folder: Path) -> str:
    file = folder / "password"
    if not file.exists():
        file.write_text(secrets.token_hex(16), encoding="utf-8")
        file.chmod(0o600)
    return file.read_text(encoding="utf-8")


def _migrate(owner_url: str) -> None:
    environment = {**os.environ, "KONTOR_DATABASE_URL": owner_url, "KONTOR_OWNER_DATABASE_URL": owner_url}
    command = [sys.executable, "-m", "kontor.host.manage", "migrate", "--verbosity", "0"]
    subprocess.run(command, check=True, env=environment)


def use(url: str) -> None:
    """Set Django up on this database, as the web server and the worker do."""
    from cryptography.fernet import Fernet

    os.environ["KONTOR_DATABASE_URL"] = url
    os.environ.setdefault("KONTOR_SECRET_KEY", "only for figures, and as long as Django wants its keys to be")
    os.environ.setdefault("KONTOR_SECRETS_KEYS", Fernet.generate_key().decode())
    os.environ["DJANGO_SETTINGS_MODULE"] = "kontor.config.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
