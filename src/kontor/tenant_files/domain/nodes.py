"""YAML as a tree that knows its lines. No tags, no anchors, no key twice: nothing in a file means more than it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

from kontor.tenant_files.domain.problems import BadFile, Problem

LARGEST = 40_000_000
"""Bytes. A tenant with a thousand templates has a tenth of that."""
DEEPEST = 12
MOST_NODES = 500_000


@dataclass(frozen=True, slots=True)
class Node:
    """``value`` is a text, a list of nodes, or a list of pairs (key, node). ``plain``: a text without quotes."""

    value: Any
    line: int
    plain: bool = False

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str)

    @property
    def is_nothing(self) -> bool:
        """Written as nothing at all, ``~`` or ``null``."""
        return self.plain and self.value in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Items:
    """The value of a node that is a list."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The value of a node that has fields; each key once."""

    nodes: dict[str, Node]
    lines: dict[str, int]


def parse(raw: bytes | str) -> Node:
    """The file as a tree. BadFile for anything that is not plain, single-document YAML in UTF-8."""
    text = _decoded(raw)
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        return _document(_harmless(events))
    except yaml.YAMLError as error:
        raise BadFile([_of(error, text)]) from None


def _decoded(raw: bytes | str) -> str:
    if len(raw) > LARGEST:
        raise BadFile([Problem(0, "", _("The file is larger than %(most)s MB.") % {"most": LARGEST // 1_000_000})])
    if isinstance(raw, str):
        return raw
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        sentence = _("The file is not UTF-8 text. Save it in this encoding.")
        raise BadFile([Problem(line, "", sentence)]) from None
    return text


def _of(error: yaml.YAMLError, text: str) -> Problem:
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or ""
    if mark and "".join(text.split("\n")[mark.line : mark.line + 1]).lstrip(" ").startswith("\t"):
        return Problem(mark.line + 1, "", _("A tab stands at the beginning of the line. Use spaces."))
    sentence = _("This is not YAML (%(why)s).") % {"why": why}
    return Problem(mark.line + 1 if mark else _line_of_sign(error, text), "", sentence)


def _line_of_sign(error: yaml.YAMLError, text: str) -> int:
    """Of a sign that is not allowed only the place is known, counted in bytes; 0: not even that."""
    place = getattr(error, "position", None)
    return text.encode()[:place].count(b"\n") + 1 if place is not None else 0


def _harmless(events: Iterator[Any]) -> Iterator[Any]:
    """The events, as long as they are harmless: refused at the first one that is not."""
    depth = 0
    for number, event in enumerate(events):
        line = event.start_mark.line + 1
        if number > MOST_NODES:
            raise BadFile([Problem(line, "", _("The file holds too many values."))])
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadFile([Problem(line, "", _("Anchors and references (& and *) are not allowed. Write it out."))])
        if getattr(event, "tag", None):
            raise BadFile([Problem(line, "", _("Tags (!) are not allowed. Write the value alone."))])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise BadFile([Problem(line, "", _("The values are nested too deeply."))])
        yield event


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _document(events: Iterator[Any]) -> Node:
    node: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if node is not None:
                line = _line(event)
                raise BadFile(
                    [Problem(line, "", _("The file holds a second document (---). A file is one tenant: split it."))]
                )
            node = _node(next(events), events)
    if node is None:
        raise BadFile([Problem(0, "", _("The file is empty."))])
    return node


def _node(event: Any, events: Iterator[Any]) -> Node:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.SequenceStartEvent):
        return Node(Items(tuple(_items(events))), line)
    if isinstance(event, yaml.MappingStartEvent):
        return Node(_pairs(events), line)
    return Node(event.value, line, plain=event.style is None or not event.style)


def _items(events: Iterator[Any]) -> Iterator[Node]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _node(event, events)


def _pairs(events: Iterator[Any]) -> Pairs:
    nodes: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key = _node(event, events)
        if not key.is_text:
            raise BadFile([Problem(key.line, "", _("A field is named by a word."))])
        if key.value in nodes:
            sentence = _("The field stands here twice, first in line %(line)s.") % {"line": lines[key.value]}
            raise BadFile([Problem(key.line, key.value, sentence)])
        lines[key.value] = key.line
        nodes[key.value] = _node(next(events), events)
    return Pairs(nodes, lines)
