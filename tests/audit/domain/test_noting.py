"""Ends that are noted beside the database: what is cut off together with its head is missed all the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings

from kontor.audit.domain.chains import verify
from kontor.audit.domain.noting import last_noted, note_heads, noted_heads, read_notes
from kontor.audit.domain.recording import record_change
from kontor.audit.enums import Flaw
from kontor.host.audit import verify_all
from kontor.host.doctor.audit import check_chains
from kontor.host.postgres import roles
from kontor.tenants.models import Tenant
from tests.support.databases import connected_to
from tests.support.scoping import everywhere, in_scope
from tests.support.server import Server

CUT = """
DELETE FROM audit_auditentry WHERE tenant_id = {0} AND number > 3;
UPDATE audit_chain SET length = 3, hash = (SELECT hash FROM audit_auditentry WHERE tenant_id = {0} AND number = 3)
WHERE tenant_id = {0}
"""
LAST_WRITTEN_ANEW = """
UPDATE audit_auditentry SET reason = 'x' WHERE tenant_id = {0} AND number = 5;
UPDATE audit_auditentry SET content_hash = kontor_audit_content(audit_auditentry) WHERE tenant_id = {0} AND number = 5;
UPDATE audit_auditentry SET hash = kontor_audit_hash(audit_auditentry) WHERE tenant_id = {0} AND number = 5;
UPDATE audit_chain SET hash = (SELECT hash FROM audit_auditentry WHERE tenant_id = {0} AND number = 5)
WHERE tenant_id = {0}
"""
WIPED = "DELETE FROM audit_auditentry WHERE tenant_id = {0}; DELETE FROM audit_chain WHERE tenant_id = {0}"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    with override_settings(AUDIT_HEADS=tmp_path / "elsewhere" / "heads.jsonl"):
        yield tmp_path / "elsewhere" / "heads.jsonl"


def write(tenant: Tenant, *actions: str) -> None:
    with in_scope(tenant):
        for action in actions:
            record_change(action, tenant, by=None, tenant_id=tenant.pk)


def tamper(statement: str, tenant: Tenant) -> None:
    off, on = (
        "".join(f"ALTER TABLE {table} {word} TRIGGER USER;" for table in ("audit_auditentry", "audit_chain"))
        for word in ("DISABLE", "ENABLE")
    )
    for statements in (off + statement.format(tenant.pk), on):
        with everywhere(), connection.cursor() as cursor:
            cursor.execute(statements)


@pytest.mark.parametrize("deed", [CUT, LAST_WRITTEN_ANEW, WIPED], ids=["cut", "last written anew", "wiped"])
def test_what_the_database_cannot_show_is_missed_by_doctor_and_command(
    server: Server,
    committed_db: str,
    nordlicht: Tenant,
    file: Path,
    deed: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(nordlicht, "one", "two", "three", "four", "five")
    note_heads()
    assert (verify_all(), [each.level for each in check_chains()]) == (0, ["ok"])
    with connected_to(server, committed_db.rpartition("/")[2], roles.OWNER):
        tamper(deed, nordlicht)

    assert verify(nordlicht.pk).holds
    note_heads()
    write(nordlicht, "six", "seven", "eight")
    note_heads()

    [found] = check_chains()
    sentence = "Entry 5 is not the one that was noted: the chain was written anew."
    assert (found.level, found.sentence) == ("BAD", f"Administration log, tenant {nordlicht.code}: {sentence}")
    capsys.readouterr()
    assert verify_all() == 1
    assert sentence in capsys.readouterr().out


@pytest.mark.django_db
def test_one_note_for_each_chain_is_enough(nordlicht: Tenant, alpina: Tenant, file: Path) -> None:
    for action in ("one", "two"):
        write(nordlicht, action)
        write(alpina, action)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        note_heads()

    assert sorted((head.chain, head.number) for head in noted_heads()) == [(nordlicht.pk, 2), (alpina.pk, 2)]
    before = file.stat().st_mtime_ns
    note_heads()
    assert file.stat().st_mtime_ns == before
    assert last_noted() is not None


@pytest.mark.django_db
def test_the_notes_of_another_database_stay_and_count_for_nothing_here(nordlicht: Tenant, file: Path) -> None:
    file.parent.mkdir()
    other = {"at": "2026-01-01T00:00:00+00:00", "database": "7/7", "chain": nordlicht.pk, "number": 9, "hash": "f" * 64}
    file.write_text(json.dumps(other) + "\n")
    write(nordlicht, "one")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    note_heads()

    assert [note.number for note in read_notes(file)] == [9, 1]
    assert verify(nordlicht.pk, noted=noted_heads()).holds
    assert [
        problem.flaw for problem in verify(nordlicht.pk, noted=[note.head for note in read_notes(file)]).problems
    ] == [Flaw.NOT_AS_NOTED]


@pytest.mark.django_db
def test_without_notes_the_doctor_says_what_would_not_be_seen(nordlicht: Tenant, file: Path) -> None:
    write(nordlicht, "one")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    assert [each.level for each in check_chains()] == ["ok", "look"]

    file.parent.mkdir()
    file.write_text("nonsense\n")
    assert [each.level for each in check_chains()] == ["BAD", "ok", "look"]
