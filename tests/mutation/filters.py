"""Finds what keeps tenants apart in Python, and writes the source without it. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

NARROWS = {"tenant", "tenant_id", "tenant__in", "tenant_id__in", "tenant__pk", "tenant__id"}
ALWAYS_TRUE = "pk__isnull=False"
EVERY_TENANT = "__import__('kontor.tenants.scope', fromlist=['scope']).every_tenant()"


@dataclass(frozen=True)
class Filter:
    """A place in a source: ``kind`` is "rows" (row security stands behind it) or "right" (nothing does)."""

    kind: str
    line: int
    start: int
    end: int
    """Offsets in the bytes of the source."""
    words: str
    """What stands there."""
    instead: str

    def taken_away(self, source: str) -> str:
        content = source.encode()
        return (content[: self.start] + self.instead.encode() + content[self.end :]).decode()


def find(source: str) -> list[Filter]:
    """In the order of the source: conditions on the tenant, questions for a right in one tenant, lists of tenants in
    which somebody has a right."""
    found = [each for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) for each in _of(node, source)]
    return sorted(found, key=lambda each: each.start)


def _of(call: ast.Call, source: str) -> Iterator[Filter]:
    name = _name(call)
    if name in ("filter", "get", "Q"):
        taken = [keyword for keyword in call.keywords if keyword.arg in NARROWS]
        yield from (_instead(source, "rows", keyword, ALWAYS_TRUE) for keyword in taken[:1])
    elif name == "may" and isinstance(call.func, ast.Attribute) and call.args:
        if any(keyword.arg == "tenant_id" for keyword in call.keywords):
            asked = f"{ast.unparse(call.func.value)}.may_anywhere({ast.unparse(call.args[0])})"
            yield _instead(source, "right", call, asked)
    elif name == "tenants_with":
        yield _instead(source, "right", call, EVERY_TENANT)


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _instead(source: str, kind: str, node: ast.Call | ast.keyword, words: str) -> Filter:
    assert node.end_lineno is not None and node.end_col_offset is not None
    lines = source.encode().splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    taken = " ".join(source.encode()[start:end].decode().split())
    return Filter(kind, node.lineno, start, end, taken, words)
