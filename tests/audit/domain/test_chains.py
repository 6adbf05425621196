"""A chain that holds is said to hold; whatever the owner of the database does to one is found and named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from kontor.audit.domain.chains import Head, Problem, head_of, verify
from kontor.audit.domain.erasing import erase_content
from kontor.audit.domain.recording import record_change
from kontor.audit.domain.retention import remove_old
from kontor.audit.enums import Flaw
from kontor.audit.models import AuditEntry, Chain
from kontor.host.postgres import roles
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.support.databases import connected_to
from tests.support.scoping import in_scope
from tests.support.server import Server
from tests.support.statements import statements

REWRITTEN = """
UPDATE audit_auditentry SET label = 'anders' WHERE number = {0};
UPDATE audit_auditentry SET content_hash = kontor_audit_content(audit_auditentry) WHERE number = {0};
UPDATE audit_auditentry SET hash = kontor_audit_hash(audit_auditentry) WHERE number = {0}
"""
SET_BACK = """
DELETE FROM audit_auditentry WHERE number > 3;
UPDATE audit_chain SET length = 3, hash = (SELECT hash FROM audit_auditentry WHERE number = 3)
"""
INSERTED = """
INSERT INTO audit_auditentry (at, action, kind, label, changes, number, tenant_id)
SELECT now(), 'x', 'x', '', '{}', %s, tenant_id FROM audit_chain
"""
SWAPPED = """
UPDATE audit_auditentry SET number = -2 WHERE number = 2;
UPDATE audit_auditentry SET number = 2 WHERE number = 3;
UPDATE audit_auditentry SET number = 3 WHERE number = -2
"""
ANCHORED = """
UPDATE audit_chain SET anchor_number = 2, anchor_hash = (SELECT hash FROM audit_auditentry WHERE number = 2);
DELETE FROM audit_auditentry WHERE number <= 2
"""
EMPTIED = """
UPDATE audit_auditentry SET label = '', changes = '{}', reason = '', source = '', salt = NULL, erased_at = now()
WHERE number = 3
"""
OUT_OF_PLACE, CHANGED = Flaw.OUT_OF_PLACE, Flaw.CHANGED
DEEDS: dict[str, tuple[str, list[tuple[Flaw, int, int]]]] = {
    "a value": (
        """UPDATE audit_auditentry SET changes = '{"name": ["a", "c"]}' WHERE number = 3""",
        [(Flaw.CONTENT_CHANGED, 3, 3)],
    ),
    "a reason": ("UPDATE audit_auditentry SET reason = 'x' WHERE number = 1", [(Flaw.CONTENT_CHANGED, 1, 1)]),
    "a time": ("UPDATE audit_auditentry SET at = at + interval '1 s' WHERE number = 3", [(CHANGED, 3, 3)]),
    "a person": ("UPDATE audit_auditentry SET actor_id = NULL WHERE number = 5", [(CHANGED, 5, 5)]),
    "a row is gone": ("DELETE FROM audit_auditentry WHERE number = 3", [(Flaw.REMOVED, 3, 3)]),
    "the first are gone": ("DELETE FROM audit_auditentry WHERE number < 3", [(Flaw.REMOVED, 1, 2)]),
    "the last are gone": ("DELETE FROM audit_auditentry WHERE number > 3", [(Flaw.REMOVED_AT_THE_END, 4, 5)]),
    "all are gone": ("DELETE FROM audit_auditentry", [(Flaw.REMOVED_AT_THE_END, 1, 5)]),
    "two are exchanged": (
        SWAPPED,
        [(OUT_OF_PLACE, 2, 2), (CHANGED, 2, 2), (OUT_OF_PLACE, 3, 3), (CHANGED, 3, 3), (OUT_OF_PLACE, 4, 4)],
    ),
    "one is put in": (INSERTED % "NULL", [(Flaw.UNCHAINED, 0, 0)]),
    "one is put behind": (
        INSERTED % "6",
        [(Flaw.BEYOND_THE_END, 6, 6), (OUT_OF_PLACE, 6, 6), (CHANGED, 6, 6)],
    ),
    "one is replaced with its hashes": (REWRITTEN.format(3), [(OUT_OF_PLACE, 4, 4)]),
    "the last is replaced with its hashes": (REWRITTEN.format(5), [(Flaw.END_DIFFERS, 5, 5)]),
    "content is taken away": (EMPTIED, [(Flaw.ERASED_UNSEEN, 3, 3)]),
    "old rows are taken away": (ANCHORED, [(Flaw.ANCHOR_UNSEEN, 1, 2)]),
    "the head is gone": ("DELETE FROM audit_chain", [(Flaw.NO_HEAD, 1, 5)]),
}


def write(tenant: Tenant, *actions: str, by: User | None = None) -> None:
    for action in actions:
        record_change(action, tenant, by=by, tenant_id=tenant.pk, changes={"name": ["a", "b"]}, reason="weil")


def chain_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def as_owner(server: Server, committed_db: str, nordlicht: Tenant, ada: User) -> Iterator[Head]:
    """Five rows are committed; then Django is connected as the owner of the tables. The value is the chain's end."""
    with in_scope(nordlicht):
        write(nordlicht, "one", "two", "three", "four", "five", by=ada)
    with connected_to(server, committed_db.rpartition("/")[2], roles.OWNER):
        yield head_of(nordlicht.pk)


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        for table in ("audit_auditentry", "audit_chain"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)


