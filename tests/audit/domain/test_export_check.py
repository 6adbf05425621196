"""Exported entries, checked by whoever has nothing but the file."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from kontor.audit.domain import exporting
from kontor.audit.domain.chains import head_of
from kontor.audit.domain.erasing import erase_content
from kontor.audit.domain.export_check import checked_lines
from kontor.audit.domain.exporting import Format, exported
from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.host.audit import check_file
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.ui.downloads import WrittenDownload
from tests.support.scoping import in_scope
from tests.support.statements import statements

STRANGE: dict[str, Any] = {
    "größer": ['Ä\u2028\x7f\x01\t"\\/', "Straße 😀"],
    "b": [None, {"long": 1, "a": [True, 2.50, 12345678901234567890], "Zeta": {}}],
    "aa": [[], ""],
}

Entry = dict[str, Any]


@pytest.fixture
def entries(db: None, nordlicht: Tenant, ada: User) -> list[Entry]:
    with in_scope(nordlicht):
        for number in range(1, 6):
            by = ada if number % 2 else None
            changes = STRANGE if number == 3 else {"name": ["a", "b"]}
            record_change("changed", nordlicht, by=by, tenant_id=nordlicht.pk, changes=changes, reason="weil")
        _chain_now()
        erase_content(AuditEntry.objects.filter(number=2), by=ada, reason="Antrag")
        _chain_now()
        return [json.loads(line) for line in _lines(nordlicht)]


def _chain_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _lines(tenant: Tenant) -> list[str]:
    rows = AuditEntry.objects.filter(tenant=tenant)
    return "".join(exported(rows, Format.JSON_LINES)).split("\n")[:-1]


def _problems(entries: list[Entry], code: str) -> list[str]:
    return checked_lines(map(json.dumps, entries))[code].problems


def test_what_the_database_has_hashed_is_computed_from_the_file_alone(nordlicht: Tenant, entries: list[Entry]) -> None:
    chain = checked_lines(map(json.dumps, entries))[nordlicht.code]

    assert chain.problems == []
    assert (chain.rows, chain.first, chain.last, chain.hash) == (6, 1, 6, head_of(nordlicht.pk).hash)
    assert (entries[1]["salt"], entries[1]["label"]) == (None, "")


def _other_value(entries: list[Entry]) -> None:
    entries[2]["changes"]["größer"] = ["x", "y"]


def _other_person(entries: list[Entry]) -> None:
    entries[4]["actor_id"] = None


def _other_time(entries: list[Entry]) -> None:
    entries[4]["at"] = "2026-01-01T00:00:00Z"


def _missing(entries: list[Entry]) -> None:
    del entries[2]


def _replaced(entries: list[Entry]) -> None:
    entries[2]["previous_hash"] = "0" * 64


DEEDS: dict[Callable[[list[Entry]], None], list[str]] = {
    _other_value: ["Entry 3 was changed: its name, values, reason or origin."],
    _other_person: ["Entry 5 was changed: time, person, action, object or place."],
    _other_time: ["Entry 5 was changed: time, person, action, object or place."],
    _missing: ["Entries are missing: 3 to 3."],
    _replaced: [
        "Entry 3 was changed: time, person, action, object or place.",
        "Entry 3 does not follow the entry before it.",
    ],
}


def test_what_was_changed_in_the_file_is_named(nordlicht: Tenant, entries: list[Entry]) -> None:
    found = {}
    for deed in DEEDS:
        changed = json.loads(json.dumps(entries))
        deed(changed)
        found[deed] = _problems(changed, nordlicht.code)

    assert found == DEEDS


def test_the_command_checks_without_a_database(
    nordlicht: Tenant, entries: list[Entry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text("".join(f"{json.dumps(entry)}\n" for entry in entries))
    assert check_file(file) == 0
    file.write_text("".join(f"{json.dumps(entry)}\n" for entry in entries[1:3] + entries[4:]))

    with statements() as sent:
        assert check_file(file) == 1

    assert list(sent) == []
    said = capsys.readouterr().out
    assert "holds  6 entries from number 1 to 6" in said
    assert "Entries are missing: 4 to 4." in said


@pytest.mark.django_db
def test_however_many_entries_there_are_one_batch_is_in_memory(
    nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "BATCH", 50)
    with in_scope(nordlicht):
        _fill(nordlicht, 400)
        _peak()
        few, _size = _peak()
        _fill(nordlicht, 3_600)
        many, size = _peak()

    assert size > 4_000 * 1_000
    assert many < few + size / 20


def _fill(tenant: Tenant, number: int) -> None:
    values = {"at": clock.now(), "action": "x", "kind": "x", "changes": {"name": ["", "x" * 1_000]}}
    AuditEntry.objects.bulk_create([AuditEntry(**values, tenant=tenant) for _each in range(number)])


def _peak() -> tuple[int, int]:
    """How much memory writing the whole log takes, and how much is written."""
    tracemalloc.start()
    size = sum(len(piece) for piece in exported(AuditEntry.objects.all(), Format.JSON_LINES))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, size


def test_a_download_is_written_piece_by_piece_as_the_server_asks() -> None:
    asked = []

    def pieces() -> Iterator[str]:
        for piece in ("eins ", "zwölf"):
            asked.append(piece)
            yield piece

    async def first_then_all(response: WrittenDownload) -> tuple[list[str], bytes]:
        stream = response.__aiter__()
        begun = await anext(stream)
        seen = list(asked)
        return seen, begun + b"".join([piece async for piece in stream])

    seen, whole = async_to_sync(first_then_all)(WrittenDownload(pieces(), "x.csv", "text/csv"))

    assert (seen, whole.decode()) == (["eins "], "eins zwölf")
    assert b"".join(WrittenDownload(pieces(), "x.csv", "text/csv")).decode() == "eins zwölf"
