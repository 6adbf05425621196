"""The certificate of an erasure: what it says, that it is the one that was made, and what could not be reached."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from kontor.kernel.errors import Failed
from kontor.people.models import User
from kontor.privacy.domain.certificates import certify, checked, hash_of, not_reached, written
from kontor.privacy.domain.tally import Tally
from kontor.privacy.enums import ErasureKind
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.privacy import make_erasure
from tests.support.scoping import in_scope


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant) -> Iterator[None]:
    with in_scope(nordlicht):
        yield


def test_it_says_what_when_by_whom_and_why(nordlicht: Tenant, ada: User, frozen: Frozen) -> None:
    erasure = make_erasure(nordlicht, contact=7, asked_by=ada, reason="Art. 17")
    certificate = checked(erasure)

    moment = frozen.at.isoformat()
    assert {key: certificate[key] for key in ("format", "tenant", "kind", "contact", "reason", "asked_by")} == {
        "format": 2,
        "tenant": "Nordlicht Energie",
        "kind": "contact",
        "contact": 7,
        "reason": "Art. 17",
        "asked_by": "Ada Ahrens",
    }
    assert [certificate[key] for key in ("asked_at", "begun_at", "ended_at")] == [moment] * 3
    assert certificate["erased"] == [{"table": "tickets.Message", "rows": 3, "digest": "ab" * 32}]
    assert certificate["files"] == {"count": 2, "bytes": 2048}
    assert "lengths" not in certificate


def test_of_a_retention_it_says_the_lengths(nordlicht: Tenant) -> None:
    lengths = [{"table": "tickets.Ticket", "category": "Abrechnung", "months": 12}]

    assert checked(make_erasure(nordlicht, kind=ErasureKind.RETENTION, lengths=lengths))["lengths"] == lengths


def test_tables_stand_in_order_and_printed_letters_by_their_files_only(nordlicht: Tenant) -> None:
    erasure = make_erasure(nordlicht)
    erasure.counts = {label: {"rows": 1, "digest": "a"} for label in ("tickets.Note", "calls.Call")}
    erasure.files = {"count": 0, "printed": [1, 2]}
    certify(erasure)

    certificate = checked(erasure)
    assert [line["table"] for line in certificate["erased"]] == ["calls.Call", "tickets.Note"]
    assert certificate["files"] == {"count": 0}


@pytest.mark.parametrize(
    ("change", "value"),
    [("reason", "anderer"), ("erased", []), ("ended_at", "")],
)
def test_a_certificate_that_was_changed_is_told(nordlicht: Tenant, change: str, value: Any) -> None:
    erasure = make_erasure(nordlicht)
    erasure.certificate = {**(erasure.certificate or {}), change: value}

    with pytest.raises(Failed, match=f"The certificate of erasure {erasure.pk} is not as it was made"):
        checked(erasure)


def test_one_that_was_never_made_is_none(nordlicht: Tenant) -> None:
    erasure = make_erasure(nordlicht)
    erasure.certificate = None

    with pytest.raises(Failed):
        checked(erasure)


def test_the_hash_is_that_of_the_file_as_it_is_handed_out() -> None:
    certificate = {"b": 1, "a": "Ä"}

    text = written(certificate)

    assert json.loads(text) == certificate
    assert text.index('"a"') < text.index('"b"')
    assert "Ä" in text
    assert hash_of(certificate) == hashlib.sha256(text.encode()).hexdigest()


def test_what_others_have_is_told_in_codes(nordlicht: Tenant) -> None:
    erasure = make_erasure(nordlicht)
    assert not_reached(erasure) == [{"code": "backups"}, {"code": "mailboxes"}]

    erasure.counts = {"letters.Scan": {"rows": 1, "digest": "a"}}
    assert [each["code"] for each in not_reached(erasure)] == ["backups", "mailboxes", "scans"]


def test_digests_follow_on_each_other_and_rows_are_counted_by_table() -> None:
    one, other, turned = Tally(), Tally(), Tally()
    rows = [{"pk": 1, "text": "ä"}, {"text": "b", "pk": 2}]
    for tally, order in ((one, rows), (other, [dict(reversed(row.items())) for row in rows]), (turned, rows[::-1])):
        for row in order:
            tally.add("tickets.Note", row)
    one.add("calls.Call", {"pk": 1, "text": "ä"})

    digest = one.counts["tickets.Note"]["digest"]
    assert (one.rows, one.counts["tickets.Note"]["rows"], one.counts["calls.Call"]["rows"]) == (3, 2, 1)
    assert other.counts["tickets.Note"]["digest"] == digest
    assert turned.counts["tickets.Note"]["digest"] != digest
    assert one.counts["calls.Call"]["digest"] not in (digest, "")
    assert Tally().rows == 0
