"""The database: who we are in it, what is in force there, and its clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg

from kontor.config import checks
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.host.environment import BACKUP_URL, OWNER_URL
from kontor.host.postgres.roles import LEAKPROOF
from kontor.kernel.outages import reason_of

OLDEST = 150_000
CLOCK_MAY_DIFFER = 2.0


def check_server() -> Iterator[Finding]:
    with checks.connect() as connection:
        version = connection.info.server_version
        said = f"PostgreSQL {version // 10_000}.{version % 10_000} answers."
        yield good(said) if version >= OLDEST else bad(said, "Kontor needs PostgreSQL 15 or newer.")
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None
        apart = abs((datetime.now(UTC) - row[0]).total_seconds())
        if apart > CLOCK_MAY_DIFFER:
            yield bad(
                f"The clocks of this machine and of the database are {apart:.0f} seconds apart.",
                "Let both follow a time server (for example systemd-timesyncd).",
            )
        else:
            yield good("The clocks of this machine and of the database agree.")


def check_roles() -> Iterator[Finding]:
    """The application's role is plain; the owner is no superuser; backups see everything."""
    with checks.connect() as connection:
        problems = checks.role_problems(connection)
    yield from (bad(problem, "Make the roles with: kontor prepare-database") for problem in problems)
    if not problems:
        yield good("The application's database role is plain and owns nothing.")
    yield from _role(OWNER_URL, "SELECT NOT (rolsuper OR rolbypassrls)", "owner's", "is no superuser")
    yield from _role(BACKUP_URL, "SELECT rolbypassrls", "backup's", "sees every row")


def check_policies() -> Iterator[Finding]:
    with checks.connect() as connection:
        missing = checks.missing_migrations(connection)
        if missing:
            yield bad(missing[0], "kontor migrate")
            return
        yield good("The database is as this Kontor expects it.")
        problems = checks.policy_problems(connection)
    yield from (bad(problem, "kontor migrate") for problem in problems)
    if not problems:
        yield good("Row security is in force on every table of tenants.")


def check_leakproof() -> Iterator[Finding]:
    """Full text search may use its index although rows of others are hidden."""
    with checks.connect() as connection:
        names = [name.split("(")[0] for name in LEAKPROOF]
        row = connection.execute(
            "SELECT bool_and(proleakproof) FROM pg_proc WHERE proname = ANY (%s) AND pronamespace = "
            "'pg_catalog'::regnamespace",
            [names],
        ).fetchone()
    if row and row[0]:
        yield good("Text search is marked leakproof and uses its index.")
    else:
        yield warning(
            "Text search is not marked leakproof on this server: searching reads every ticket of the tenant.",
            "As superuser: ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF. Managed servers may not allow it.",
        )


def _role(variable: str, query: str, whose: str, promise: str) -> Iterator[Finding]:
    url = os.environ.get(variable, "")
    if not url:
        yield warning(f"The {whose} database role is not known here.", f"Name it in {variable} where it is needed.")
        return
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(f"{query} FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError as error:
        yield bad(f"The {whose} database role cannot connect: {reason_of(error)}", f"See {variable}.")
        return
    if row and row[0]:
        yield good(f"The {whose} database role {promise}.")
    else:
        yield bad(f"It is not so that the {whose} database role {promise}.", "kontor prepare-database")
