"""`kontor doctor` and `kontor audit` on the chains of the administration log."""

from __future__ import annotations

import csv
import io
import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest
from django.db import connection

from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.host.audit import add_arguments, export, verify_all, write_heads
from kontor.host.doctor.audit import check_chains
from kontor.host.doctor.finding import Level
from kontor.host.say import Stop
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.scoping import everywhere, in_scope
from tests.support.server import Server


def write(tenant: Tenant, *labels: str, by: User | None = None) -> None:
    with in_scope(tenant):
        for label in labels:
            record_change("changed", tenant, by=by, tenant_id=tenant.pk, changes={"name": [None, label]}, label=label)


def parsed(*arguments: str) -> Namespace:
    parser = ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(arguments)


def tamper(server: Server, address: str, statement: str) -> None:
    with server.admin(address.rpartition("/")[2]) as admin:
        admin.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        admin.execute(statement)


def test_a_changed_row_is_found_by_doctor_and_command(
    server: Server,
    committed_db: str,
    nordlicht: Tenant,
    alpina: Tenant,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(nordlicht, "eins", "zwei")
    write(alpina, "drei")
    sound, _unnoted = check_chains()
    heads = io.BytesIO()
    write_heads(heads)
    (tmp_path / "heads.json").write_bytes(heads.getvalue())
    assert verify_all(tmp_path / "heads.json") == 0
    held = capsys.readouterr().out

    tamper(server, committed_db, "UPDATE audit_auditentry SET label = 'x' WHERE label IN ('zwei')")

    found, _unnoted = check_chains()
    assert (sound.level, sound.sentence) == (
        Level.GOOD,
        "The administration log is as it was written: 3 entries in 3 chains.",
    )
    sentence = "Entry 2 was changed afterwards: its name, values, reason or origin."
    assert (found.level, found.sentence) == (Level.BAD, f"Administration log, tenant {nordlicht.code}: {sentence}")
    assert found.advice
    assert held.count("holds") == 3
    assert verify_all() == 1
    said = capsys.readouterr().out
    assert (said.count("holds"), said.count("BROKEN"), said.count(sentence)) == (2, 1, 1)


@pytest.mark.django_db
def test_the_log_is_handed_out_as_a_table(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    write(nordlicht, "=1+1", "zwei", by=ada)
    write(alpina, "geheim")
    file = io.BytesIO()

    export(parsed("export", "--tenant", nordlicht.code.lower()), file)

    rows = list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert [(row["tenant"], row["actor"], row["label"]) for row in rows[:2]] == [
        (nordlicht.code, ada.username, "'=1+1"),
        (nordlicht.code, ada.username, "zwei"),
    ]
    assert json.loads(rows[1]["changes"]) == {"name": [None, "zwei"]}
    assert b"geheim" not in file.getvalue()
    with everywhere():
        noted = AuditEntry.objects.get(action="log exported")
    assert (noted.tenant_id, noted.changes) == (nordlicht.pk, {"format": [None, "csv"]})


@pytest.mark.django_db
def test_json_lines_carry_the_hashes(nordlicht: Tenant) -> None:
    write(nordlicht, "eins", "zwei")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    file = io.BytesIO()

    export(parsed("export", "--tenant", nordlicht.code, "--format", "jsonl"), file)

    one, two, *_ = (json.loads(line) for line in file.getvalue().decode().splitlines())
    assert (one["number"], two["number"], two["previous_hash"]) == (1, 2, one["hash"])
    assert one["at"].endswith("Z")


@pytest.mark.django_db
def test_an_unknown_tenant_and_a_strange_file_are_sentences(nordlicht: Tenant, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="There is no tenant XX"):
        export(parsed("export", "--tenant", "XX"), io.BytesIO())
    (tmp_path / "x.json").write_text("[]")
    with pytest.raises(Stop, match="is not what"):
        verify_all(tmp_path / "x.json")
