"""`kontor doctor --isolation`: sound databases pass; each thing that somebody breaks as the owner is named."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from kontor.config import checks
from kontor.host.doctor import command
from kontor.host.doctor.finding import Level
from kontor.host.doctor.isolation import declared, sample
from kontor.host.doctor.isolation.chapters import CHAPTERS, examine
from kontor.host.doctor.isolation.command import examine_isolation
from kontor.host.say import Stop
from kontor.org.models import Category
from kontor.tenants.isolation import TenantPolicy
from kontor.tenants.models import Tenant
from tests.factories.tickets import make_ticket
from tests.support.databases import connected_to
from tests.support.server import Server


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def unsound() -> list[str]:
    """The sentences that are not good, each with an advice."""
    with checks.connect() as connection:
        found = [finding for each in examine(connection) for finding in each.findings]
    assert all(finding.advice for finding in found if finding.level != Level.GOOD)
    return [finding.sentence for finding in found if finding.level != Level.GOOD]


CATALOGUE = [check for chapter in CHAPTERS for check in chapter.checks if check is not sample.check_sample]


@pytest.fixture
def after(server: Server, django_db_setup: None) -> Iterator[Callable[..., list[str]]]:
    """``after("DROP …")``: what the catalogue says once somebody with all rights has done this. It is undone."""

    def look(*statements: str) -> list[str]:
        for statement in statements:
            admin.execute(statement.encode())
        admin.execute("SET LOCAL ROLE kontor_app")
        found = [finding for check in CATALOGUE for finding in check(admin)]
        assert all(finding.advice for finding in found if finding.level != Level.GOOD)
        return [finding.sentence for finding in found if finding.level != Level.GOOD]

    with server.admin(connections["default"].settings_dict["NAME"]) as admin, admin.transaction(force_rollback=True):
        yield look


def broken(server: Server, address: str, *statements: str) -> list[str]:
    """What is found, the sample included, after somebody with all rights has done this to the database."""
    with server.admin(name_of(address)) as admin:
        for statement in statements:
            admin.execute(statement.encode())
    return unsound()


@pytest.fixture
def tickets(committed_db: str, billing: Category, claims: Category) -> None:
    """Each of the two tenants has some."""
    for category in (billing, billing, claims):
        make_ticket(category)


def test_a_sound_database_passes_and_the_sample_has_seen_rows(tickets: None, nordlicht: Tenant) -> None:
    with checks.connect() as connection:
        found = examine(connection)

    sentences = {finding.sentence for each in found for finding in each.findings}
    assert [finding for each in found for finding in each.findings if finding.level != Level.GOOD] == []
    assert [each.chapter for each in found] == list(CHAPTERS)
    assert f"Row security is on and forced on all {len(declared.owned_models())} tables of tenants." in sentences
    assert "The roster holds all 2 tenants and nothing else." in sentences


def test_without_rows_the_sample_proves_nothing_and_says_so(committed_db: str) -> None:
    assert unsound() == ["There are no rows to try it on."]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "CREATE TABLE exported (tenant_id bigint, text text)",
            "The table exported is not one of Kontor's: nothing keeps tenants apart in it.",
        ),
        (
            "CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM tickets_ticket",
            "The table counted is not one of Kontor's: nothing keeps tenants apart in it.",
        ),
        (
            "ALTER TABLE people_absence ADD COLUMN tenant_id bigint",
            "The table people_absence names a tenant, and counts as one without.",
        ),
        ("DROP TABLE letters_stylesheet CASCADE", "The table letters_stylesheet is missing."),
        ("CREATE SCHEMA copies", "There are schemas besides Kontor's: copies."),
        (
            "ALTER TABLE tickets_ticket NO FORCE ROW LEVEL SECURITY",
            "Row security does not count for the owner of the table tickets_ticket.",
        ),
        (
            "ALTER TABLE tickets_ticket DISABLE ROW LEVEL SECURITY",
            "Row security is off on the table tickets_ticket.",
        ),
        (
            "DROP POLICY tickets_message_policy ON tickets_message",
            "The policy tickets_message_policy is missing on the table tickets_message.",
        ),
        (
            "CREATE POLICY helpful ON tickets_message FOR SELECT USING (tenant_id = 1)",
            "The policy helpful on the table tickets_message is not Kontor's: it may let more be seen.",
        ),
        (
            "ALTER POLICY tickets_message_policy ON tickets_message USING (tenant_id IS NOT NULL)",
            "The policy tickets_message_policy on the table tickets_message does not say what is declared.",
        ),
        (
            "ALTER POLICY tickets_message_policy ON tickets_message WITH CHECK (true)",
            "The policy tickets_message_policy on the table tickets_message does not say what is declared.",
        ),
        (
            "ALTER POLICY tickets_message_policy ON tickets_message TO kontor_backup",
            "The policy tickets_message_policy on the table tickets_message does not say what is declared.",
        ),
    ],
)
def test_what_is_wrong_with_tables_and_policies_is_named(
    after: Callable[..., list[str]], statement: str, sentence: str
) -> None:
    assert after(statement)[0] == sentence


TIE = "ALTER TABLE tickets_message DROP CONSTRAINT tickets_message_ticket_tie"
LOOSE = (
    "ALTER TABLE tickets_message ADD CONSTRAINT {name} FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) {more}"
)


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (
            [TIE],
            "The key tickets_message_ticket_tie of the table tickets_message is missing: "
            "its rows could name another tenant's.",
        ),
        (
            [TIE, LOOSE.format(name="tickets_message_ticket_tie", more="")],
            "The key tickets_message_ticket_tie of the table tickets_message does not carry the tenant.",
        ),
        (
            [LOOSE.format(name="short", more="")],
            "The key short of the table tickets_message does not carry the tenant.",
        ),
        (
            [LOOSE.format(name="short", more="NOT VALID")],
            "The key short of the table tickets_message was never checked on the rows that are there.",
        ),
        (
            ["ALTER TABLE tickets_message DISABLE TRIGGER ALL"],
            "A trigger of the table tickets_message is switched off: tickets_message_ticket_tie.",
        ),
        (
            ["ALTER TABLE audit_auditentry ENABLE REPLICA TRIGGER audit_entry_keep"],
            "A trigger of the table audit_auditentry is switched off: audit_entry_keep.",
        ),
    ],
)
def test_what_is_wrong_with_keys_is_named(
    after: Callable[..., list[str]], statements: list[str], sentence: str
) -> None:
    assert sentence in after(*statements)


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


def test_a_database_of_another_version_is_not_compared(server: Server, committed_db: str) -> None:
    [sentence] = broken(server, committed_db, "DELETE FROM django_migrations WHERE app = 'tickets'")

    assert "older than this Kontor" in sentence


# The command and its report


def parsed(*arguments: str) -> Namespace:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(arguments)


def test_the_report_names_version_checks_and_every_table(tickets: None, tmp_path: Path) -> None:
    file = tmp_path / "isolation.md"

    findings = examine_isolation(language="en", file=file)

    report = file.read_text(encoding="utf-8")
    lines = report.splitlines()
    assert lines[:3] == ["# Kontor: are the tenants kept apart?", "", "**Result: every check is passed.**"]
    assert [line for line in lines if line.startswith("| Number of tenants")] == ["| Number of tenants | 2 |"]
    assert [finding.sentence for finding in findings if f"| passed | {finding.sentence} |" not in lines] == []
    for table in (*declared.owned_models(), *declared.WITHOUT_TENANT):
        assert f"| `{table}` | " in report
    assert all(line.count("|") == 3 for line in lines if line.startswith("|"))


def test_the_report_speaks_german_and_says_what_is_not_passed(
    server: Server, tickets: None, committed_db: str, tmp_path: Path
) -> None:
    with server.admin(name_of(committed_db)) as admin:
        admin.execute("ALTER TABLE tickets_note NO FORCE ROW LEVEL SECURITY")

    examine_isolation(language="de", file=tmp_path / "trennung.md")

    lines = (tmp_path / "trennung.md").read_text(encoding="utf-8").splitlines()
    assert lines[2] == "**Ergebnis: NICHT bestanden. Befunde: 1.**"
    [line] = [line for line in lines if line.startswith("| NICHT BESTANDEN")]
    assert "Die Zeilensicherheit gilt nicht für den Eigentümer der Tabelle tickets_note." in line


def test_the_exit_code_says_whether_it_is_passed(
    server: Server,
    tickets: None,
    committed_db: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command.environment, "use_what_is_there", lambda _folder: True)
    assert command.run(parsed("--isolation")) == 0
    assert "BAD" not in capsys.readouterr().out

    with server.admin(name_of(committed_db)) as admin:
        admin.execute("ALTER TABLE tickets_note NO FORCE ROW LEVEL SECURITY")

    assert command.run(parsed("--isolation")) == 1
    assert "BAD   Row security does not count for the owner of the table tickets_note." in capsys.readouterr().out


def test_a_report_that_cannot_be_written_or_made_is_said(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Stop, match="cannot be written"):
        examine_isolation(language="en", file=tmp_path / "nowhere" / "isolation.md")
    monkeypatch.setattr(command.environment, "use_what_is_there", lambda _folder: False)
    with pytest.raises(Stop, match="is not running"):
        command.run(parsed("--isolation"))
    with pytest.raises(Stop, match="--isolation --report FILE"):
        command.run(parsed("--report", "x.md"))


def test_nothing_is_written_by_looking(tickets: None) -> None:
    """Neither rows nor the scope that was entered stay behind."""
    with checks.connect() as connection:
        examine(connection)
        row = connection.execute(
            "SELECT current_setting('kontor.tenants', true), txid_current_if_assigned()"
        ).fetchone()

    assert row in ((None, None), ("", None))


def test_every_kind_of_policy_has_words_for_the_report() -> None:
    used: set[Any] = {
        declared.policy_of(model).using  # type: ignore[union-attr]
        for model in declared.owned_models().values()
    }

    assert used - set(declared.MEANINGS) == set()
    assert (
        set(declared.MEANINGS)
        == set(declared.KINDS)
        == {
            TenantPolicy.OWNED,
            TenantPolicy.LENDABLE,
            TenantPolicy.SHARED,
            TenantPolicy.INSTALLATION_OR_OWNED,
            TenantPolicy.SELF,
        }
    )
