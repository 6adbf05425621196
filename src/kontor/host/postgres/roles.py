"""The database and its three roles: who owns, who works, who saves.

``kontor_owner`` owns database and schema and migrates. ``kontor_app`` owns nothing, so that an injected statement
cannot switch the policies off. ``kontor_backup`` sees every row, changes none, and is used by nothing but backups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

OWNER, APPLICATION, BACKUP = "kontor_owner", "kontor_app", "kontor_backup"

# Under row security an index is used only for functions that are known to leak nothing about rows they refuse.
LEAKPROOF = ("ts_match_vq(tsvector, tsquery)", "ts_match_qv(tsquery, tsvector)")

Admin = psycopg.Connection[Any]


@dataclass(frozen=True)
class Passwords:
    owner: str
    application: str
    backup: str


def make_roles(admin: Admin, passwords: Passwords) -> None:
    """The three roles with these passwords; harmless when they are there."""
    _role(admin, OWNER, passwords.owner, "NOBYPASSRLS")
    _role(admin, APPLICATION, passwords.application, "NOBYPASSRLS")
    _role(admin, BACKUP, passwords.backup, "BYPASSRLS")
    admin.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(BACKUP)))
    admin.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(sql.Identifier(BACKUP)))


def make_database(admin: Admin, name: str) -> bool:
    """The database, if it is not there. Says whether it is new."""
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return False
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
            sql.Identifier(name), sql.Identifier(OWNER)
        )
    )
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    admin.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
            sql.Identifier(name), sql.Identifier(APPLICATION), sql.Identifier(BACKUP)
        )
    )
    return True


def grant(admin: Admin) -> None:
    """What the roles may do in the database that ``admin`` is connected to, now and in tables to come."""
    admin.execute(
        sql.SQL(
            """
            ALTER SCHEMA public OWNER TO {owner};
            GRANT USAGE ON SCHEMA public TO {application}, {backup};
            ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
                GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {application};
            ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
                GRANT USAGE, SELECT ON SEQUENCES TO {application};
            ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
                GRANT EXECUTE ON FUNCTIONS TO {application};
            """
        ).format(owner=sql.Identifier(OWNER), application=sql.Identifier(APPLICATION), backup=sql.Identifier(BACKUP))
    )


def mark_leakproof(admin: Admin) -> bool:
    """Let full text search use its index under row security. A managed server may not allow it: then False."""
    try:
        for function in LEAKPROOF:
            admin.execute(sql.SQL("ALTER FUNCTION pg_catalog.{} LEAKPROOF").format(sql.SQL(function)))
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _role(admin: Admin, name: str, password: str, security: str) -> None:
    """The password travels as its SCRAM verifier, so that no log of the server can hold it."""
    verifier = admin.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    exists = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    admin.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE {} PASSWORD {}").format(
            sql.SQL("ALTER" if exists else "CREATE"),
            sql.Identifier(name),
            sql.SQL(security),
            sql.Literal(verifier),
        )
    )
