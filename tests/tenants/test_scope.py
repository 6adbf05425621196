from __future__ import annotations

import pytest
from django.db import connection, transaction

from kontor.org.models import SystemGroup
from kontor.tenants import scope as scopes
from kontor.tenants.models import Tenant
from kontor.tenants.scope import current, every_tenant, gather, narrow, scope
from tests.factories.org import make_system_group
from tests.factories.tenants import make_tenant
from tests.support.refusal import rolled_back
from tests.support.scoping import in_scope


def told_to_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('kontor.tenants', true)")
        return cursor.fetchone()[0] or ""


def test_scope_shows_the_rows_of_its_tenants(nordlicht: Tenant, alpina: Tenant) -> None:
    north, south = make_system_group(nordlicht), make_system_group(alpina)

    with in_scope(nordlicht):
        assert list(SystemGroup.objects.all()) == [north]
    with in_scope(alpina):
        assert list(SystemGroup.objects.all()) == [south]
    with in_scope(nordlicht, alpina):
        assert set(SystemGroup.objects.all()) == {north, south}


def test_without_scope_nothing_is_visible(nordlicht: Tenant) -> None:
    make_system_group(nordlicht)

    assert list(SystemGroup.objects.all()) == []
    assert list(Tenant.objects.all()) == []


def test_empty_scope_shows_nothing(nordlicht: Tenant) -> None:
    with scope():
        assert list(Tenant.objects.all()) == []


def test_inner_scope_replaces_the_outer_one_which_counts_again_afterwards(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht):
        with in_scope(alpina):
            assert current() == (alpina.pk,)
            assert list(Tenant.objects.all()) == [alpina]
        assert current() == (nordlicht.pk,)
        assert list(Tenant.objects.all()) == [nordlicht]


def test_after_a_committed_scope_nothing_is_visible_and_the_setting_is_gone(committed_db: str) -> None:
    tenant = make_tenant()

    with in_scope(tenant):
        assert told_to_database() == str(tenant.pk)

    assert current() == ()
    assert told_to_database() == ""
    assert list(Tenant.objects.all()) == []


def test_scope_is_the_transaction(committed_db: str) -> None:
    tenant = make_tenant()

    def fail() -> None:
        with in_scope(tenant):
            make_system_group(tenant, "verworfen")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with in_scope(tenant):
        make_system_group(tenant, "behalten")

    with in_scope(tenant):
        assert [group.name for group in SystemGroup.objects.all()] == ["behalten"]


def test_error_in_an_inner_scope_rolls_back_the_outer_one(committed_db: str) -> None:
    tenant, other = make_tenant(), make_tenant()

    with in_scope(tenant):
        make_system_group(tenant, "verworfen")
        with pytest.raises(ZeroDivisionError), in_scope(other):
            raise ZeroDivisionError

    with in_scope(tenant):
        assert not SystemGroup.objects.exists()


def test_error_in_a_savepoint_brings_the_outer_scope_back(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht):
        with rolled_back(ZeroDivisionError), in_scope(alpina):
            raise ZeroDivisionError
        assert current() == (nordlicht.pk,)
        assert list(Tenant.objects.all()) == [nordlicht]


def test_narrow_changes_the_scope_until_it_ends(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(alpina):
        with in_scope(nordlicht, alpina):
            narrow(nordlicht.pk)
            assert current() == (nordlicht.pk,)
            assert list(Tenant.objects.all()) == [nordlicht]
        assert current() == (alpina.pk,)
        assert list(Tenant.objects.all()) == [alpina]


def test_scope_takes_ids_only(nordlicht: Tenant) -> None:
    with pytest.raises(ValueError, match="invalid literal"), scope("1,2"):  # type: ignore[arg-type]
        pass


def test_every_tenant_needs_no_scope_and_counts_deleted_ones(nordlicht: Tenant) -> None:
    gone = make_tenant(deleted=True)

    assert every_tenant() == (nordlicht.pk, gone.pk)


def test_gathered_items_are_handed_over_once_at_the_end_of_the_outermost_scope(committed_db: str) -> None:
    handed: list[list[object]] = []
    tenant = make_tenant()

    with in_scope(tenant):
        gather(handed.append, "a")
        with in_scope(tenant):
            gather(handed.append, "b")
        gather(handed.append, "a")
        assert handed == []

    assert handed == [["a", "b"]]


def test_gathered_items_are_handed_over_inside_the_transaction(committed_db: str) -> None:
    seen: list[bool] = []
    tenant = make_tenant()

    def hand_over(_items: list[object]) -> None:
        seen.append(connection.in_atomic_block)

    with in_scope(tenant):
        gather(hand_over, "a")

    assert seen == [True]


def test_gathered_items_of_a_failed_scope_are_forgotten(committed_db: str) -> None:
    handed: list[list[object]] = []
    tenant = make_tenant()

    def fail() -> None:
        with in_scope(tenant):
            gather(handed.append, "a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with in_scope(tenant):
        gather(handed.append, "b")
        transaction.set_rollback(True)
    with in_scope(tenant):
        pass

    assert handed == []


def test_gathered_items_outside_any_scope_are_handed_over_at_once() -> None:
    handed: list[list[object]] = []

    gather(handed.append, "a")

    assert handed == [["a"]]
    assert scopes.current() == ()
