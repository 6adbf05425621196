"""Three roles: who owns, who works, who saves."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from kontor.host.database import prepare
from kontor.host.folder import Folder
from kontor.host.postgres import address, client
from kontor.host.postgres.cluster import Cluster
from kontor.host.postgres.roles import Passwords, grant, make_database, make_roles, mark_leakproof

PASSWORDS = Passwords("o'wner", "app/li:cation", "back@up")
TABLE = """
CREATE TABLE letters (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id bigint, words text);
ALTER TABLE letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE letters FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON letters USING (tenant_id = current_setting('kontor.tenants', true)::bigint);
"""


@pytest.fixture
def desk(cluster: Cluster) -> Iterator[Cluster]:
    """A server with roles, a database, and a table with row security that holds a letter of two tenants each."""
    with cluster.admin() as admin:
        make_roles(admin, PASSWORDS)
        make_database(admin, "desk")
    with cluster.admin("desk") as admin:
        grant(admin)
    with _connect(cluster, "kontor_owner", PASSWORDS.owner) as owner:
        owner.execute(TABLE)
    with _connect(cluster, "kontor_app", PASSWORDS.application) as app:
        for tenant in (1, 2):
            app.execute("SELECT set_config('kontor.tenants', %s, true)", [str(tenant)])
            app.execute("INSERT INTO letters (tenant_id, words) VALUES (%s, 'Grüße')", [tenant])
    yield cluster
    with cluster.admin() as admin:
        admin.execute("DROP DATABASE IF EXISTS desk WITH (FORCE)")
        admin.execute("DROP DATABASE IF EXISTS copy WITH (FORCE)")


def test_roles_are_plain(desk: Cluster) -> None:
    with desk.admin() as admin:
        rows = admin.execute(
            "SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb, rolbypassrls FROM pg_roles "
            "WHERE rolname LIKE 'kontor%' ORDER BY 1"
        ).fetchall()

    assert rows == [("kontor_app", False, False), ("kontor_backup", False, True), ("kontor_owner", False, False)]


def test_roles_can_be_made_again(desk: Cluster) -> None:
    with desk.admin() as admin:
        make_roles(admin, PASSWORDS)

        assert make_database(admin, "desk") is False


def test_application_can_use_tables_and_change_none(desk: Cluster) -> None:
    with _connect(desk, "kontor_app", PASSWORDS.application) as app:
        app.execute("SELECT set_config('kontor.tenants', '2', true)")
        assert app.execute("SELECT count(*) FROM letters").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("ALTER TABLE letters DISABLE ROW LEVEL SECURITY")


def test_backup_sees_every_row_and_writes_none(desk: Cluster) -> None:
    with _connect(desk, "kontor_backup", PASSWORDS.backup) as backup:
        assert backup.execute("SELECT count(*) FROM letters").fetchone() == (2,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            backup.execute("DELETE FROM letters")


def test_no_password_is_in_the_log(desk: Cluster) -> None:
    with desk.admin() as admin:
        with pytest.raises(psycopg.errors.DuplicateObject):
            admin.execute("CREATE ROLE kontor_owner")
        make_roles(admin, PASSWORDS)

    assert PASSWORDS.backup not in desk.log.since(1_000_000)


def test_text_search_is_marked_leakproof(desk: Cluster) -> None:
    with desk.admin("desk") as admin:
        assert mark_leakproof(admin) is True
        row = admin.execute("SELECT proleakproof FROM pg_proc WHERE proname = 'ts_match_vq'").fetchone()

    assert row == (True,)


def test_dump_and_load_carry_rows_policies_and_grants(desk: Cluster, tmp_path_factory: pytest.TempPathFactory) -> None:
    dump = tmp_path_factory.mktemp("b l a n k s") / "dump"
    with dump.open("wb") as target:
        client.dump(address.url("kontor_backup", PASSWORDS.backup, desk.port, "desk"), target)
    with desk.admin() as admin:
        make_database(admin, "copy")
    with desk.admin("copy") as admin:
        grant(admin)

    with dump.open("rb") as source:
        client.load(address.url("kontor_owner", PASSWORDS.owner, desk.port, "copy"), source)

    with _connect(desk, "kontor_app", PASSWORDS.application, "copy") as app:
        assert app.execute("SELECT count(*) FROM letters WHERE true").fetchone() == (0,)
        app.execute("SELECT set_config('kontor.tenants', '1', true)")
        assert app.execute("SELECT tenant_id, words FROM letters").fetchall() == [(1, "Grüße")]


def _connect(
    cluster: Cluster, role: str, password: str, database: str = "desk"
) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(address.url(role, password, cluster.port, database))


def test_both_sides_of_a_pipe_prepare_the_server(cluster: Cluster, tmp_path: Path) -> None:
    """`kontor tenant export NORD | kontor tenant plan -`: PostgreSQL alone would refuse one of them."""
    folder = Folder(tmp_path)
    prepare(cluster, folder)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _turn: prepare(cluster, folder), range(24)))

    assert done == [False] * 24
