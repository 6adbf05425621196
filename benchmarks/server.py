"""A PostgreSQL of its own for the figures, with the settings of production, and Django on it as the application."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"


@contextmanager
def running_server() -> Iterator[str]:
    """Starts the server and prepares an empty, migrated database; the value is the application's address of it."""
    from kontor.host.postgres import address, binaries, roles
    from kontor.host.postgres.cluster import SUPERUSER, Cluster

    folder = FOLDER / str(binaries.major_version())
    folder.mkdir(parents=True, exist_ok=True)
    password = _password(folder)
    cluster = Cluster(folder / "data", log=folder / "log", password=password, settings={"max_connections": "150"})
    cluster.start()
    try:
        with psycopg.connect(address.url(SUPERUSER, password, cluster.port, "postgres"), autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)")
            roles.make_roles(admin, roles.Passwords(password, password, password))
            roles.make_database(admin, "bench")
        with psycopg.connect(address.url(SUPERUSER, password, cluster.port, "bench"), autocommit=True) as inside:
            roles.mark_leakproof(inside)
            roles.grant(inside)
        owner = address.url(roles.OWNER, password, cluster.port, "bench")
        _migrate(owner)
        with psycopg.connect(owner, autocommit=True) as inside:
            inside.execute("CREATE TABLE floor (id bigserial PRIMARY KEY, subject text, body text, raw bytea)")
        yield address.url(roles.APPLICATION, password, cluster.port, "bench")
    finally:
        cluster.stop()


def vacuum(url: str) -> None:
    """What PostgreSQL does by itself in the background, done at once, so that the figures do not depend on when."""
    from kontor.host.postgres import roles

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
