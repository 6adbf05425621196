"""Rows from before there were chains are chained when the database is brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps as present
from django.apps.registry import Apps
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from kontor.audit.models import BEGINNING
from kontor.host.stepping import Executor
from kontor.kernel import clock
from tests.host.empty import migrated_to
from tests.support.server import Server

BEFORE, AFTER = ("audit", "0002_append_only"), ("audit", "0005_kept_chained")


@pytest.fixture
def old_database(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Apps]:
    """A database whose log has no chains; connected to as its owner."""
    with django_db_blocker.unblock(), migrated_to(server, BEFORE) as apps:
        yield apps


def enter(tenant_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kontor.tenants', %s, true)", [str(tenant_id)])


def test_the_rows_of_each_tenant_and_of_the_installation_are_chained_in_their_order(old_database: Apps) -> None:
    tenant_id = old_database.get_model("tenants", "Roster").objects.create().pk
    entries = old_database.get_model("audit", "AuditEntry").objects
    with transaction.atomic():
        enter(tenant_id)
        old_database.get_model("tenants", "Tenant").objects.create(
            id_id=tenant_id, name="Nord", name_key="nord", sort_key="nord", code="NO"
        )
        for action in ("created", "changed"):
            entries.create(
                at=clock.now(), action=action, kind="x.y", label="Ä", changes={"a": [1, None]}, tenant_id=tenant_id
            )
    with transaction.atomic():
        enter(0)
        entries.create(at=clock.now(), action="changed", kind="x.y", label="System")

    Executor(connection).migrate([AFTER])

    for chain, expected in ((tenant_id, ["created", "changed"]), (0, ["changed"])):
        with transaction.atomic():
            enter(chain)
            rows = list(present.get_model("audit", "AuditEntry").objects.order_by("number"))
            assert [row.action for row in rows] == expected
            assert [row.number for row in rows] == list(range(1, len(rows) + 1))
            assert [row.previous_hash for row in rows] == [BEGINNING, *(row.hash for row in rows[:-1])]
            head = present.get_model("audit", "Chain").objects.get()
            assert (head.length, head.hash) == (len(rows), rows[-1].hash)
