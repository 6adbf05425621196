"""What Kontor imports when it runs is what its lock file installs: the tools of developers are not there."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions

from tests.architecture.sources import python_files, tree
from tests.support.server import ROOT


@cache
def _installed() -> set[str]:
    """The names by which code imports what ``requirements/runtime.txt`` installs."""
    lock = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9.\-]+)(?:\[[a-z,\-]+\])?==", lock, re.MULTILINE))
    return {
        name
        for name, distributions in packages_distributions().items()
        if any(re.sub(r"[-_.]+", "-", each).lower() in locked for each in distributions)
    }


def _imported(nodes: list[ast.stmt]) -> Iterator[str]:
    """The first names of what these statements import when they run, in functions too."""
    for node in nodes:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _imported(node.orelse)
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]
        for field in ("body", "orelse", "finalbody", "handlers"):
            inner = getattr(node, field, [])
            yield from _imported(inner if isinstance(inner, list) else [])


def test_files_import_only_what_is_installed_with_kontor() -> None:
    known = _installed() | sys.stdlib_module_names | {"kontor"}

    strange = {str(path.relative_to(ROOT)): sorted(set(_imported(tree(path).body)) - known) for path in python_files()}
    assert len(strange) > 1_000
    assert {path: names for path, names in strange.items() if names} == {}
