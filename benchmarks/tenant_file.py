"""A large tenant as a file: exported, planned and applied to a tenant that is not there yet, then changed all over."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Row
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.exporting import export
from kontor.tenant_files.domain.planning import plan
from kontor.tenant_files.domain.writing import write
from kontor.tenants.scope import scope

CATEGORIES, TEMPLATES, ACCOUNTS = 500, 1000, 100
WORDS = "<p>Vielen Dank für Ihre Nachricht. Wir melden uns, sobald wir mehr wissen.</p>" * 10


def measure() -> list[Row]:
    """Nothing stays: the tenant is made in a transaction that is rolled back."""
    text = write(_large())
    with transaction.atomic():
        began = time.perf_counter()
        planned = plan(text)
        looked = time.perf_counter()
        tenant = apply(text, by=None, file_name="bench.yaml", planned=planned.fingerprint)[0]
        _as_at_the_end()
        applied = time.perf_counter()
        with scope(tenant.pk):
            again = export(tenant)
        exported = time.perf_counter()
        assert plan(again).is_empty, "applying twice changes something"
        compared = time.perf_counter()
        other = _changed(again)
        began_again = time.perf_counter()
        with CaptureQueriesContext(connection) as sent:
            done = apply(other, by=None, file_name="bench.yaml")[1]
            _as_at_the_end()
        changed = time.perf_counter()
        assert len(done.changed) == CATEGORIES + TEMPLATES, len(done.changed)
        transaction.set_rollback(True)
    name = f"tenant file, {CATEGORIES} categories, {TEMPLATES} templates, {ACCOUNTS} accounts"
    total = exported - began
    return [
        Row(name, f"{total:.1f} s", "aim: under 10 s for all three"),
        Row("  planned", f"{looked - began:.1f} s", f"{len(text) / 1_000_000:.1f} MB, {len(planned.steps)} steps"),
        Row("  applied", f"{applied - looked:.1f} s"),
        Row("  exported", f"{exported - applied:.1f} s"),
        Row("  planned where nothing changes", f"{compared - exported:.1f} s"),
        Row("  every category and template changed", f"{changed - began_again:.1f} s", f"{len(sent)} statements"),
    ]


def _as_at_the_end() -> None:
    """What the database checks and chains when the transaction ends belongs to it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _changed(text: str) -> str:
    """Other display names, another description, another word in each text."""
    return (
        text.replace("name: Kategorie", "name: Anliegen")
        .replace("name: Vorlage", "name: Muster")
        .replace("sobald wir mehr wissen", "sobald wir etwas wissen")
    )


def _large() -> dict[str, Any]:
    return {
        "tenant": {"name": "Großer Mandant", "code": "GROSS"},
        "system_groups": [{"name": "Haus"}],
        "supervisor_groups": [{"name": "Leitung", "system_group": "Haus"}],
        "agent_groups": [{"name": f"Gruppe {n}", "supervisor_group": "Leitung"} for n in range(10)],
        "accounts": [
            {"address": f"konto{n}@gross.example", "name": f"Konto {n}", "host": "imap.example", "username": "u"}
            for n in range(ACCOUNTS)
        ],
        "categories": [
            {"internal_name": f"category-{n}", "name": f"Kategorie {n}", "agent_groups": [f"Gruppe {n % 10}"]}
            for n in range(CATEGORIES)
        ],
        "templates": [_template(n) for n in range(TEMPLATES)],
    }


def _template(n: int) -> dict[str, Any]:
    return {
        "internal_name": f"template-{n}",
        "name": f"Vorlage {n}",
        "kind": "reply",
        "assignments": {f"category-{n % CATEGORIES}": "suggested" if n < CATEGORIES else "offered"},
        "contents": {"de": {"subject": "Ihre Anfrage", "html": WORDS, "text": ""}},
    }
