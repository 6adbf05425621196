"""What the rules read: our Python files and templates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.server import ROOT

PACKAGES = ROOT / "src" / "kontor"
SCREENS = ("ui", "entrance", "desk", "supervisor")


@cache
def python_files(*packages: str) -> tuple[Path, ...]:
    """The files of these packages, or of all; migrations are read by their own test."""
    folders = [PACKAGES / package for package in packages] or [PACKAGES]
    return tuple(path for folder in folders for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


@cache
def templates() -> tuple[Path, ...]:
    return tuple(
        path for path in sorted(PACKAGES.rglob("*")) if "templates" in path.parts and path.suffix in (".html", ".txt")
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """The calls of functions with these names, however they were imported."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and name_of(node.func) in names:
            yield node


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"
