"""What must hold before Kontor works: where row security would not hold, it does not start.

Asked with a connection of its own, before any request or job.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import psycopg
from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from kontor.entrance.migrated import known_migrations
from kontor.kernel.outages import reason_of
from kontor.tenants.isolation import TenantPolicy

LOOPBACK = {"127.0.0.1", "localhost", "::1", ""}
Connection = psycopg.Connection[Any]


def refuse_unsafe_start() -> None:
    """Raises ImproperlyConfigured with one sentence for each thing that is wrong."""
    problems = [*settings_problems(), *database_problems()]
    if problems:
        raise ImproperlyConfigured("\n".join(problems))


def settings_problems() -> list[str]:
    problems = []
    if settings.SECRET_KEY.startswith("not-secret"):
        problems.append("No secret key is set. Name one in KONTOR_SECRET_KEY or KONTOR_SECRET_KEY_FILE.")
    if not settings.SECRETS_KEYS or not all(map(_is_key, settings.SECRETS_KEYS)):
        problems.append(
            "The key for stored secrets is missing or wrong (KONTOR_SECRETS_KEYS or KONTOR_SECRETS_KEYS_FILE)."
        )
    if settings.DEBUG and urlsplit(settings.PUBLIC_URL).hostname not in (LOOPBACK | {None}):
        problems.append("KONTOR_DEBUG is on although people reach this desk from elsewhere. Switch it off.")
    if settings.MAIL_STORAGE and not os.access(settings.MAIL_STORAGE, os.R_OK | os.W_OK | os.X_OK):
        problems.append(f"The folder for mails, {settings.MAIL_STORAGE} (KONTOR_MAIL_STORAGE), cannot be written to.")
    return problems


def database_problems() -> list[str]:
    """Role, policies and migrations, as the application's role sees them."""
    try:
        with connect() as connection:
            problems = [*role_problems(connection), *missing_migrations(connection)]
            return problems or policy_problems(connection)
    except psycopg.OperationalError as error:
        return [f"The database does not answer: {reason_of(error)}"]


def connect() -> Connection:
    """A connection as the application's role, outside Django's pool."""
    parameters = connections["default"].get_connection_params()
    for unknown in ("cursor_factory", "context", "pool"):
        parameters.pop(unknown, None)
    return psycopg.connect(**parameters, autocommit=True, connect_timeout=10)


def role_problems(connection: Connection) -> list[str]:
    """The role is plain: no superuser, not above row security, owner of nothing."""
    row = connection.execute(
        "SELECT rolname, rolsuper, rolbypassrls, EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace n ON n.oid = "
        "relnamespace WHERE relowner = r.oid AND nspname = 'public') FROM pg_roles r WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    name, is_super, bypasses, owns = row
    problems = []
    if is_super:
        problems.append(f"The database role {name} is a superuser: row security would not hold. Use a plain role.")
    if bypasses:
        problems.append(f"The database role {name} bypasses row security. Use a plain role.")
    if owns:
        problems.append(f"The database role {name} owns tables and could switch row security off. Use a plain role.")
    return problems


def missing_migrations(connection: Connection) -> list[str]:
    """Migrations of the installed packages that the database has not had."""
    if connection.execute("SELECT to_regclass('django_migrations')").fetchone() != ("django_migrations",):
        return ["The database is empty. Set it up with: kontor migrate"]
    done = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
    if missing := sorted(known_migrations() - done):
        named = ", ".join(f"{app} {name}" for app, name in missing[:3])
        return [f"The database is older than this Kontor ({len(missing)} steps, first {named}). Run: kontor migrate"]
    return []


def policy_problems(connection: Connection) -> list[str]:
    """Tables of tenants whose rows PostgreSQL would show to everybody."""
    secured = {
        row[0]
        for row in connection.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' "
            "AND relrowsecurity AND relforcerowsecurity "
            "AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)"
        )
    }
    return [
        f"The table {table} has no row security in force. Run: kontor migrate"
        for table in sorted(set(_owned_tables()) - secured)
    ]


def _owned_tables() -> Iterable[str]:
    for model in apps.get_models():
        if any(isinstance(constraint, TenantPolicy) for constraint in model._meta.constraints):
            yield model._meta.db_table


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
