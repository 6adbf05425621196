"""What is in a database, as SQL: the schema, and the rows that migrations wrote. For ``bin/schema`` and its test."""

from __future__ import annotations

import re

import psycopg

from kontor.host.postgres import client
from kontor.host.schema import as_sql

MADE_AFTERWARDS = ("django_content_type", "auth_permission")
"""Django writes these after every migration."""


def dump_of(url: str) -> str:
    """Without owners and rights, which the roles bring, and with one moment for all times of migration."""
    with psycopg.connect(url) as connection:
        tables = [name for name in _tables(connection) if name not in MADE_AFTERWARDS and _has_rows(connection, name)]
    schema = client.text(url, "--schema-only")
    rows = client.text(url, "--data-only", "--inserts", *(f"--table=public.{name}" for name in tables))
    moment = re.compile(r"(INSERT INTO public\.django_migrations VALUES \(.*, ')[^']*('\);)")
    return as_sql(schema) + moment.sub(r"\g<1>2026-01-01 00:00:00+00\g<2>", as_sql(rows))


def _tables(connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [str(name) for (name,) in found]


def _has_rows(connection: psycopg.Connection[tuple[object, ...]], table: str) -> bool:
    return connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() is not None
