"""The exported log in a spreadsheet: what people typed is text there."""

from __future__ import annotations

import csv
import io
import json

from kontor.audit.domain.exporting import Format, exported
from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope


def test_no_cell_is_reckoned_with_and_numbers_stay_numbers(db: None, nordlicht: Tenant) -> None:
    changes = {"name": ["=A1", "Jana,=A1"], "points": [3, -5], "words": [None, {"en": ["+A1"]}]}
    with in_scope(nordlicht):
        record_change("changed", nordlicht, by=None, tenant_id=nordlicht.pk, changes=changes, reason="Jana,=A1")
        table = "".join(exported(AuditEntry.objects.all(), Format.CSV))

    (row,) = csv.DictReader(io.StringIO(table), delimiter=";")
    assert row["reason"] == "Jana,'=A1"
    assert json.loads(row["changes"]) == {
        "name": ["'=A1", "Jana,'=A1"],
        "points": [3, -5],
        "words": [None, {"en": ["'+A1"]}],
    }
