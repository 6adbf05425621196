"""Finds what keeps tenants apart in Python, and writes the source so that each of it can be switched off. Pure."""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SWITCHES = "_tenant_filters"
"""The name under which sources reach ``switches.py``."""
NARROWS = {"tenant", "tenant_id", "tenant__in", "tenant_id__in", "tenant__pk", "tenant__id"}
NAMES_A_TENANT = {"tenant_id", "tenant", "place_tenant_id"}
EVERYTHING = {"INSTALLATION", "every_tenant"}
OF_THE_TABLE = {"CheckConstraint", "UniqueConstraint", "Index"}
"""What the database asks itself."""
SQL = re.compile(r"\b[\w.]*\btenant_id = (?:ANY \(%(?:\(\w+\))?s(?:::bigint\[\])?\)|%(?:\(\w+\))?s)(?=\s|\)|$)")


class Kind(StrEnum):
    ROWS = "rows"
    """A condition in a query, in the ORM or in SQL."""
    LIST = "list"
    """A condition on what was read already."""
    SCOPE = "scope"
    """The tenants of a piece of work: without it, all of them and the installation."""
    RIGHT = "right"
    """A question for a right in one tenant: without it, in any."""


@dataclass(frozen=True)
class Filter:
    key: str
    """Another one when the source has changed."""
    path: str
    kind: Kind
    line: int
    words: str


@dataclass
class _Switching(ast.NodeTransformer):
    path: str
    fingerprint: str
    found: list[Filter] = field(default_factory=list)

    def visit_Call(self, call: ast.Call) -> ast.expr:
        if _name(call) in OF_THE_TABLE:
            return call
        name, words, is_wide = _name(call), ast.unparse(call), _is_wide(call)
        narrows = [ast.unparse(keyword) for keyword in call.keywords if keyword.arg in NARROWS]
        self.generic_visit(call)
        if name in ("filter", "get", "Q"):
            self._loosen(call, narrows)
        elif name == "scope" and not is_wide:
            call.func = self._switched("entering", Kind.SCOPE, call, words, call.func)
        elif _asks_for_a_right(call):
            access, permission = _asked(call, name)
            anywhere = _call(f"{SWITCHES}.{name}_anywhere", access, permission)
            return self._switched("asking", Kind.RIGHT, call, words, _later(call), _later(anywhere))
        elif name == "tenants_with":
            everywhere = _call(f"{SWITCHES}.every_tenant")
            return self._switched("asking", Kind.RIGHT, call, words, _later(call), _later(everywhere))
        return call

    def visit_comprehension(self, part: ast.comprehension) -> ast.comprehension:
        self.generic_visit(part)
        part.ifs = [self._unasked(condition) for condition in part.ifs]
        return part

    def visit_Constant(self, constant: ast.Constant) -> ast.Constant:
        if isinstance(constant.value, str):
            constant.value = SQL.sub(lambda found: self._marked(found, constant), constant.value)
        return constant

    def visit_Expr(self, expression: ast.Expr) -> ast.Expr:
        """Docstrings stay as they are."""
        if isinstance(expression.value, ast.Constant):
            return expression
        self.generic_visit(expression)
        return expression

    def _loosen(self, call: ast.Call, narrows: list[str]) -> None:
        for place, keyword in enumerate(call.keywords):
            if keyword.arg in NARROWS:
                switched = self._switched("keeping", Kind.ROWS, call, narrows[0])
                switched.keywords = [keyword]
                call.keywords[place] = ast.keyword(arg=None, value=switched)
                return

    def _unasked(self, condition: ast.expr) -> ast.expr:
        if not (isinstance(condition, ast.Compare) and isinstance(condition.ops[0], ast.Eq | ast.In)):
            return condition
        sides = [condition.left, *condition.comparators]
        if not any(_last_name(side) in NAMES_A_TENANT for side in sides):
            return condition
        always = ast.Constant(value=True)
        return self._switched("asking", Kind.LIST, condition, ast.unparse(condition), _later(condition), _later(always))

    def _marked(self, found: re.Match[str], at: ast.expr) -> str:
        return f"{found[0]} /*filter {self._note(Kind.ROWS, at.lineno, found[0])}*/"

    def _switched(self, switch: str, kind: Kind, at: ast.expr, words: str, *more: ast.expr) -> ast.Call:
        key = self._note(kind, at.lineno, words)
        return _call(f"{SWITCHES}.{switch}", ast.Constant(value=key), *more)

    def _note(self, kind: Kind, line: int, words: str) -> str:
        key = hashlib.sha256(f"{self.path}:{len(self.found)}:{self.fingerprint}".encode()).hexdigest()[:16]
        self.found.append(Filter(key, self.path, kind, line, " ".join(words.split())))
        return key


def switched(path: str, source: str) -> tuple[str, list[Filter]]:
    """The source with a switch around each filter, and the filters."""
    tree = ast.parse(source)
    switching = _Switching(path, hashlib.sha256(source.encode()).hexdigest())
    changed = ast.fix_missing_locations(switching.visit(tree))
    return (ast.unparse(changed), switching.found) if switching.found else (source, [])


def _name(call: ast.Call) -> str:
    return _last_name(call.func)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_wide(call: ast.Call) -> bool:
    """Nothing is kept apart by it: nobody's scope, or everybody's."""
    names = {_last_name(node) for each in call.args for node in ast.walk(each) if isinstance(node, ast.Name)}
    return not call.args or not names - EVERYTHING


def _asks_for_a_right(call: ast.Call) -> bool:
    """``need(…, tenant_id=…)`` and ``access.may(…, tenant_id=…)``."""
    name = _name(call)
    asks = name == "need" or (name == "may" and isinstance(call.func, ast.Attribute))
    return asks and any(keyword.arg == "tenant_id" for keyword in call.keywords)


def _asked(call: ast.Call, name: str) -> tuple[ast.expr, ast.expr]:
    """Whose rights, and which one."""
    if name == "need":
        return ast.Attribute(value=call.args[0], attr="access", ctx=ast.Load()), call.args[1]
    assert isinstance(call.func, ast.Attribute)
    return call.func.value, call.args[0]


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(func=ast.parse(name, mode="eval").body, args=list(arguments), keywords=[])


def _later(node: ast.expr) -> ast.Lambda:
    nothing: Any = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.Lambda(args=nothing, body=node)
