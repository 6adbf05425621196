"""Rows of the log are chained by the database when their transaction ends."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from kontor.audit.domain.recording import record_change
from kontor.audit.models import BEGINNING, AuditEntry, Chain
from kontor.org.domain.tenants import change_tenant
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.refusal import rolled_back
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits


def write(tenant: Tenant | None, action: str = "changed", *, by: User | None = None) -> AuditEntry:
    thing = tenant or User(pk=1, name="jemand")
    return record_change(action, thing, by=by, tenant_id=tenant.pk if tenant else None, changes={"name": ["a", "b"]})


def chain_now() -> None:
    """What a commit does, in the middle of a test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def numbers(tenant: Tenant | None) -> list[tuple[int | None, str]]:
    rows = AuditEntry.objects.filter(tenant=tenant).order_by("id")
    return list(rows.values_list("number", "action"))


@pytest.fixture
def quiet(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    """Both tenants are there; the scope is that of everything."""
    with everywhere():
        yield


def test_rows_are_numbered_and_each_names_the_hash_of_the_row_before(quiet: None, nordlicht: Tenant) -> None:
    for action in ("one", "two", "three"):
        write(nordlicht, action)

    chain_now()

    first, second, third = AuditEntry.objects.filter(tenant=nordlicht).order_by("number")
    assert [(row.number, row.action) for row in (first, second, third)] == [(1, "one"), (2, "two"), (3, "three")]
    assert (first.previous_hash, second.previous_hash, third.previous_hash) == (BEGINNING, first.hash, second.hash)
    head = Chain.objects.get(tenant=nordlicht)
    assert (head.length, head.hash, head.anchor_number) == (3, third.hash, 0)


def test_each_tenant_has_a_chain_and_the_installation_one(quiet: None, nordlicht: Tenant, alpina: Tenant) -> None:
    for tenant in (nordlicht, alpina, None, nordlicht):
        write(tenant)

    chain_now()

    assert numbers(nordlicht) == [(1, "changed"), (2, "changed")]
    assert numbers(alpina) == numbers(None) == [(1, "changed")]


def test_the_scope_is_afterwards_what_it_was(quiet: None, nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        write(nordlicht)
        chain_now()

        assert AuditEntry.objects.values("tenant").distinct().count() == 1
        write(alpina)
        assert AuditEntry.objects.values("tenant").distinct().count() == 2


def test_same_content_has_different_hashes(quiet: None, nordlicht: Tenant) -> None:
    """Or else the hash of an erased name could be guessed by trying names."""
    assert write(nordlicht).content_hash is None
    write(nordlicht)

    one, two = AuditEntry.objects.filter(tenant=nordlicht).values_list("content_hash", flat=True)
    assert one != two


def test_nobody_gives_a_row_its_number_but_the_database(quiet: None, nordlicht: Tenant) -> None:
    forged = AuditEntry.objects.create(
        at="2026-01-01T00:00Z", action="changed", kind="x", label="x", tenant=nordlicht, number=7, hash="f" * 64,
        previous_hash="f" * 64,
    )  # fmt: skip
    chain_now()

    forged.refresh_from_db()
    assert (forged.number, forged.previous_hash) == (1, BEGINNING)
    with rolled_back(ProgrammingError):
        AuditEntry.objects.filter(pk=forged.pk).update(number=3)
    with rolled_back(ProgrammingError):
        Chain.objects.update(length=0)
    with rolled_back(ProgrammingError):
        Chain.objects.all().delete()
    with rolled_back(ProgrammingError):
        Chain.objects.create(length=4)


def test_a_row_without_number_cannot_be_changed_either(quiet: None, nordlicht: Tenant) -> None:
    row = write(nordlicht)

    with rolled_back(ProgrammingError):
        AuditEntry.objects.filter(pk=row.pk).update(number=1, previous_hash=BEGINNING, hash="f" * 64)


def test_the_database_function_that_chains_is_of_no_use_to_the_application(quiet: None, nordlicht: Tenant) -> None:
    write(nordlicht)

    with rolled_back(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT kontor_audit_extend(%s)", [nordlicht.pk])


# Transactions that end at the same time


def test_what_is_rolled_back_leaves_no_gap(committed_db: str, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        write(nordlicht, "one")
    with in_scope(nordlicht):
        write(nordlicht, "lost")
        chain_now()
        transaction.set_rollback(True)
    with in_scope(nordlicht):
        write(nordlicht, "two")

    with in_scope(nordlicht):
        assert numbers(nordlicht) == [(1, "one"), (2, "two")]


def test_numbers_follow_the_commits(committed_db: str, nordlicht: Tenant) -> None:
    """The row that was written first is committed last."""
    written, committed = Event(), Event()

    def early() -> None:
        with in_scope(nordlicht):
            write(nordlicht, "early")
            written.set()
            assert committed.wait(60)

    def late() -> None:
        assert written.wait(60)
        with in_scope(nordlicht):
            write(nordlicht, "late")
        committed.set()

    assert at_once(early, late) == [None, None]

    with in_scope(nordlicht):
        assert numbers(nordlicht) == [(2, "early"), (1, "late")]


def test_many_writers_of_many_chains_end_without_gap_or_deadlock(
    committed_db: str, nordlicht: Tenant, alpina: Tenant, ada: User
) -> None:
    tenants: list[Tenant | None] = [nordlicht, alpina, None]

    def writer(turn: int) -> None:
        for round_ in range(10):
            order = tenants[turn % 3 :] + tenants[: turn % 3]
            with everywhere():
                for tenant in order if round_ % 2 else reversed(order):
                    write(tenant, by=ada)

    assert at_once(*(lambda turn=turn: writer(turn) for turn in range(4))) == [None] * 4

    with everywhere():
        for tenant in tenants:
            found = sorted(number or 0 for number, _ in numbers(tenant))
            assert found[-40:] == list(range(len(found) - 39, len(found) + 1))
            hashes = dict(AuditEntry.objects.filter(tenant=tenant).values_list("number", "hash"))
            before = dict(AuditEntry.objects.filter(tenant=tenant).values_list("number", "previous_hash"))
            assert all(before[number] == hashes[number - 1] for number in hashes if number and number > 1)


def test_who_waits_for_a_key_at_the_commit_does_not_hold_the_chain(
    committed_db: str, nordlicht: Tenant, ada: User, sven: User
) -> None:
    """One names a person whom the other has locked: at its commit it waits for the other, who must be able to end."""
    locked, waiting = Event(), Event()

    def names_sven() -> None:
        assert locked.wait(60)
        with in_scope(nordlicht):
            write(nordlicht, "by ada", by=ada)
            write(nordlicht, "by sven", by=sven)
            waiting.set()

    def locks_sven() -> None:
        with in_scope(nordlicht):
            list(User.objects.select_for_update().filter(pk=sven.pk))
            locked.set()
            assert waiting.wait(60)
            until_somebody_waits()
            write(nordlicht, "second")

    assert at_once(names_sven, locks_sven) == [None, None]

    with in_scope(nordlicht):
        assert numbers(nordlicht)[-3:] == [(2, "by ada"), (3, "by sven"), (1, "second")]


def test_a_verb_commits_its_row_with_a_number(committed_db: str, nordlicht: Tenant, ada: User) -> None:
    """The verb's scope has ended when the transaction does: the trigger enters its own."""
    with transaction.atomic():
        change_tenant(nordlicht, description="Strom", version=1, by=ada)

    with in_scope(nordlicht):
        assert None not in [number for number, _ in numbers(nordlicht)]
