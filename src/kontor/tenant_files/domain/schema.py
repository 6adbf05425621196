"""The JSON Schema of the file, for editors that complete, check and explain while somebody writes."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from kontor.tenant_files.domain.field_words import FIELDS
from kontor.tenant_files.domain.reading import FORMAT, FORMAT_NUMBER
from kontor.tenant_files.domain.section import AnySection, Rows
from kontor.tenant_files.domain.sections import SECTIONS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE_NAME = "tenant.schema.json"
"""Under this name it lies beside the files that name it in their first line."""


def schema() -> dict[str, Any]:
    """The whole file, the same text in every language of the reader.

    What cannot be said in a schema, such as names that must be there, is checked when the file is read.
    """
    with translation.override("en"):
        properties = {FORMAT: {"const": int(FORMAT_NUMBER)}, **{each.key: _section(each) for each in SECTIONS}}
        _explain(properties, "")
        return {
            "$schema": DIALECT,
            "title": "Kontor: a tenant as a file",
            "type": "object",
            "additionalProperties": False,
            "required": [FORMAT, "tenant"],
            "properties": properties,
        }


def _section(section: AnySection) -> dict[str, Any]:
    fields = section.shape.schema()
    told = {"title": str(section.title), "description": str(section.about or section.title)}
    if isinstance(section, Rows):
        return {**told, "type": ["array", "null"], "items": fields}
    return {**fields, **told}


def _explain(properties: dict[str, Any], way: str) -> None:
    """Each field gets its words, and what lies in it too."""
    for name, found in properties.items():
        here = f"{way}.{name}" if way else name
        if words := FIELDS.get(here) or FIELDS.get(f"{way}.*"):
            found["description"] = words
        for inner in (found, found.get("items"), found.get("additionalProperties")):
            if isinstance(inner, dict):
                _explain(inner.get("properties", {}), here)
