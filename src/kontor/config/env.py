"""Readers of the environment. A wrong value stops the start with a sentence that names it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import ProgrammingError

PREPARED = {"server_side_binding": True, "prepare_threshold": 4}
"""A statement sent this often is kept by its connection with its plan: row security makes planning the dear part."""

THIS_MACHINE = "http://127.0.0.1:8000"
"""Until ``kontor web`` knows its port."""

_ONLY_HERE = {"127.0.0.1", "localhost", "[::1]"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def one_of(name: str, values: tuple[str, ...]) -> str:
    """One of these words, however it is written; the first where nothing is said."""
    value = os.environ.get(name, "").strip()
    found = next((each for each in values if each.lower() == (value or values[0]).lower()), None)
    if found is None:
        raise ImproperlyConfigured(f"{name} must be {', '.join(values[:-1])} or {values[-1]}, not {value!r}.")
    return found


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def secret(name: str, default: str = "") -> str:
    """The value itself, or the content of the file that NAME_FILE names."""
    path = os.environ.get(f"{name}_FILE", "")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from None
    return os.environ.get(name, default)


def words(name: str, default: str = "") -> list[str]:
    """Values separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def folder(name: str) -> str:
    """The path of a folder, or "" where none is named."""
    value = os.environ.get(name, "").strip()
    if value and not Path(value).is_absolute():
        raise ImproperlyConfigured(f"{name} must be a whole path, beginning with /, not {value!r}.")
    return value


def storage(name: str) -> dict[str, Any] | None:
    """A storage of Django's, by its class or "s3", with the options in ``NAME_OPTIONS``; None where none is named."""
    backend = os.environ.get(name, "").strip()
    if not backend:
        return None
    try:
        options = json.loads(secret(f"{name}_OPTIONS", "{}"))
    except ValueError:
        options = None
    if not isinstance(options, dict):
        raise ImproperlyConfigured(f'{name}_OPTIONS must be a JSON object, like {{"bucket_name": "letters"}}.')
    return {"BACKEND": {"s3": "storages.backends.s3.S3Storage"}.get(backend, backend), "OPTIONS": options}


def host_of(url: str) -> list[str]:
    """The host of a public address, as a list of one or none."""
    if not url:
        return []
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured("KONTOR_URL must look like https://desk.example.com.")
    return [parts.hostname]


def address_of(hosts: list[str], *, secure: bool) -> str:
    """The address of the first of these hosts that is a whole name and reached by others; without one, that of this
    machine, whose port no host says."""
    reached = (host for host in hosts if not host.startswith((".", "*")) and host.lower() not in _ONLY_HERE)
    named = next(reached, "")
    return f"{'https' if secure else 'http'}://{named}" if named else THIS_MACHINE


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings for a database address like postgresql://user:password@host:port/name?sslmode=require.

    The pool of each process holds ``KONTOR_DATABASE_POOL`` connections at most; 0 works without a pool.
    """
    url = secret(name, default)
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        parts = {}
    if not url.startswith(("postgresql://", "postgres://")) or not parts.get("dbname"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host:5432/kontor.")
    size = number("KONTOR_DATABASE_POOL", 10)
    # An attempt to connect that is given up soon is begun anew by the next request; else the pool pauses for about as
    # long as the database was away.
    pool = {"pool": {"min_size": 1, "max_size": size, "timeout": 10, "reconnect_timeout": 4}} if size else {}
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: str(parts.pop(key, None) or "") for key, django in known.items()},
        "OPTIONS": {**pool, **PREPARED, "application_name": "kontor", **parts},
    }