def found(problems: list[Problem]) -> list[tuple[Flaw, int, int]]:
    return [(problem.flaw, problem.number, problem.last) for problem in problems]


def test_every_deed_of_the_databases_owner_is_found_and_named(as_owner: Head, nordlicht: Tenant) -> None:
    seen = {}
    for name, (statement, _expected) in DEEDS.items():
        with transaction.atomic(), in_scope(nordlicht):
            tamper(statement)
            seen[name] = found(verify(nordlicht.pk).problems)
            transaction.set_rollback(True)

    assert seen == {name: expected for name, (_statement, expected) in DEEDS.items()}
    assert verify(nordlicht.pk).problems == []


def test_an_end_that_was_noted_elsewhere_shows_what_was_written_anew(as_owner: Head, nordlicht: Tenant) -> None:
    for statement in (SET_BACK, "DELETE FROM audit_auditentry; DELETE FROM audit_chain"):
        with transaction.atomic(), in_scope(nordlicht):
            tamper(statement)
            assert verify(nordlicht.pk).holds
            assert found(verify(nordlicht.pk, noted=[as_owner]).problems) == [(Flaw.NOT_AS_NOTED, 5, 5)]
            transaction.set_rollback(True)

    with in_scope(nordlicht):
        write(nordlicht, "six")
    assert verify(nordlicht.pk, noted=[as_owner]).holds
    assert verify(nordlicht.pk).head.number == 6


@pytest.mark.django_db
def test_a_chain_without_rows_holds(nordlicht: Tenant) -> None:
    verdict = verify(nordlicht.pk)

    assert (verdict.holds, verdict.rows, verdict.head.number) == (True, 0, 0)


@pytest.mark.django_db
def test_erased_content_leaves_the_chain_whole(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        write(nordlicht, "one", "two", "three", by=ada)
        chain_now()

        number = erase_content(AuditEntry.objects.filter(action__in=("one", "two")), by=ada, reason="Antrag")
        again = erase_content(AuditEntry.objects.filter(action="one"), by=ada, reason="Antrag")

        chain_now()
        one, _two, three, said = AuditEntry.objects.order_by("number")
        assert (number, again) == (2, 0)
        assert (one.label, one.changes, one.reason, one.source, one.salt) == ("", {}, "", "", None)
        assert (one.action, one.actor_id) == ("one", ada.pk)
        assert three.erased_at is None
        assert (said.action, said.reason, len(said.changes["entries"][1])) == ("content erased", "Antrag", 2)
    assert verify(nordlicht.pk).problems == []


@pytest.mark.django_db
def test_a_row_may_be_erased_in_the_transaction_that_wrote_it(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        write(nordlicht, "one")

        assert erase_content(AuditEntry.objects.all(), by=ada, reason="Antrag") == 1

        chain_now()
    assert verify(nordlicht.pk).problems == []


@pytest.mark.django_db
def test_old_rows_leave_and_the_chain_holds(frozen: Frozen, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        frozen.move(days=-400)
        write(nordlicht, "one", "two", "three")
        frozen.move(days=400)
        write(nordlicht, "four")
        chain_now()
    noted = head_of(nordlicht.pk)

    removed = remove_old(nordlicht.pk, before=frozen.at.replace(year=frozen.at.year - 1))

    with in_scope(nordlicht):
        chain_now()
        rows = list(AuditEntry.objects.order_by("number").values_list("number", "action"))
    verdict = verify(nordlicht.pk, noted=[noted, Head(nordlicht.pk, 2, "f" * 64)])
    assert removed == 3
    assert rows == [(4, "four"), (5, "old entries removed")]
    assert (verdict.problems, verdict.anchor, verdict.rows) == ([], 3, 2)
    assert remove_old(nordlicht.pk, before=frozen.at) == 0


@pytest.mark.django_db
def test_a_young_row_stays_whatever_is_asked(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        write(nordlicht, "one")
        chain_now()

    assert remove_old(nordlicht.pk, before=clock.now()) == 0


@pytest.mark.django_db
def test_looking_needs_as_many_statements_for_many_rows(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        write(nordlicht, "one")
        chain_now()
    with statements() as few:
        verify(nordlicht.pk)
    with in_scope(nordlicht):
        write(nordlicht, *map(str, range(20)))
        chain_now()
        assert Chain.objects.get().length == 21

    with statements() as many:
        verify(nordlicht.pk)

    assert len(many) == len(few)
