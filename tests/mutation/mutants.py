"""Small changes of functions, each of which a test should notice, and the code to run in their place. Pure.

Changed is what stands in functions and methods. What is said on the level of a module or class (a statement in SQL, a
table of steps) is not.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

PROBE = "_reached_line"
"""The name under which probed functions reach ``room_trials.py``."""
NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
"""An order is only moved by its edge."""
OTHER_WAY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
}
LEFT_OUT = {"filter", "exclude", "order_by", "distinct", "select_for_update", "strip", "lower", "casefold"}
"""Calls that give back something of the kind on which they are called."""
LOOSENED = {"filter", "exclude", "get", "update"}
"""Calls that do something else when one of their conditions goes."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Ways = Iterator[ast.AST]


@dataclass(frozen=True)
class Mutant:
    key: str
    """Another one when the source has changed."""
    path: str
    function: str
    place: int
    way: int
    line: int
    """Of the statement: who comes to it comes to what is changed."""
    words: str
    """``old → new``, by which it is judged."""


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    fingerprint = hashlib.sha256(source.encode()).hexdigest()
    for function, name in _functions(ast.parse(source)):
        lines = dict(_lines(function))
        for place, node in enumerate(_nodes(function)):
            for way, other in enumerate(_ways(node)):
                old, new = _words(node), _words(other)
                if old != new:
                    key = hashlib.sha256(f"{path}:{name}:{place}:{way}:{fingerprint}".encode()).hexdigest()[:16]
                    yield Mutant(key, path, name, place, way, lines[node], f"{old} → {new}")


def mutated(mutant: Mutant, source: str, file: str) -> CodeType:
    """The code of the changed function."""
    tree = ast.parse(source)
    function = next(function for function, name in _functions(tree) if name == mutant.function)
    node = _nodes(function)[mutant.place]
    other: Any = list(_ways(node))[mutant.way]
    if isinstance(other, ast.expr | ast.stmt):
        ast.copy_location(other, node)
    function.body = [_Instead(node, other).visit(statement) for statement in function.body]
    return _codes(tree, file)[mutant.function]


def probed(source: str, file: str) -> dict[str, CodeType]:
    """The code of each function, which says before each statement on which line it is."""
    tree = ast.parse(source)
    for function, _name in _functions(tree):
        for node in ast.walk(function):
            for field in ("body", "orelse", "finalbody"):
                statements = getattr(node, field, None)
                if isinstance(statements, list):
                    setattr(node, field, [each for statement in statements for each in (_probe(statement), statement)])
    return _codes(tree, file)


def _functions(tree: ast.Module) -> Iterator[tuple[Function, str]]:
    def inside(body: list[ast.stmt], prefix: str) -> Iterator[tuple[Function, str]]:
        for node in body:
            if isinstance(node, Function):
                yield node, prefix + node.name
            elif isinstance(node, ast.ClassDef):
                yield from inside(node.body, f"{prefix}{node.name}.")

    yield from inside(tree.body, "")


def _nodes(function: Function) -> list[ast.AST]:
    return [node for statement in function.body for node in ast.walk(statement)]


def _lines(node: ast.AST, line: int = 0) -> Iterator[tuple[ast.AST, int]]:
    if isinstance(node, ast.stmt):
        line = node.lineno
    yield node, line
    for child in ast.iter_child_nodes(node):
        yield from _lines(child, line)


def _probe(statement: ast.stmt) -> ast.stmt:
    probe = ast.parse(f"{PROBE}(__file__, {statement.lineno})").body[0]
    for node in ast.walk(probe):
        ast.copy_location(node, statement)
    return probe


class _Instead(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


def _codes(tree: ast.Module, file: str) -> dict[str, CodeType]:
    """By qualified name."""

    def inside(code: CodeType) -> Iterator[CodeType]:
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                yield constant
                yield from inside(constant)

    return {code.co_qualname: code for code in inside(compile(ast.fix_missing_locations(tree), file, "exec"))}


def _words(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0]


def _ways(node: ast.AST) -> Ways:
    """What may stand there instead."""
    for kind, ways in _WAYS.items():
        if isinstance(node, kind):
            yield from ways(node)


def _compare(node: ast.Compare) -> Ways:
    yield _with(node, ops=[NEGATED[type(node.ops[0])](), *node.ops[1:]])


def _conditions(node: ast.BoolOp) -> Ways:
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for values in (node.values[:-1], node.values[1:]):
        yield _with(node, values=values) if len(values) > 1 else values[0]


def _operation(node: ast.BinOp) -> Ways:
    if type(node.op) in OTHER_WAY:
        yield _with(node, op=OTHER_WAY[type(node.op)]())


def _constant(node: ast.Constant) -> Ways:
    if isinstance(node.value, bool):
        yield ast.Constant(value=not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(value=node.value + 1)
        yield ast.Constant(value=node.value - 1)


def _question(node: ast.If | ast.IfExp | ast.While) -> Ways:
    yield _with(node, test=ast.UnaryOp(op=ast.Not(), operand=node.test))


def _not(node: ast.UnaryOp) -> Ways:
    if isinstance(node.op, ast.Not):
        yield node.operand


def _return(node: ast.Return) -> Ways:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield ast.Return(value=ast.Constant(value=None))


def _nothing_instead(node: ast.AST) -> Ways:
    yield ast.Pass()


def _call_alone(node: ast.Expr) -> Ways:
    if isinstance(node.value, ast.Call):
        yield ast.Pass()


def _assignment(node: ast.Assign) -> Ways:
    if isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield ast.Pass()


def _call(node: ast.Call) -> Ways:
    if not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr in LEFT_OUT:
        yield node.func.value
    if node.func.attr in LOOSENED:
        for place in range(len(node.keywords)):
            yield _with(node, keywords=node.keywords[:place] + node.keywords[place + 1 :])


def _filtered(node: ast.comprehension) -> Ways:
    if node.ifs:
        yield _with(node, ifs=node.ifs[:-1])


def _with(node: ast.AST, **other: Any) -> ast.AST:
    changed = copy.copy(node)
    for field, value in other.items():
        setattr(changed, field, value)
    return changed


_WAYS: dict[Any, Callable[[Any], Ways]] = {
    ast.Compare: _compare,
    ast.BoolOp: _conditions,
    ast.BinOp: _operation,
    ast.Constant: _constant,
    ast.If | ast.IfExp | ast.While: _question,
    ast.UnaryOp: _not,
    ast.Return: _return,
    ast.AugAssign | ast.Raise | ast.Continue | ast.Break | ast.Delete: _nothing_instead,
    ast.Expr: _call_alone,
    ast.Assign: _assignment,
    ast.Call: _call,
    ast.comprehension: _filtered,
}
