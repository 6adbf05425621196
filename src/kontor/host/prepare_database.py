"""`kontor prepare-database ADMIN_URL`: the three roles and the database on a PostgreSQL server of your own.

ADMIN_URL is the address of a role that may make roles and databases. It is used now and kept nowhere.
"""

from __future__ import annotations

import argparse
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from kontor.host import environment
from kontor.host.postgres import roles
from kontor.host.postgres.address import DATABASE
from kontor.host.say import give_up, say

OLDEST = 150_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("admin_url", help="postgresql://postgres:password@host:5432/postgres")
    parser.add_argument("--database", default=DATABASE)


def run(options: argparse.Namespace) -> None:
    """Says the addresses that the machines of Kontor need, one variable a line."""
    known = environment.passwords(environment.var_folder())
    try:
        with psycopg.connect(options.admin_url, autocommit=True, connect_timeout=10) as admin:
            if admin.info.server_version < OLDEST:
                give_up("Kontor needs PostgreSQL 15 or newer.")
            roles.make_roles(admin, known)
            roles.make_database(admin, options.database)
        with psycopg.connect(_at(options.admin_url, options.database), autocommit=True) as admin:
            roles.grant(admin)
            fast = roles.mark_leakproof(admin)
    except psycopg.Error as error:
        give_up(f"The server refused: {str(error).strip()}")
    for variable, role, password in (
        (environment.APPLICATION_URL, roles.APPLICATION, known.application),
        (environment.OWNER_URL, roles.OWNER, known.owner),
        (environment.BACKUP_URL, roles.BACKUP, known.backup),
    ):
        say(f"{variable}={_at(options.admin_url, options.database, role, password)}")
    if not fast:
        say("# This server does not let its text search be marked leakproof: full text search will be slower.")


def _at(url: str, database: str, role: str = "", password: str = "") -> str:
    """The address with another database, and with another role where one is given."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    person = f"{quote(role, safe='')}:{quote(password, safe='')}" if role else parts.netloc.rpartition("@")[0]
    return urlunsplit((parts.scheme, f"{person}@{place}" if person else place, f"/{database}", parts.query, ""))
