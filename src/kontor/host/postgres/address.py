"""Addresses of databases."""

from __future__ import annotations

from urllib.parse import quote

HOST = "127.0.0.1"
DATABASE = "kontor"


def url(role: str, password: str, port: int, database: str = DATABASE) -> str:
    """The address of a database on the server that Kontor brings along."""
    return f"postgresql://{quote(role, safe='')}:{quote(password, safe='')}@{HOST}:{port}/{quote(database, safe='')}"
