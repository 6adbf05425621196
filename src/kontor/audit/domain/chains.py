"""Whether the chains of the log hold: every row as it was written, none missing, none added.

The database computes everything in one pass along an index; only what is wrong leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from kontor.audit.domain.erasing import ERASED
from kontor.audit.domain.retention import REMOVED
from kontor.audit.enums import Flaw
from kontor.audit.models import BEGINNING, AuditEntry, Chain
from kontor.tenants.scope import INSTALLATION, scope

MOST = 100
"""So many rows of a kind are named in each chain; whoever changed more has made the point."""


@dataclass(frozen=True)
class Problem:
    """``number`` to ``last`` are places in the chain; 0 where the row has none, then ``entry_id`` says which it is."""

    flaw: Flaw
    number: int = 0
    last: int = 0
    entry_id: int | None = None


@dataclass(frozen=True)
class Head:
    """The end of a chain at some moment. Kept elsewhere, it shows later whether the past is still the same.

    ``chain`` is the tenant's id, or 0 for the installation.
    """

    chain: int
    number: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    head: Head
    rows: int
    anchor: int
    """The last row that retention has taken; 0 when it took none."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems


def verify(chain: int, *, noted: Iterable[Head] = ()) -> Verdict:
    """Look at the chain of this tenant (0: the installation), and whether it has what was ``noted`` of it before."""
    with scope(chain):
        tenant_id = None if chain == INSTALLATION else chain
        head = Chain.objects.filter(tenant=tenant_id).first() or Chain(tenant_id=tenant_id)
        problems = [
            *_of_the_end(tenant_id),
            *_of_rows(tenant_id),
            *_without_place(tenant_id),
            *_erased_unseen(tenant_id),
            *_anchored_unseen(head),
            *_not_as_noted(tenant_id, head, [each for each in noted if each.chain == chain]),
        ]
        rows = AuditEntry.objects.filter(tenant=tenant_id).count()
    return Verdict(Head(chain, head.length, head.hash), rows, head.anchor_number, problems)


def missing_of(chain: int, noted: Iterable[Head]) -> list[Problem]:
    """Those of the ``noted`` ends of this chain that are found no more."""
    with scope(chain):
        tenant_id = None if chain == INSTALLATION else chain
        head = Chain.objects.filter(tenant=tenant_id).first() or Chain(tenant_id=tenant_id)
        return list(_not_as_noted(tenant_id, head, list(noted)))


def head_of(chain: int) -> Head:
    """Where the chain ends now."""
    with scope(chain):
        head = Chain.objects.filter(tenant=None if chain == INSTALLATION else chain).first() or Chain()
    return Head(chain, head.length, head.hash)


ROWS = """
SELECT number, id, before, hash_holds, content_holds, previous_hash = hash_before AS follows FROM (
    SELECT entry.number, entry.id, entry.previous_hash,
        lag(entry.number, 1, head.anchor_number) OVER (ORDER BY entry.number) AS before,
        lag(entry.hash, 1, head.anchor_hash) OVER (ORDER BY entry.number) AS hash_before,
        entry.hash = kontor_audit_hash(entry) AS hash_holds,
        CASE WHEN entry.erased_at IS NULL THEN entry.content_hash = kontor_audit_content(entry)
            ELSE entry.label = '' AND entry.changes = '{}' AND entry.reason = '' AND entry.source = ''
            END AS content_holds
    FROM audit_auditentry AS entry
    CROSS JOIN (SELECT anchor_number, anchor_hash FROM audit_chain WHERE tenant_id IS NOT DISTINCT FROM %(tenant)s) head
    WHERE (entry.tenant_id = %(tenant)s OR (%(tenant)s::bigint IS NULL AND entry.tenant_id IS NULL))
        AND entry.number IS NOT NULL
) AS found
WHERE number <> before + 1 OR hash_holds IS NOT TRUE OR content_holds IS NOT TRUE OR previous_hash <> hash_before
ORDER BY number LIMIT %(most)s
"""
END = """
SELECT head.length, head.hash, last.number, last.hash, head.anchor_number, head.anchor_hash
FROM (SELECT 1) AS one
LEFT JOIN audit_chain AS head ON head.tenant_id IS NOT DISTINCT FROM %(tenant)s
LEFT JOIN LATERAL (
    SELECT number, hash FROM audit_auditentry
    WHERE tenant_id IS NOT DISTINCT FROM %(tenant)s AND number IS NOT NULL ORDER BY number DESC LIMIT 1
) AS last ON true
"""
ERASED_UNSEEN = """
SELECT number, id FROM audit_auditentry AS entry
WHERE tenant_id IS NOT DISTINCT FROM %(tenant)s AND erased_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM audit_auditentry AS said
    WHERE said.tenant_id IS NOT DISTINCT FROM %(tenant)s AND said.action = %(action)s AND said.kind = %(kind)s
        AND said.changes -> 'entries' -> 1 @> to_jsonb(entry.id)
) ORDER BY number LIMIT %(most)s
"""


