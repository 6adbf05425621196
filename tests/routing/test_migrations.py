"""What there was before rules had versions still decides afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from pytest_django import DjangoDbBlocker

from kontor.host.stepping import Executor
from kontor.routing.domain.content import Content
from kontor.routing.domain.expressions import parse
from kontor.routing.domain.facts import Text
from tests.host.empty import migrated_to
from tests.support.server import Server

BEFORE, AFTER = ("routing", "0001_initial"), ("routing", "0002_rule_versions")


@pytest.fixture
def old_database(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Apps]:
    """A database whose rules have no versions yet; connected to as its owner."""
    with django_db_blocker.unblock(), migrated_to(server, BEFORE) as apps:
        yield apps


def _fill(apps: Apps) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO tenants_roster DEFAULT VALUES RETURNING id")
        (tenant_id,) = cursor.fetchone()
        cursor.execute("SELECT set_config('kontor.tenants', %s, false)", [str(tenant_id)])
    tenant = apps.get_model("tenants", "Tenant").objects.create(
        id_id=tenant_id, name="Nord", name_key="nord", sort_key="nord", code="NO"
    )
    category = apps.get_model("org", "Category").objects.create(
        tenant=tenant, name="Abrechnung", sort_key="abrechnung", internal_name="billing"
    )
    rules = apps.get_model("routing", "CategoryRule").objects
    second = rules.create(tenant=tenant, category=category, position=2, body_words=["Damen UND Herren", "/x/"])
    first = rules.create(
        tenant=tenant,
        category=category,
        position=1,
        name="Eins",
        senders=["@post.example"],
        subject_words=["Rechnung"],
        languages=["de"],
        active=False,
    )
    return {"tenant": tenant_id, "category": category.pk, "first": first.pk, "second": second.pk}


def test_rules_become_version_one(old_database: Apps) -> None:
    ids = _fill(old_database)

    executor = Executor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("routing"))

    [version] = _rows("SELECT tenant_id, number, active, content, digest FROM routing_ruleversion", ids["tenant"])
    assert version["tenant_id"] == ids["tenant"]
    assert (version["number"], version["active"]) == (1, True)
    assert version["content"] == {
        "rules": [
            {
                "id": ids["first"],
                "name": "Eins",
                "category": ids["category"],
                "account": None,
                "threshold": 0,
                "active": False,
                "conditions": [
                    {"part": "language", "values": ["de"]},
                    {"part": "sender", "values": ["@post.example"]},
                    {"part": "subject", "values": ["Rechnung"]},
                ],
            },
            {
                "id": ids["second"],
                "name": "",
                "category": ids["category"],
                "account": None,
                "threshold": 0,
                "active": True,
                "conditions": [{"part": "text", "values": ['"Damen UND Herren"', '"/x/"']}],
            },
        ],
        "sets": [],
    }
    assert Content.from_json(version["content"]).digest == version["digest"]
    assert parse('"Damen UND Herren"').holds(Text("Sehr geehrte Damen und Herren"), ())
    assert parse('"/x/"').holds(Text("Datei /x/ fehlt"), ())
    drafts = _rows("SELECT id, conditions FROM routing_categoryrule ORDER BY position", ids["tenant"])
    assert [row["conditions"] for row in drafts] == [rule["conditions"] for rule in version["content"]["rules"]]


def _rows(statement: str, tenant_id: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kontor.tenants', %s, false)", [str(tenant_id)])
        cursor.execute(statement)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        for name in ("content", "conditions"):
            if isinstance(row.get(name), str):
                row[name] = json.loads(row[name])
    return rows
