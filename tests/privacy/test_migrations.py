"""An installation with holds from before is brought up to date, with row security in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps as present
from django.apps.registry import Apps
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from kontor.host.stepping import Executor
from tests.host.empty import migrated_to
from tests.support.server import Server

BEFORE = [("privacy", "0001_initial")]
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def old_database(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Apps]:
    """A database whose contacts do not know that they are held; connected to as its owner."""
    with django_db_blocker.unblock(), migrated_to(server, *BEFORE) as apps:
        yield apps


def enter(tenant_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kontor.tenants', %s, true)", [str(tenant_id)])


def new_tenant(apps: Apps, code: str) -> int:
    """In the scope of the new one afterwards."""
    tenant_id: int = apps.get_model("tenants", "Roster").objects.create().pk
    enter(tenant_id)
    apps.get_model("tenants", "Tenant").objects.create(
        id_id=tenant_id, name=code, name_key=code, sort_key=code, code=code
    )
    return tenant_id


def held_contact(apps: Apps, tenant_id: int, *, lifted: bool = False) -> int:
    contact: int = apps.get_model("customers", "Customer").objects.create(tenant_id=tenant_id, name="Jana").pk
    apps.get_model("privacy", "Hold").objects.create(
        tenant_id=tenant_id, customer_id=contact, reason="Lawsuit", placed_at=AT, lifted_at=AT if lifted else None
    )
    return contact


def migrate() -> None:
    executor = Executor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("privacy"))


def test_contacts_of_every_tenant_whose_hold_is_in_force_know_it(old_database: Apps) -> None:
    expected: dict[int, dict[int, datetime | None]] = {}
    for code in ("NO", "AL"):
        with transaction.atomic():
            tenant_id = new_tenant(old_database, code)
            free: int = old_database.get_model("customers", "Customer").objects.create(tenant_id=tenant_id).pk
            held = held_contact(old_database, tenant_id)
            expected[tenant_id] = {free: None, held: AT, held_contact(old_database, tenant_id, lifted=True): None}

    migrate()

    for tenant_id, contacts in expected.items():
        with transaction.atomic():
            enter(tenant_id)
            assert dict(present.get_model("customers", "Customer").objects.values_list("pk", "held_at")) == contacts
