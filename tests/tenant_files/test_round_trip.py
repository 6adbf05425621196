"""Export, apply, export: the same file."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.exporting import export
from kontor.tenant_files.domain.planning import plan
from kontor.tenant_files.domain.reading import read
from kontor.tenant_files.domain.records import Many, Record
from kontor.tenant_files.domain.section import Rows
from kontor.tenant_files.domain.sections import SECTIONS
from kontor.tenant_files.domain.shapes import Shape
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.factories.tenants import make_tenant
from tests.support.scoping import everywhere, in_scope
from tests.tenant_files.furnished import FULL, secrets_for, surroundings, without_comments


@pytest.mark.django_db
def test_a_whole_tenant_there_and_back() -> None:
    """One test, since a tenant with everything takes seconds: its stylesheets are rendered before they count."""
    surroundings()
    tenant = apply(FULL, by=None, file_name="full.yaml", secrets=secrets_for(plan(FULL)))[0]
    with in_scope(tenant):
        text = export(tenant)
        changes = AuditEntry.objects.count()
    assert without_comments(text) == FULL

    _a_bare_tenant_has_nothing_of_it()
    _twice_changes_nothing(tenant, text, changes)
    _everything_can_be_taken_away(tenant)

    apply(FULL, by=None, file_name="full.yaml", secrets=secrets_for(plan(FULL)))
    with in_scope(tenant):
        assert without_comments(export(tenant)) == FULL


def _a_bare_tenant_has_nothing_of_it() -> None:
    """Not even for somebody who sees the rows of all."""
    bare = make_tenant("Leer", code="LEER")
    with everywhere():
        state = state_of(bare)
    assert [key for key, values in state.items() if key != "tenant" and _says(values)] == []


def _says(values: Any) -> bool:
    return any(values.values()) if isinstance(values, dict) else bool(values)


def _twice_changes_nothing(tenant: Tenant, text: str, changes: int) -> None:
    assert plan(FULL).is_empty
    assert apply(text, by=None, file_name="full.yaml")[1].is_empty
    with in_scope(tenant):
        assert export(tenant) == text
        assert AuditEntry.objects.count() == changes


def _everything_can_be_taken_away(tenant: Tenant) -> None:
    """A file that names every section and says nothing in it: what the tenant is without configuration."""
    names = [section.key for section in SECTIONS if section.key != "tenant"]
    empty = "\n".join(["format: 1", "tenant: {name: Nordlicht Energie, code: NORD}", *(f"{name}:" for name in names)])

    done = apply(empty, by=None, file_name="empty.yaml")[1]

    assert plan(empty).is_empty
    with in_scope(tenant):
        left = state_of(tenant)
    assert [name for name in names if _says(left[name])] == []
    assert {step.section for step in done.removed} == {section.key for section in SECTIONS if isinstance(section, Rows)}


def test_the_file_of_these_tests_says_everything() -> None:
    """Each field of each section differs somewhere from its default: else these tests would prove little."""
    said = read(FULL).sections
    silent = []
    for section in SECTIONS:
        entries = said[section.key] if isinstance(section, Rows) else [said[section.key]]
        silent += [f"{section.key}.{field}" for field in _silent(section.shape, entries)]
    assert silent == []


def _silent(shape: Shape, values: list[Any]) -> list[str]:
    if isinstance(shape, Many):
        return _silent(shape.of, [item for value in values for item in value])
    if not isinstance(shape, Record):
        return []
    if shape.sparse:
        return [] if any(values) else ["*"]
    found = []
    for name, field in shape.fields.items():
        written = [shape.write(value) for value in values]
        if not any(name in each for each in written):
            found.append(name)
        found += [f"{name}.{inner}" for inner in _silent(field.shape, [value[name] for value in values])]
    return found
