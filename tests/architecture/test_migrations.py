"""Migrations are complete, stand alone, and follow each other in one line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from kontor.entrance.migrated import known_migrations
from tests.architecture.sources import PACKAGES

MAY_BE_IMPORTED = {"kontor.tenants.isolation", "kontor.kernel.fields"}
OURS = sorted(PACKAGES.glob("*/migrations/[0-9]*.py"))


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_import_nothing_that_changes() -> None:
    found = {
        f"{path.parent.parent.name}/{path.stem}": {name for name in _imports(path) if name.split(".")[0] == "kontor"}
        for path in OURS
    }

    assert len(found) > 100
    assert {name: imported for name, imported in found.items() if imported - MAY_BE_IMPORTED} == {}


def test_migrations_of_a_package_follow_each_other() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for config in apps.get_app_configs():
        own = {key for key in loader.graph.nodes if key[0] == config.label}
        if config.name.startswith("kontor.") and own:
            assert len(loader.graph.leaf_nodes(config.label)) == 1, config.label
            for key in own:
                after = [child for child in loader.graph.node_map[key].children if child.key[0] == config.label]
                assert len(after) <= 1, key


def test_migrations_are_known_by_their_files() -> None:
    assert known_migrations() == set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found
