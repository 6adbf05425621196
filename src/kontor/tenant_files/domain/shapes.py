"""What a value of the file may be: read with its mistakes, and described for editors (JSON Schema).

Values are plain: text, whole number, yes or no, nothing, list, dictionary. Thus they compare, and travel as JSON.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import hidden_sign, one_line, strip_controls
from kontor.tenant_files.domain.nodes import Node
from kontor.tenant_files.domain.problems import Problem, nearest

LONGEST_NUMBER = 18
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


def visible(text: str) -> str:
    """What is wrong with a name that holds what nobody sees: a sentence; empty when nothing is."""
    sign = hidden_sign(text)
    if not sign:
        return ""
    sentence = _(
        "There is an invisible character here (%(sign)s), which could make a name look like another. Take it out."
    )
    return sentence % {"sign": sign}


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
        said = "" if node.is_nothing else node.value
        text = strip_controls(said) if self.lines else one_line(said)
        try:
            text = self.clean(text) if self.clean and text else text
            sentence = self._mistake(text) if self.lines else visible(said) or self._mistake(text)
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
        if not node.is_text or not re.fullmatch(r"-?[0-9]+", node.value, re.ASCII):
            reader.wrong(node, path, _("A whole number is expected here."))
            return self.default
        if len(node.value) > LONGEST_NUMBER:
            sentence = _("The number has %(count)s digits; at most %(most)s are read.")
            reader.wrong(node, path, sentence % {"count": len(node.value), "most": LONGEST_NUMBER})
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
        try:
            if node.is_text:
                return b64encode(b64decode("".join(node.value.split()), validate=True)).decode()
        except ValueError:
            pass
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
        if sentence := visible(node.value):
            reader.wrong(node, path, sentence)
        elif name:
            reader.named.append(Named(self.section, name, node.line, path))
        elif not self.empty:
            reader.wrong(node, path, _("A name is expected here."))
        return name

    def schema(self) -> Schema:
        return {"type": "string"}
