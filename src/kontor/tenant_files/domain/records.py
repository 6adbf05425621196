"""Shapes that hold others: lists, tables and records with their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.tenant_files.domain.nodes import Items, Node, Pairs
from kontor.tenant_files.domain.problems import Problem, nearest
from kontor.tenant_files.domain.shapes import Reader, Schema, Shape, Text


@dataclass(frozen=True)
class Many(Shape):
    """A list. ``as_set``: its order says nothing, so it is kept in order. ``clean`` puts all of it into its form."""

    of: Shape
    as_set: bool = False
    most: int = 0
    clean: Callable[[Sequence[Any]], list[Any]] | None = None
    default: Sequence[Any] = ()

    def read(self, node: Node, path: str, reader: Reader) -> list[Any]:
        if node.is_nothing:
            return []
        if not isinstance(node.value, Items):
            reader.wrong(node, path, _("A list is expected here, each item after a hyphen."))
            return []
        nodes = node.value.nodes
        values = [self.of.read(each, f"{path}[{number}]", reader) for number, each in enumerate(nodes)]
        if self.most and len(values) > self.most:
            reader.wrong(node, path, _("At most %(most)s are allowed here.") % {"most": self.most})
        return sorted(set(values)) if self.as_set else self._cleaned(values, node, path, reader)

    def _cleaned(self, values: list[Any], node: Node, path: str, reader: Reader) -> list[Any]:
        try:
            return self.clean(values) if self.clean else values
        except Refused as refused:
            reader.wrong(node, path, str(refused))
            return values

    def write(self, value: Sequence[Any]) -> list[Any]:
        return [self.of.write(each) for each in value]

    def schema(self) -> Schema:
        return {"type": ["array", "null"], "items": self.of.schema()}


@dataclass(frozen=True)
class Table(Shape):
    """Values under keys of the file's own choice; ``keys`` says what a key may be."""

    of: Shape
    keys: Shape = field(default_factory=Text)
    default: Mapping[str, Any] = field(default_factory=dict)

    def read(self, node: Node, path: str, reader: Reader) -> dict[str, Any]:
        if node.is_nothing:
            return {}
        if not isinstance(node.value, Pairs):
            reader.wrong(node, path, _("Fields are expected here, each with a colon after its name."))
            return {}
        found = {}
        for key, each in node.value.nodes.items():
            word = self.keys.read(Node(key, node.value.lines[key]), f"{path}.{key}", reader)
            found[word] = self.of.read(each, f"{path}.{key}", reader)
        return dict(sorted(found.items()))

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self.of.write(each) for key, each in value.items()}

    def schema(self) -> Schema:
        return {
            "type": ["object", "null"],
            "propertyNames": {key: rule for key, rule in self.keys.schema().items() if key != "type"},
            "additionalProperties": self.of.schema(),
        }


REQUIRED = object()


@dataclass(frozen=True)
class Field:
    """``default`` holds where the file says nothing; REQUIRED: it must say something. ``about`` says
    what it is, for editors, where ``field_words`` does not."""

    shape: Shape
    default: Any = None
    about: Any = ""

    @property
    def usual(self) -> Any:
        if self.default is REQUIRED:
            return self.shape.default
        return self.shape.default if self.default is None else self.default


@dataclass(frozen=True)
class Record(Shape):
    """Fields with their names. Every field is there after reading, with its default where the file has none."""

    fields: Mapping[str, Field]
    sparse: bool = False
    """Only what the file says is there after reading: what it leaves out is inherited."""
    check: Callable[[Mapping[str, Any]], tuple[str, str] | None] | None = None
    """What is wrong with the fields together, as the field to blame and a sentence."""

    def read(self, node: Node, path: str, reader: Reader) -> dict[str, Any]:
        if node.is_nothing:
            node = Node(Pairs({}, {}), node.line)
        if not isinstance(node.value, Pairs):
            reader.wrong(node, path, _("Fields are expected here, each with a colon after its name."))
            return self.usual()
        given = node.value.nodes
        self._unknown(node, path, reader)
        for name, each in self.fields.items():
            if each.default is REQUIRED and name not in given:
                reader.wrong(node, path, _("The field “%(name)s” is missing.") % {"name": name})
        before = len(reader.problems)
        read = {name: self.fields[name].shape.read(given[name], _join(path, name), reader) for name in self._of(given)}
        found = read if self.sparse else self.usual() | read
        if self.check and len(reader.problems) == before and (wrong := self.check(found)):
            name, sentence = wrong
            reader.wrong(given.get(name, node), _join(path, name), sentence)
        return found

    def _of(self, given: Mapping[str, Node]) -> list[str]:
        return [name for name in self.fields if name in given]

    def _unknown(self, node: Node, path: str, reader: Reader) -> None:
        for name in node.value.nodes:
            if name not in self.fields:
                allowed = list(self.fields)
                sentence = _("There is no field “%(name)s” here.") % {"name": name} + nearest(name, allowed)
                if len(allowed) <= 30:
                    sentence += " " + _("Allowed are: %(allowed)s.") % {"allowed": ", ".join(allowed)}
                reader.problems.append(Problem(node.value.lines[name], _join(path, name), sentence))

    def usual(self) -> dict[str, Any]:
        """The record of which the file says nothing."""
        return {} if self.sparse else {name: _copied(each.usual) for name, each in self.fields.items()}

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """What differs from the defaults, in the order of the fields."""
        return {
            name: each.shape.write(value[name])
            for name, each in self.fields.items()
            if name in value and (self.sparse or each.default is REQUIRED or value[name] != _copied(each.usual))
        }

    def schema(self) -> Schema:
        required = [name for name, each in self.fields.items() if each.default is REQUIRED]
        found: Schema = {
            "type": "object" if required else ["object", "null"],
            "additionalProperties": False,
            "properties": {name: _described(each) for name, each in self.fields.items()},
        }
        return found | ({"required": required} if required else {})


def required(shape: Shape) -> Field:
    return Field(shape, REQUIRED)


def _described(one: Field) -> Schema:
    schema = one.shape.schema()
    if one.about:
        schema["description"] = str(one.about)
    if one.default is not REQUIRED and one.usual not in (None, "", (), [], {}):
        schema["default"] = _copied(one.usual)
    return schema


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, (list, tuple)) else value


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
