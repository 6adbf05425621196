"""The page that looks at the chains after the owner of the database has changed something past Kontor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse

from kontor.host.postgres import roles
from kontor.org.domain.tenants import change_tenant
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.client import Browser
from tests.support.databases import connected_to
from tests.support.scoping import in_scope
from tests.support.server import Server

CHANGED = """UPDATE audit_auditentry SET changes = '{"description": ["", "Gas"]}' WHERE number = 2"""
TAKEN_AWAY = "DELETE FROM audit_auditentry WHERE number = 2"


@pytest.fixture
def entries(committed_db: str, nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    """Two of each tenant."""
    for tenant in (nordlicht, alpina):
        change_tenant(tenant, description="Strom", version=1, by=ada)
        change_tenant(tenant, description="Wasser", version=2, by=ada)


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (CHANGED, "Entry 2 was changed afterwards: its name, values, reason or origin."),
        (TAKEN_AWAY, "Entries are missing at the end: 2 to 2."),
    ],
)
def test_the_page_names_tenant_and_entry(
    server: Server,
    committed_db: str,
    entries: None,
    client_for: Callable[..., Browser],
    ada: User,
    nordlicht: Tenant,
    alpina: Tenant,
    deed: str,
    sentence: str,
) -> None:
    with connected_to(server, committed_db.rpartition("/")[2], roles.OWNER), in_scope(nordlicht):
        tamper(deed)

    page = client_for(ada).get(reverse("supervisor:audit:chains"))

    said = {tenant.code if tenant else "-": sentences for tenant, _verdict, sentences in page.context["lines"]}
    assert said == {"-": [], nordlicht.code: [sentence], alpina.code: []}
    text = page.content.decode()
    assert (text.count("Not as it was written"), text.count("As it was written")) == (1, 2)
    assert sentence in text


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")
