"""The finished schema, for empty databases: what all migrations up to some day make, read at once.

``schema.sql`` is written by ``bin/schema``. It holds the rows of ``django_migrations`` too, so that migrations that
came later follow as in any other database. It is never needed: a server of another version goes the long way.
"""

from __future__ import annotations

import re
from importlib.resources import files

import psycopg

SERVER = 18
"""The version of PostgreSQL whose ``pg_dump`` wrote the file; others may not read it."""
FILE = "schema.sql"
SKIPPED = re.compile(
    r"\\|--$|-- (Name|Data for Name|PostgreSQL database|Dumped)|SET [a-z_]+ = [^;]*;$|SELECT pg_catalog\.set_config\("
)


def load_into_empty(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Fill the database unless something is in it already; all or nothing. Says whether it did."""
    if connection.info.server_version // 10_000 != SERVER or not _is_empty(connection):
        return False
    read(connection, files("kontor.host").joinpath(FILE).read_bytes())
    return True


def read(connection: psycopg.Connection[tuple[object, ...]], dump: bytes) -> None:
    """Run what ``as_sql`` made: all of it or nothing. The session's settings are afterwards what they were."""
    with connection.transaction():
        connection.execute("SELECT pg_catalog.set_config('search_path', '', true)")
        connection.execute("SELECT pg_catalog.set_config('check_function_bodies', 'false', true)")
        connection.execute(dump)


def as_sql(dump: str) -> str:
    """What ``pg_dump`` wrote, without what only psql understands, settings of a session and the dump's own comments."""
    kept = (line for line in dump.splitlines() if not SKIPPED.match(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() + "\n"


def _is_empty(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    found = connection.execute(
        "SELECT 1 FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' LIMIT 1"
    )
    return found.fetchone() is None
