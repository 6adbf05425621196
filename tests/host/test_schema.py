"""The finished schema that empty databases are given is what the migrations make of them, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from psycopg import sql
from pytest_django import DjangoDbBlocker

from kontor.host import schema
from kontor.host.postgres import address, roles
from kontor.host.schema_dump import dump_of
from tests.support.databases import connected_to, drop_database, new_name
from tests.support.server import Server

pytestmark = pytest.mark.usefixtures("django_db_setup")


@contextmanager
def empty_database(server: Server) -> Iterator[str]:
    name = new_name()
    with server.admin() as admin:
        roles.make_database(admin, name)
    with server.admin(name) as admin:
        roles.grant(admin)
    yield name
    drop_database(server, name)


@contextmanager
def owner_of(server: Server, name: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(_url(server, name), autocommit=True) as connection:
        yield connection


def _url(server: Server, name: str) -> str:
    return address.url(roles.OWNER, server.password, server.port, name)


def _migrated(server: Server, name: str, *, at_once: bool) -> str:
    """What is in the database after all migrations."""
    if at_once:
        with owner_of(server, name) as owner:
            assert schema.load_into_empty(owner)
    with connected_to(server, name, role=roles.OWNER):
        call_command("migrate", verbosity=0, interactive=False)
    return dump_of(_url(server, name))


def test_the_finished_schema_and_all_migrations_lead_to_the_same(
    server: Server, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), empty_database(server) as short, empty_database(server) as long:
        at_once = _migrated(server, short, at_once=True)
        step_by_step = _migrated(server, long, at_once=False)

    assert _in_order(_read_again(server, at_once)) == _in_order(_read_again(server, step_by_step))


def _read_again(server: Server, dump: str) -> str:
    """PostgreSQL writes some conditions otherwise once it has read what it wrote."""
    with empty_database(server) as name:
        with owner_of(server, name) as owner:
            schema.read(owner, dump.encode())
        return dump_of(_url(server, name))


def _in_order(dump: str) -> list[str]:
    """Lines in an order that does not tell which row of migrations was written first."""
    return sorted(line for line in dump.splitlines() if "django_migrations" not in line) + sorted(
        line.split(",", 1)[1] for line in dump.splitlines() if line.startswith("INSERT INTO public.django_migrations")
    )


def test_a_database_in_which_something_is_stays_as_it_is(server: Server) -> None:
    with empty_database(server) as name, owner_of(server, name) as owner:
        owner.execute("CREATE TABLE somebodys (id int)")

        assert not schema.load_into_empty(owner)

        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("somebodys",)]


def test_a_server_of_another_version_goes_the_long_way(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "SERVER", 17)
    with empty_database(server) as name, owner_of(server, name) as owner:
        assert not schema.load_into_empty(owner)

        assert owner.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_what_fails_half_way_leaves_the_database_empty(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def joinpath(self, _name: str) -> Broken:
            return self

        def read_bytes(self) -> bytes:
            return b"CREATE TABLE public.half (id int); CREATE TABLE public.half (id int);"

    monkeypatch.setattr(schema, "files", lambda _package: Broken())
    with empty_database(server) as name, owner_of(server, name) as owner:
        with pytest.raises(psycopg.errors.DuplicateTable):
            schema.load_into_empty(owner)

        assert owner.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_functions_keep_their_text() -> None:
    dump = "-- Name: f; Type: FUNCTION\n--\n\nCREATE FUNCTION f() AS $$\n-- why\nUPDATE t\nSET a = 1\nWHERE b;\n$$;\n"
    dump += "\\unrestrict x\nSET default_tablespace = '';\n"

    assert schema.as_sql(dump) == "CREATE FUNCTION f() AS $$\n-- why\nUPDATE t\nSET a = 1\nWHERE b;\n$$;\n"


def test_the_session_keeps_its_search_path(server: Server) -> None:
    with empty_database(server) as name, owner_of(server, name) as owner:
        schema.load_into_empty(owner)

        assert owner.execute("SHOW search_path").fetchone() == ('"$user", public',)
        assert owner.execute(sql.SQL("SELECT count(*) FROM tenants_tenant")).fetchone() == (0,)
