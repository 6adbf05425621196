"""Databases for the tests: a migrated template, and clones of it; all but the migration is done as the application."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from kontor.host import schema
from kontor.host.postgres import roles
from kontor.tenants import isolation
from tests.support.server import Server

TEMPLATE, RUN = "kontor_template_", "kontor_run_"
KEPT = timedelta(hours=6)
LOCK = 5_432_001


def new_name() -> str:
    return f"{RUN}{os.getpid()}_{secrets.token_hex(4)}"


def create_database(server: Server, name: str) -> None:
    """A fresh copy of the migrated template; the template is made when the migrations have changed."""
    with server.admin() as admin, _alone(admin):
        template = _template(server, admin)
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        admin.execute(
            sql.SQL(
                "ALTER DATABASE {name} OWNER TO {owner}; REVOKE ALL ON DATABASE {name} FROM PUBLIC; "
                "GRANT CONNECT ON DATABASE {name} TO {application}, {backup}"
            ).format(
                name=sql.Identifier(name),
                owner=sql.Identifier(roles.OWNER),
                application=sql.Identifier(roles.APPLICATION),
                backup=sql.Identifier(roles.BACKUP),
            )
        )


def drop_database(server: Server, name: str) -> None:
    with server.admin() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def rows_in(server: Server, name: str) -> dict[str, int]:
    """How many rows stand in each table that has any, whoever may see them."""
    tables = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    with server.admin(name) as admin:
        names = [table for (table,) in admin.execute(tables).fetchall()]
        counted = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in names)
        return {table: count for table, count in admin.execute(counted.encode()).fetchall() if count}


@contextmanager
def connected_to(server: Server, database: str, role: str = roles.APPLICATION) -> Iterator[None]:
    """Django's default connection is another one meanwhile, in this thread and in new ones."""
    before, wrapper = connections.settings["default"], connections["default"]
    connections.settings["default"] = {**before, **_address(server, database, role)}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = before, wrapper


def _address(server: Server, database: str, role: str) -> dict[str, Any]:
    """Without a pool: a pool would be shared by the alias, whatever the database."""
    options = {key: value for key, value in settings.DATABASES["default"].get("OPTIONS", {}).items() if key != "pool"}
    return {
        "NAME": database,
        "USER": role,
        "PASSWORD": server.password,
        "HOST": "127.0.0.1",
        "PORT": str(server.port),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


@contextmanager
def _alone(admin: psycopg.Connection[Any]) -> Iterator[None]:
    admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _template(server: Server, admin: psycopg.Connection[Any]) -> str:
    name = f"{TEMPLATE}{_fingerprint()}"
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        _sweep(admin)
        _make_template(server, admin, name)
    now = sql.Literal(datetime.now(UTC).isoformat())
    admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), now))
    return name


def _make_template(server: Server, admin: psycopg.Connection[Any], name: str) -> None:
    unfinished = f"{RUN}{os.getpid()}_template"
    roles.make_roles(admin, roles.Passwords(server.password, server.password, server.password))
    roles.make_database(admin, unfinished)
    with server.admin(unfinished) as inside:
        roles.mark_leakproof(inside)
        roles.grant(inside)
    with server.admin(unfinished) as owner:
        owner.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(roles.OWNER)))
        schema.load_into_empty(owner)
    with connected_to(server, unfinished, role=roles.OWNER):
        call_command("migrate", verbosity=0, interactive=False)
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name)))


@cache
def _fingerprint() -> str:
    """Changes with every migration of an installed app; once a run, whatever is written meanwhile."""
    found = hashlib.sha256(Path(roles.__file__).read_bytes())
    migrations = [path for config in apps.get_app_configs() for path in Path(config.path).glob("migrations/*")]
    for path in sorted([*migrations, Path(isolation.__file__), Path(schema.__file__).with_name(schema.FILE)]):
        if path.is_file():
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _sweep(admin: psycopg.Connection[Any]) -> None:
    """Drop old templates, and what runs that were killed have left behind."""
    rows = admin.execute("SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database").fetchall()
    for name, used_at in rows:
        if _is_stale(name, used_at):
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _is_stale(name: str, used_at: str | None) -> bool:
    if name.startswith(TEMPLATE):
        return used_at is None or datetime.fromisoformat(used_at) < datetime.now(UTC) - KEPT
    return name.startswith(RUN) and not Path(f"/proc/{name.removeprefix(RUN).split('_')[0]}").exists()
