"""The file is read: its fields checked, its names found. All mistakes at once, each with its line.

What is wrong in the file itself is told together with what it names and nobody has: ``unknown_names`` leaves out what
only follows from another mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.tenant_files.domain.nodes import Items, Node, Pairs, parse
from kontor.tenant_files.domain.problems import MOST, BadFile, Problem, nearest
from kontor.tenant_files.domain.section import Entry, Rows
from kontor.tenant_files.domain.sections import BY_KEY, SECTIONS
from kontor.tenant_files.domain.shapes import Named, Reader
from kontor.tenants.models import Tenant

FORMAT = "format"
FORMAT_NUMBER = "1"


@dataclass(frozen=True)
class Document:
    """What the file says, by section. A section that is not in it is left as it is."""

    sections: Mapping[str, Any]
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """The line of each entry, by section and ``match``."""
    named: tuple[Named, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def code(self) -> str:
        return str(self.sections["tenant"]["code"]) if "tenant" in self.sections else ""

    def is_unsure(self, key: str) -> bool:
        """A mistake may hide names of the section: of an entry of it, or of the tenant or section that is meant."""
        section = BY_KEY[key]
        assert isinstance(section, Rows)
        hides = re.compile(rf"{key}(\[\d+\](\.{section.identity})?)?")
        elsewhere = any(each.top == "tenant" or each.top not in (FORMAT, *BY_KEY) for each in self.problems)
        return (elsewhere and key not in self.sections) or any(hides.fullmatch(each.field) for each in self.problems)

    def line_of(self, section: str, match: str) -> int:
        return self.lines.get((section, match), 0)


def read(raw: bytes | str) -> Document:
    """BadFile with every mistake that can be seen without looking at the tenant."""
    document = gathered(raw)
    if document.problems:
        raise BadFile(document.problems)
    return document


def gathered(raw: bytes | str) -> Document:
    """The file with its ``problems``: nobody may apply it before they are looked at.

    BadFile for what is no file of a tenant in the first place.
    """
    root = parse(raw)
    reader = Reader()
    nodes = _sections(root, reader)
    lines: dict[tuple[str, str], int] = {}
    found: dict[str, Any] = {}
    for section in SECTIONS:
        if section.key in nodes:
            node = nodes[section.key]
            if isinstance(section, Rows):
                found[section.key] = _entries(section, node, reader, lines)
            else:
                found[section.key] = section.shape.read(node, section.key, reader)
                lines[section.key, section.key] = node.line
    return Document(found, lines, tuple(reader.named), tuple(reader.problems))


def unknown_names(document: Document, tenant: Tenant | None, present: Mapping[str, Any]) -> list[Problem]:
    """Everything that the file points to is in the file, or in the tenant where the file leaves a section alone.

    Nothing is said of sections that cannot be trusted, since their own mistakes are: a name there may be meant. What is
    alike is looked for as long as it is told: in a file of thousands of names that nobody has it would take an hour.
    """
    known: dict[str, set[str]] = {}
    problems: list[Problem] = []
    for each in sorted(document.named, key=lambda each: (each.line, each.field)):
        if each.section not in known:
            known[each.section] = set(_names(each.section, document, tenant, present))
        if each.name not in known[each.section] and not document.is_unsure(each.section):
            section = BY_KEY[each.section].title
            sentence = _("“%(name)s” is not in the section %(section)s.") % {"name": each.name, "section": section}
            alike = nearest(each.name, sorted(known[each.section])) if len(problems) < MOST else ""
            problems.append(Problem(each.line, each.field, sentence + alike))
    return problems


def _names(key: str, document: Document, tenant: Tenant | None, present: Mapping[str, Any]) -> Iterable[str]:
    section = BY_KEY[key]
    assert isinstance(section, Rows)
    yield from section.also_known(tenant)
    entries = document.sections[key] if key in document.sections else present[key]
    for entry in entries:
        yield str(entry[section.identity])


def _sections(root: Node, reader: Reader) -> dict[str, Node]:
    if not isinstance(root.value, Pairs):
        raise BadFile(
            [Problem(root.line, "", _("The file has no sections. Export a tenant to see what it looks like."))]
        )
    nodes = dict(root.value.nodes)
    number = nodes.pop(FORMAT, None)
    if number and number.is_text and number.value != FORMAT_NUMBER and number.value.isdecimal():
        sentence = _("The file is written in format %(number)s, by another version of Kontor. This one reads %(ours)s.")
        words = {"number": number.value[:20], "ours": FORMAT_NUMBER}
        raise BadFile([Problem(number.line, FORMAT, sentence % words)])
    if number is None or number.value != FORMAT_NUMBER:
        sentence = _("The file begins with “format: %(number)s”, which says how it is to be read.")
        reader.problems.append(Problem(number.line if number else 1, FORMAT, sentence % {"number": FORMAT_NUMBER}))
    for key in [key for key in nodes if key not in BY_KEY]:
        sentence = _("There is no section “%(name)s”.") % {"name": key} + nearest(key, list(BY_KEY))
        sentence += " " + _("Allowed are: %(allowed)s.") % {"allowed": ", ".join(BY_KEY)}
        reader.problems.append(Problem(root.value.lines[key], key, sentence))
    if "tenant" not in nodes:
        reader.problems.append(
            Problem(1, "tenant", _("The section “tenant” is missing: it says which tenant this is."))
        )
    return nodes


def _entries(section: Rows, node: Node, reader: Reader, lines: dict[tuple[str, str], int]) -> list[Entry]:
    if node.is_nothing:
        return []
    if not isinstance(node.value, Items):
        reader.wrong(node, section.key, _("A list is expected here, each item after a hyphen."))
        return []
    before = len(reader.problems)
    nodes = list(enumerate(node.value.nodes))
    entries = [section.shape.read(each, f"{section.key}[{number}]", reader) for number, each in nodes]
    if len(reader.problems) > before:
        return entries
    section.label(entries)
    for (number, each), entry in zip(nodes, entries, strict=True):
        _check(section, each, f"{section.key}[{number}]", entry, reader, lines)
    if len(reader.problems) == before and (sentence := section.settle(entries)):
        reader.wrong(node, section.key, sentence)
    return entries


def _check(
    section: Rows, node: Node, path: str, entry: Entry, reader: Reader, lines: dict[tuple[str, str], int]
) -> None:
    if sentence := section.mistake(entry):
        reader.wrong(node, path, sentence)
    if not str(entry[section.identity]):
        reader.wrong(node, f"{path}.{section.identity}", _("A name is expected here."))
    key = section.key, section.match(entry)
    if key in lines:
        sentence = _("“%(name)s” stands here twice, first in line %(line)s.")
        reader.wrong(node, path, sentence % {"name": entry[section.identity], "line": lines[key]})
    lines.setdefault(key, node.line)
