"""Days and times of the file, as people write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.sla.domain.times import BadTimes, read_times
from kontor.tenant_files.domain.nodes import Node
from kontor.tenant_files.domain.shapes import Reader, Schema, Shape


@dataclass(frozen=True)
class Day(Shape):
    """A date as 2026-12-24; ``empty`` allows none."""

    empty: bool = False
    default: str = ""

    def read(self, node: Node, path: str, reader: Reader) -> str:
        if self.empty and node.is_nothing:
            return ""
        try:
            return date.fromisoformat(node.value if node.is_text else "").isoformat()
        except ValueError:
            reader.wrong(node, path, _("A day is expected here, written like 2026-12-24."))
            return self.default

    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}


@dataclass(frozen=True)
class Hours(Shape):
    """The working hours of a day as "08:00-12:00, 13:00-17:30"; nothing: closed."""

    default: list[list[str]] = field(default_factory=list)

    def read(self, node: Node, path: str, reader: Reader) -> list[list[str]]:
        if not node.is_text:
            reader.wrong(node, path, _("Hours are one text, like 8:00-12:30; several are separated by commas."))
            return []
        try:
            return read_times("" if node.is_nothing else node.value)
        except BadTimes as mistake:
            reader.wrong(node, path, str(mistake))
            return []

    def write(self, value: Any) -> str:
        return ", ".join(f"{begin}-{end}" for begin, end in value)

    def schema(self) -> Schema:
        return {"type": ["string", "null"]}


def checked_zone(name: str) -> str:
    """The name of a time zone. Refused when there is none of the name."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise Refused(_("“%(name)s” is not a time zone. Write it like Europe/Berlin.") % {"name": name}) from None
