"""Bytes that nothing names any more go, and never under somebody's hands."""

from __future__ import annotations

from threading import Event

import pytest

from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.unused_blobs import Removed, naming, remove_unused
from kontor.tickets.models import Attachment, Blob, Message
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.threads import at_once


@pytest.mark.django_db
def test_what_is_named_stays_and_the_rest_goes(billing: Category) -> None:
    ticket = make_ticket(billing)
    with in_scope(billing.tenant_id):
        named, unused = (keep(content, tenant_id=billing.tenant_id) for content in (b"named", b"unused"))
        Message.objects.filter(ticket=ticket).update(raw=named)

        removed = remove_unused([named.pk, unused.pk, 4711])

        assert list(Blob.objects.values_list("pk", flat=True)) == [named.pk]
    assert (removed.count, removed.size, removed.busy) == (1, len(b"unused"), ())


@pytest.mark.django_db
def test_bytes_of_another_tenant_are_not_touched(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(alpina):
        theirs = keep(b"the same", tenant_id=alpina.pk)
    with in_scope(nordlicht):
        keep(b"the same", tenant_id=nordlicht.pk)
        assert remove_unused([theirs.pk]).count == 0
    with in_scope(alpina):
        assert Blob.objects.filter(pk=theirs.pk).exists()


def test_every_table_with_bytes_is_looked_at() -> None:
    assert (Attachment, "blob") in naming()
    assert (Message, "raw") in naming()


def test_bytes_that_somebody_keeps_again_at_that_moment_stay(committed_db: str, billing: Category) -> None:
    """Whoever keeps them holds them until the row that names them is there; whoever removes them passes them over."""
    ticket = make_ticket(billing)
    tenant_id = billing.tenant_id
    with in_scope(tenant_id):
        blob = keep(b"a logo", tenant_id=tenant_id)
        message = ticket.messages.get()
    kept, tried = Event(), Event()

    def keep_again() -> Removed:
        with scope(tenant_id):
            again = keep(b"a logo", tenant_id=tenant_id)
            kept.set()
            assert tried.wait(60)
            Message.objects.filter(pk=message.pk).update(raw=again)
        return Removed(0, 0, (), (), ())

    def remove() -> Removed:
        assert kept.wait(60)
        try:
            with scope(tenant_id):
                return remove_unused([blob.pk])
        finally:
            tried.set()

    _kept, removed = at_once(keep_again, remove)

    assert removed == Removed(0, 0, (), (), (blob.pk,))
    with in_scope(tenant_id):
        assert remove_unused([blob.pk]) == Removed(0, 0, (), (), ())
        assert Message.objects.get(pk=message.pk).raw_id == blob.pk


def test_bytes_that_are_being_removed_are_kept_anew(committed_db: str, billing: Category) -> None:
    tenant_id = billing.tenant_id
    with in_scope(tenant_id):
        blob = keep(b"a logo", tenant_id=tenant_id)
    removed = Event()

    def remove() -> int:
        with scope(tenant_id):
            count = remove_unused([blob.pk]).count
            removed.set()
        return count

    def keep_again() -> int:
        assert removed.wait(60)
        with scope(tenant_id):
            return keep(b"a logo", tenant_id=tenant_id).pk

    count, again = at_once(remove, keep_again)

    assert (count, isinstance(again, int)) == (1, True)
    with in_scope(tenant_id):
        assert [(row.pk, row.content) for row in Blob.objects.all()] == [(again, b"a logo")]
