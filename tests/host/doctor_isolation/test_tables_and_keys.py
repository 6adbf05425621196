"""What the doctor says of tables, policies and keys that keep no tenants apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.config import checks
from kontor.host.doctor.finding import Level
from kontor.host.doctor.isolation import declared
from kontor.host.doctor.isolation.chapters import CHAPTERS, examine
from kontor.tenants.models import Tenant
from tests.host.doctor_isolation.looking import unsound


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
