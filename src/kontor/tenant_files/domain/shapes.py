"""What a value of the file may be: read with its mistakes, and described for editors (JSON Schema).

Values are plain: text, whole number, yes or no, nothing, list, dictionary. Thus they compare, and travel as JSON.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, strip_controls
from kontor.tenant_files.domain.nodes import Items, Node, Pairs
from kontor.tenant_files.domain.problems import Problem, nearest

YES, NO = ("true", "yes"), ("false", "no")
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """A place of the file that names an entry of a section."""

    section: str
    name: str
    line: int
    field: str


@dataclass
class Reader:
    """What is gathered while a file is read."""

    problems: list[Problem] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)

    def wrong(self, node: Node, path: str, sentence: str) -> None:
        self.problems.append(Problem(node.line, path, sentence))


class Shape:
    """``read`` returns the value, or ``default`` after it has told the reader what is wrong."""

    default: Any = None

    def read(self, node: Node, path: str, reader: Reader) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        """The value as it stands in the file."""
        return value

    def schema(self) -> Schema:
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Shape):
    """``lines``: several of them, kept as they are. ``allowed``: only these. ``clean`` puts the text into its form."""

    longest: int = 0
    lines: bool = False
    allowed: Sequence[str] = ()
    pattern: str = ""
    clean: Callable[[str], str] | None = None
    default: str = ""

    def read(self, node: Node, path: str, reader: Reader) -> str:
        if not node.is_text:
            reader.wrong(node, path, _("A text is expected here."))
            return self.default
        text = "" if node.is_nothing else strip_controls(node.value)
        text = text if self.lines else one_line(text)
        try:
            text = self.clean(text) if self.clean and text else text
            sentence = self._mistake(text)
        except Refused as refused:
            sentence = str(refused)
        if sentence:
            reader.wrong(node, path, sentence)
        return text

    def _mistake(self, text: str) -> str:
        if self.allowed and text not in self.allowed:
            allowed = ", ".join(each or "“”" for each in self.allowed)
            sentence = _("“%(value)s” is not allowed. Allowed are: %(allowed)s.") % {"value": text, "allowed": allowed}
            return sentence + nearest(text, self.allowed)
        if self.longest and len(text) > self.longest:
            return _("The text has %(count)s characters; at most %(most)s are allowed.") % {
                "count": len(text),
                "most": self.longest,
            }
        if self.pattern and text and not re.fullmatch(self.pattern, text):
            return _("“%(value)s” does not have the form that is expected: %(form)s.") % {
                "value": text,
                "form": self.pattern,
            }
        return ""

    def schema(self) -> Schema:
        found: Schema = {"type": "string"}
        if self.allowed:
            found["enum"] = list(self.allowed)
        if self.longest:
            found["maxLength"] = self.longest
        if self.pattern:
            found["pattern"] = f"^(?:{self.pattern})$" if self.default else f"^(?:{self.pattern})?$"
        return found


@dataclass(frozen=True)
class Number(Shape):
    """A whole number; ``empty`` allows none."""

    least: int | None = 0
    most: int | None = None
    empty: bool = False
    default: int | None = None

    def read(self, node: Node, path: str, reader: Reader) -> int | None:
        if self.empty and node.is_nothing:
            return None
        if not node.is_text or not re.fullmatch(r"-?[0-9]{1,18}", node.value):
            reader.wrong(node, path, _("A whole number is expected here."))
            return self.default
        number = int(node.value)
        too_small = self.least is not None and number < self.least
        too_large = self.most is not None and number > self.most
        if too_small or too_large:
            reader.wrong(node, path, self._range() % {"least": self.least, "most": self.most})
        return number

    def _range(self) -> str:
        if self.most is None:
            return _("The number must be at least %(least)s.")
        if self.least is None:
            return _("The number must be at most %(most)s.")
        return _("The number must be between %(least)s and %(most)s.")

    def schema(self) -> Schema:
        found: Schema = {"type": ["integer", "null"] if self.empty else "integer"}
        if self.least is not None:
            found["minimum"] = self.least
        if self.most is not None:
            found["maximum"] = self.most
        return found


@dataclass(frozen=True)
class Amount(Shape):
    """A number with or without decimals, or none."""

    default: float | None = None

    def read(self, node: Node, path: str, reader: Reader) -> float | None:
        if node.is_nothing:
            return None
        if not node.is_text or not re.fullmatch(r"-?[0-9]{1,9}([.][0-9]{1,6})?", node.value):
            reader.wrong(node, path, _("A number is expected here."))
            return None
        number = float(node.value)
        return int(number) if number.is_integer() else number

    def schema(self) -> Schema:
        return {"type": ["number", "null"]}


@dataclass(frozen=True)
class Bytes(Shape):
    """The content of a file, in base64. The value has no blanks or line ends."""

    default: str = ""

    def read(self, node: Node, path: str, reader: Reader) -> str:
        text = "".join(node.value.split()) if node.is_text else ""
        try:
            return b64encode(b64decode(text, validate=True)).decode()
        except ValueError:
            reader.wrong(node, path, _("The content of a file is expected here, in base64."))
            return ""

    def write(self, value: str) -> str:
        return "\n".join(value[at : at + 100] for at in range(0, len(value), 100))

    def schema(self) -> Schema:
        return {"type": "string", "contentEncoding": "base64"}


@dataclass(frozen=True)
class YesNo(Shape):
    default: bool = False

    def read(self, node: Node, path: str, reader: Reader) -> bool:
        word = node.value.lower() if node.is_text else ""
        if word not in (*YES, *NO):
            reader.wrong(node, path, _("Write true or false."))
            return self.default
        return word in YES

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Name(Shape):
    """The name of an entry of another section; ``empty`` allows none."""

    section: str
    empty: bool = True
    default: str = ""

    def read(self, node: Node, path: str, reader: Reader) -> str:
        if not node.is_text:
            reader.wrong(node, path, _("A name is expected here."))
            return ""
        name = "" if node.is_nothing else one_line(node.value)
        if name:
            reader.named.append(Named(self.section, name, node.line, path))
        elif not self.empty:
            reader.wrong(node, path, _("A name is expected here."))
        return name

    def schema(self) -> Schema:
        return {"type": "string"}


@dataclass(frozen=True)
class Many(Shape):
    """A list. ``as_set``: its order says nothing, so it is kept in order."""

    of: Shape
    as_set: bool = False
    most: int = 0
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
        return sorted(set(values)) if self.as_set else values

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
    """``default`` holds where the file says nothing; REQUIRED: it must say something. ``about`` is for editors."""

    shape: Shape
    default: Any = None
    about: str = ""

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
        read = {name: self.fields[name].shape.read(given[name], _join(path, name), reader) for name in self._of(given)}
        return read if self.sparse else self.usual() | read

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


def required(shape: Shape, about: str = "") -> Field:
    return Field(shape, REQUIRED, about)


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
