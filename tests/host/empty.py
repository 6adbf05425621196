"""Databases with nothing in them but what the roles bring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.migrations.state import StateApps

from kontor.host.postgres import address, roles
from kontor.host.stepping import Executor
from tests.support.databases import connected_to, drop_database, new_name
from tests.support.server import Server


@contextmanager
def empty_database(server: Server, *, leakproof: bool = False) -> Iterator[str]:
    """Its name; dropped afterwards. ``leakproof`` as the server of an installation marks its functions."""
    name = new_name()
    with server.admin() as admin:
        roles.make_database(admin, name)
    with server.admin(name) as inside:
        if leakproof:
            roles.mark_leakproof(inside)
        roles.grant(inside)
    try:
        yield name
    finally:
        drop_database(server, name)


@contextmanager
def owner_of(server: Server, name: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url_of(server, name), autocommit=True) as owner:
        yield owner


def url_of(server: Server, name: str) -> str:
    """The address for the owner."""
    return address.url(roles.OWNER, server.password, server.port, name)


@contextmanager
def migrated_to(server: Server, *last: tuple[str, str]) -> Iterator[StateApps]:
    """Django is connected, as the owner, to a database as these migrations left it; the models as they were."""
    with empty_database(server, leakproof=True) as name, connected_to(server, name, role=roles.OWNER):
        executor = Executor(connection)
        executor.migrate(list(last))
        yield executor.loader.project_state(list(last)).apps