def _of_rows(tenant_id: int | None) -> Iterator[Problem]:
    for number, entry_id, before, hash_holds, content_holds, follows in _found(ROWS, tenant_id):
        if number > before + 1:
            yield Problem(Flaw.REMOVED, before + 1, number - 1)
        elif number <= before or not follows:
            yield Problem(Flaw.OUT_OF_PLACE, number, number, entry_id)
        if not hash_holds:
            yield Problem(Flaw.CHANGED, number, number, entry_id)
        elif not content_holds:
            yield Problem(Flaw.CONTENT_CHANGED, number, number, entry_id)


def _of_the_end(tenant_id: int | None) -> Iterator[Problem]:
    [(length, head_hash, number, last_hash, anchor, anchor_hash)] = _found(END, tenant_id)
    if length is None:
        if number is not None:
            yield Problem(Flaw.NO_HEAD, 1, number)
        return
    if number is None:
        number, last_hash = anchor, anchor_hash
    if number < length:
        yield Problem(Flaw.REMOVED_AT_THE_END, number + 1, length)
    elif number > length:
        yield Problem(Flaw.BEYOND_THE_END, length + 1, number)
    elif head_hash != last_hash:
        yield Problem(Flaw.END_DIFFERS, length, length)


def _without_place(tenant_id: int | None) -> Iterator[Problem]:
    """Rows of a transaction that has ended have their number; one without was put in past the triggers."""
    rows = AuditEntry.objects.filter(tenant=tenant_id, number=None).order_by("id")
    for entry_id in rows.values_list("pk", flat=True)[:MOST]:
        yield Problem(Flaw.UNCHAINED, entry_id=entry_id)


def _erased_unseen(tenant_id: int | None) -> Iterator[Problem]:
    kind = AuditEntry._meta.label_lower
    for number, entry_id in _found(ERASED_UNSEEN, tenant_id, action=ERASED, kind=kind):
        yield Problem(Flaw.ERASED_UNSEEN, number or 0, number or 0, entry_id)


def _anchored_unseen(head: Chain) -> Iterator[Problem]:
    said = AuditEntry.objects.filter(
        tenant=head.tenant_id, action=REMOVED, changes__up_to__1=head.anchor_number, number__gt=head.anchor_number
    )
    if head.anchor_number and not said.exists():
        yield Problem(Flaw.ANCHOR_UNSEEN, 1, head.anchor_number)


def _not_as_noted(tenant_id: int | None, head: Chain, noted: Sequence[Head]) -> Iterator[Problem]:
    """What lies before the anchor is gone by rule; from there on each noted end must be found again."""
    if not noted:
        return
    rows = AuditEntry.objects.filter(tenant=tenant_id, number__in=[each.number for each in noted])
    found = dict(rows.values_list("number", "hash"))
    found[head.anchor_number] = head.anchor_hash if head.anchor_number else BEGINNING
    for each in sorted(noted, key=lambda one: one.number):
        if each.number >= head.anchor_number and found.get(each.number) != each.hash:
            yield Problem(Flaw.NOT_AS_NOTED, each.number, each.number)


def _found(statement: str, tenant_id: int | None, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"tenant": tenant_id, "most": MOST, **more})
        return list(cursor.fetchall())
