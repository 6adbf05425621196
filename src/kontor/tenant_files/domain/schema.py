"""The JSON Schema of the file, for editors that complete and check while somebody writes."""

from __future__ import annotations

from typing import Any

from kontor.tenant_files.domain.reading import FORMAT, FORMAT_NUMBER
from kontor.tenant_files.domain.section import AnySection, Rows
from kontor.tenant_files.domain.sections import SECTIONS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The whole file. What cannot be said in a schema, such as names that must be there, is checked when it is read."""
    return {
        "$schema": DIALECT,
        "title": "Kontor: a tenant as a file",
        "type": "object",
        "additionalProperties": False,
        "required": [FORMAT, "tenant"],
        "properties": {FORMAT: {"const": int(FORMAT_NUMBER)}, **{each.key: _section(each) for each in SECTIONS}},
    }


def _section(section: AnySection) -> dict[str, Any]:
    fields = section.shape.schema()
    told = {"title": str(section.title), "description": str(section.about or section.title)}
    if isinstance(section, Rows):
        return {**told, "type": ["array", "null"], "items": fields}
    return {**fields, **told}
