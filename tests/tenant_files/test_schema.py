"""The JSON Schema as an editor applies it: by a validator that knows nothing of Kontor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.utils import translation
from jsonschema import Draft202012Validator

from kontor.tenant_files.domain.exporting import export
from kontor.tenant_files.domain.field_words import FIELDS
from kontor.tenant_files.domain.nodes import parse
from kontor.tenant_files.domain.problems import BadFile
from kontor.tenant_files.domain.reading import read
from kontor.tenant_files.domain.schema import schema
from kontor.tenant_files.domain.sections import SECTIONS
from kontor.tenant_files.domain.writing import write
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope
from tests.tenant_files.furnished import FULL

HEAD = "format: 1\ntenant: {name: Nordlicht, code: NORD}\n"
VALIDATOR = Draft202012Validator(schema())

BROKEN = {
    "tenant.code": "format: 1\ntenant: {name: Nordlicht, code: nord!}\n",
    "tenant": "format: 1\n",
    "categorys": HEAD + "categorys: []\n",
    "service_levels.0.warning_share": HEAD + "service_levels: [{name: Gold, warning_share: 101}]\n",
    "service_levels.0.name": HEAD + "service_levels: [{resolution: 5}]\n",
    "service_levels.0.pauses.0": HEAD + "service_levels: [{name: Gold, resolution: 5, pauses: [custmer]}]\n",
    "closing_codes.0.nam": HEAD + "closing_codes: [{code: A, name: B, nam: C}]\n",
    "accounts.0.password": HEAD + "accounts: [{address: a@b.example, host: h, username: u, password: geheim}]\n",
    "accounts.0.port": HEAD + "accounts: [{address: a@b.example, host: h, username: u, port: many}]\n",
    "categories.0.bundling": HEAD + "categories: [{internal_name: a, name: A, bundling: perhaps}]\n",
    "templates.0.contents.Deutsch": HEAD
    + "templates: [{internal_name: a, name: A, kind: reply, contents: {Deutsch: {html: A}}}]\n",
    "settings.answers.undo_second": HEAD + "settings: {answers.undo_second: 5}\n",
    "alarms": HEAD + "alarms: {name: A, measure: open, threshold: 1}\n",
}
"""Files with one mistake, by the place where it is."""


def mistakes(text: str) -> list[str]:
    """Where the validator finds something, as a path; a field that is missing or unknown is named with it."""
    return [_path(error) for error in VALIDATOR.iter_errors(yaml.safe_load(text))]


def _path(error: Any) -> str:
    path = [str(part) for part in error.absolute_path]
    if error.validator in ("required", "additionalProperties"):
        known = error.schema["properties"]
        asked = error.schema["required"] if error.validator == "required" else error.instance
        given = error.instance if error.validator == "required" else known
        path += [str(name) for name in asked if name not in given]
    if error.validator == "pattern" and "propertyNames" in error.absolute_schema_path:
        path.append(str(error.instance))
    return ".".join(path)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def fields_of(found: dict[str, Any], way: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field, however deep, with the way there."""
    for name, field in found.get("properties", {}).items():
        here = f"{way}.{name}" if way else name
        yield here, field
        for inner in (field, field.get("items"), field.get("additionalProperties")):
            if isinstance(inner, dict):
                yield from fields_of(inner, here)


def test_an_editor_explains_every_field() -> None:
    described = dict(fields_of(schema()))

    assert [way for way, field in described.items() if not field.get("description")] == []
    assert sorted(FIELDS.keys() - described.keys()) == ["business_hours.weeks.week.*"]
    assert described["rules.conditions.points"]["description"] == "Counts so much when it holds; nothing: it must hold."
    assert described["settings.answers.undo_seconds"]["description"].startswith(
        "Seconds for which an answer can be taken back"
    )


def test_it_is_english_for_everybody() -> None:
    english = schema()

    with translation.override("de"):
        assert schema() == english
    assert english["properties"]["service_levels"]["title"] == "Service levels"


def test_an_exported_file_names_it_where_editors_look(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        text = export(nordlicht)

    assert text.splitlines()[0] == "# yaml-language-server: $schema=tenant.schema.json"


def test_a_file_with_everything_satisfies_it_as_it_is_exported() -> None:
    said = read(FULL).sections
    assert set(said) == {section.key for section in SECTIONS}

    assert mistakes(FULL) == []
    assert mistakes(write(said)) == []


def test_sections_without_anything_in_them_satisfy_it() -> None:
    """What the reader takes for nothing an editor does not mark."""
    empty = HEAD + "".join(f"{section.key}:\n" for section in SECTIONS if section.key != "tenant")
    read(empty)

    assert mistakes(empty) == []


@pytest.mark.parametrize("place", BROKEN)
def test_a_broken_file_is_marked_where_it_is_broken_and_the_reader_refuses_it(place: str) -> None:
    parse(BROKEN[place])

    assert mistakes(BROKEN[place]) == [place]
    with pytest.raises(BadFile):
        read(BROKEN[place])
