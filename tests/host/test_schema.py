"""The finished schema for empty databases. That it is what the migrations make, ``test_upgrade`` shows."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from kontor.host import schema
from tests.host.empty import empty_database, owner_of
from tests.support.server import Server

pytestmark = pytest.mark.usefixtures("django_db_setup")


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
