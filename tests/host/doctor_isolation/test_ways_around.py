"""What the doctor says of ways around row security: views, functions, roles, settings, rows that are seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.tenants.models import Tenant
from tests.host.doctor_isolation.looking import broken, name_of, unsound
from tests.support.databases import connected_to
from tests.support.server import Server


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'",
            "The function public.peek works with its owner's rights.",
        ),
        (
            "CREATE FUNCTION told(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true'",
            "The function public.told is marked leakproof and is not PostgreSQL's own.",
        ),
        (
            "CREATE VIEW everything AS SELECT * FROM tickets_ticket",
            "A view or rule reads with its owner's rights: public.everything.",
        ),
        (
            "CREATE RULE copied AS ON DELETE TO tickets_note DO ALSO SELECT 1",
            "A view or rule reads with its owner's rights: tickets_note: copied.",
        ),
        (
            "GRANT TRUNCATE, REFERENCES ON tickets_ticket TO kontor_app",
            "The application's role may do more than read and write the table tickets_ticket: REFERENCES, TRUNCATE.",
        ),
        (
            "GRANT CREATE ON SCHEMA public TO PUBLIC",
            "The application's role may make things of its own: CREATE ON SCHEMA public.",
        ),
    ],
)
def test_ways_around_are_named(after: Callable[..., list[str]], statement: str, sentence: str) -> None:
    assert after(statement) == [sentence]


def test_a_view_with_the_rights_of_who_asks_is_no_way_around(after: Callable[..., list[str]]) -> None:
    assert after("CREATE VIEW plain WITH (security_invoker=true) AS SELECT * FROM tickets_ticket") == []


def test_a_scope_given_for_good_is_named_and_seen_in_the_sample(
    server: Server, tickets: None, committed_db: str, nordlicht: Tenant
) -> None:
    database = name_of(committed_db)

    found = broken(server, committed_db, f"ALTER DATABASE {database} SET kontor.tenants = '{nordlicht.pk}'")

    assert f"This is set for good, for the role or the database: kontor.tenants={nordlicht.pk}." in found
    assert "Without a scope rows of the table tickets_ticket are visible." in found


def test_rows_of_others_are_seen_where_row_security_is_off(
    server: Server, tickets: None, committed_db: str, nordlicht: Tenant, alpina: Tenant
) -> None:
    found = broken(server, committed_db, "ALTER TABLE tickets_ticket DISABLE ROW LEVEL SECURITY")

    expected = {
        "Without a scope rows of the table tickets_ticket are visible.",
        f"In the scope of tenant {nordlicht.pk} the table tickets_ticket shows 1 rows of others.",
        f"In the scope of tenant {alpina.pk} the table tickets_ticket shows 2 rows of others.",
    }
    assert expected - set(found) == set()


def test_rows_that_two_tenants_see_are_found_by_counting(
    server: Server, tickets: None, committed_db: str, nordlicht: Tenant, alpina: Tenant
) -> None:
    found = broken(server, committed_db, "ALTER TABLE org_category DISABLE ROW LEVEL SECURITY")

    one, other = sorted((nordlicht.pk, alpina.pk))
    assert f"Tenants {one} and {other} do not see different rows of the table org_category." in found


def test_a_number_without_its_tenant_is_named(server: Server, committed_db: str, nordlicht: Tenant) -> None:
    lonely = nordlicht.pk + 1000

    found = broken(server, committed_db, f"INSERT INTO tenants_roster (id) VALUES ({lonely})")

    assert f"The roster and the tenants do not agree: {lonely}." in found


def test_a_role_that_is_not_plain_is_named(server: Server, committed_db: str) -> None:
    with connected_to(server, name_of(committed_db), "postgres"):
        found = unsound()

    assert "The application's role postgres is a superuser, for whom row security does not count." in found
    assert "The application's role postgres owns something and could switch row security off there." in (found)
    assert "Without a scope rows of the table people_grant are visible." not in found, "There are none."


def test_the_owner_is_no_role_to_work_with(server: Server, committed_db: str) -> None:
    with connected_to(server, name_of(committed_db), "kontor_owner"):
        found = unsound()

    assert "The application's role kontor_owner owns something and could switch row security off there." in (found)


def test_a_role_above_row_security_that_is_not_ours_is_named(after: Callable[..., list[str]]) -> None:
    assert after("CREATE ROLE curious LOGIN BYPASSRLS") == [
        "The role curious bypasses row security and is not Kontor's."
    ]


def test_a_table_of_a_superuser_is_named(after: Callable[..., list[str]]) -> None:
    assert after("ALTER TABLE tickets_ticket OWNER TO postgres") == ["Tables belong to the superuser postgres."]


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("SUPERUSER", "is a superuser, for whom row security does not count"),
        ("BYPASSRLS", "bypasses row security"),
        ("CREATEROLE", "may make roles"),
        ("CREATEDB", "may make databases"),
        ("REPLICATION", "may read the whole database by replication"),
    ],
)
def test_a_role_that_may_more_than_it_should_is_named(after: Callable[..., list[str]], flag: str, words: str) -> None:
    assert f"The application's role kontor_app {words}." in after(f"ALTER ROLE kontor_app {flag}")


def test_a_role_that_could_become_another_is_named(after: Callable[..., list[str]]) -> None:
    words = "is a member of other roles and could become one of them"

    assert after("GRANT kontor_owner TO kontor_app WITH INHERIT FALSE") == [
        f"The application's role kontor_app {words}."
    ]
