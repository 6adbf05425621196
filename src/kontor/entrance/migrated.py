"""What a database must have had before this program works in it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db.migrations.loader import MigrationLoader


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """App and name of the migrations this program comes with.

    By the names of their files: to load them, as Django does, takes a process fifty milliseconds and four megabytes.
    """
    return frozenset((config.label, name) for config in apps.get_app_configs() for name in _names(config.label))


def _names(label: str) -> list[str]:
    module, _is_set = MigrationLoader.migrations_module(label)
    if module is None or find_spec(module) is None:
        return []
    found = iter_modules(import_module(module).__path__)
    return [name for _finder, name, is_package in found if not is_package and name[0] not in "_~"]
