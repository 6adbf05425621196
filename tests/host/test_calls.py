"""`kontor calls export` as another program calls it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from kontor.audit.models import AuditEntry
from kontor.calls.domain import recorded
from kontor.host.calls import add_arguments, write
from kontor.host.say import Stop
from kontor.tenants.models import Tenant
from tests.factories.call_records import make_record
from tests.support.processes import environment_for
from tests.support.scoping import in_scope

NOON = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WRITE = "write a day as 2026-11-01 or a moment as 2026-11-01T08:00:00Z"


def exported(*arguments: str) -> str:
    parser = ArgumentParser()
    add_arguments(parser)
    file = io.BytesIO()
    write(parser.parse_args(["export", *arguments]), file)
    return file.getvalue().decode()


def ids(*arguments: str) -> list[int]:
    return [json.loads(line)["id"] for line in exported(*arguments, "--format", "jsonl").splitlines()]


@pytest.mark.django_db
def test_tenants_are_named_by_their_code(nordlicht: Tenant, alpina: Tenant) -> None:
    ours, theirs = make_record(nordlicht, started_at=NOON), make_record(alpina, started_at=NOON - DAY)

    assert ids("--tenant", nordlicht.code) == [ours.pk]
    assert ids("--tenant", nordlicht.code.lower(), "--tenant", alpina.code) == [theirs.pk, ours.pk]
    assert ids() == [theirs.pk, ours.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--from", "2026-11-10"], [1, 2, 3]),
        (["--to", "2026-11-10"], [0, 1, 2]),
        (["--from", "2026-11-10", "--to", "2026-11-10"], [1, 2]),
        (["--from", "2026-11-10T11:00:00Z"], [2, 3]),
        (["--to", "2026-11-10T11:00:00Z"], [0, 1]),
        (["--from", "2026-11-10T12:00:00+01:00", "--to", "2026-11-10T13:00:00"], [2]),
    ],
)
def test_a_day_is_a_whole_day_of_the_house(nordlicht: Tenant, arguments: list[str], wanted: list[int]) -> None:
    """In Berlin the tenth begins at eleven in the evening of the ninth, as UTC has it."""
    begins = datetime(2026, 11, 9, 23, 0, tzinfo=UTC)
    moments = [begins - timedelta(seconds=1), begins, NOON, begins + DAY]
    made = [make_record(nordlicht, started_at=moment).pk for moment in moments]

    assert ids(*arguments) == [made[number] for number in wanted]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", "yesterday"], f"--from: {WRITE}, not 'yesterday'."),
        (["--to", "2026-02-31"], f"--to: {WRITE}, not '2026-02-31'."),
        (["--tenant", "WHO"], "There is no tenant WHO. Known are: NORD."),
    ],
)
def test_a_mistake_is_said_in_a_sentence(nordlicht: Tenant, arguments: list[str], sentence: str) -> None:
    with pytest.raises(Stop) as stopped:
        exported(*arguments)

    assert str(stopped.value) == sentence.replace("NORD", nordlicht.code)


@pytest.mark.django_db
def test_each_batch_is_read_in_a_transaction_of_its_own(nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "BATCH", 2)
    made = [make_record(nordlicht, started_at=NOON + each * DAY).pk for each in range(5)]

    assert ids() == made


@pytest.mark.django_db
def test_the_export_stands_in_the_audit_log(nordlicht: Tenant) -> None:
    make_record(nordlicht)

    exported("--from", "2026-11-01")

    with in_scope(nordlicht):
        entry = AuditEntry.objects.get(action="calls exported")
    assert (entry.actor, entry.changes) == (None, {"format": [None, "csv"], "from": [None, "2026-11-01"]})


def test_the_command_writes_a_table_on_standard_output(committed_db: str, nordlicht: Tenant, tmp_path: Path) -> None:
    call = make_record(nordlicht, started_at=NOON, remote="=1+1", remote_normal="")
    connection.close()
    command = [Path(sys.executable).with_name("kontor"), "calls", "export"]
    environment = environment_for(committed_db, tmp_path)

    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False, timeout=120)
    wrong = subprocess.run(
        [*command, "--tenant", "NOBODY"], env=environment, cwd=tmp_path, capture_output=True, check=False, timeout=120
    )

    (row,) = csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"), newline=""), delimiter=";")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (row["id"], row["number"], row["started_at"]) == (str(call.pk), "'=1+1", "2026-11-10T11:00:00Z")
    assert (wrong.returncode, wrong.stdout) == (1, b"")
    assert wrong.stderr.decode().startswith("There is no tenant NOBODY.")
