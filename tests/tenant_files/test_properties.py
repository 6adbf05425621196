"""Tenants made by chance: export, apply on an empty installation, export again gives the same file."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import yaml
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.exporting import export
from kontor.tenant_files.domain.nodes import Node
from kontor.tenant_files.domain.planning import plan
from kontor.tenant_files.domain.reading import read
from kontor.tenant_files.domain.sections import SECTIONS
from kontor.tenant_files.domain.shapes import Reader, Text
from kontor.tenant_files.domain.state import state_of
from kontor.tenant_files.domain.writing import write
from tests.support.scoping import in_scope
from tests.tenant_files.drawn import documents
from tests.tenant_files.drawn.words import LETTERS
from tests.tenant_files.furnished import secrets_for, surroundings


@pytest.mark.django_db
def test_there_and_back(soak: bool) -> None:
    """Few tenants, since each is applied twice: `--soak` draws many, and makes what fails small."""
    surroundings()
    seen: Counter[str] = Counter()
    phases = tuple(Phase) if soak else (Phase.generate,)

    @settings(max_examples=100 if soak else 3, phases=phases)
    @given(document=documents())
    def check(document: dict[str, Any]) -> None:
        first = _applied_on_nothing(_written(document), seen)
        assert _applied_on_nothing(first, seen) == first

    check()

    assert [section.key for section in SECTIONS if not seen[section.key]] == []


def _written(document: dict[str, Any]) -> str:
    """By another writer than ours. By way of JSON nothing in it is the same object: YAML would write anchors."""
    return yaml.safe_dump(json.loads(json.dumps(document)), allow_unicode=True)


def _applied_on_nothing(text: str, seen: Counter[str]) -> str:
    """The export of a tenant that is gone again afterwards. Counts the sections in which something arrived."""
    mark = transaction.savepoint()
    tenant = apply(text, by=None, file_name="x.yaml", secrets=secrets_for(plan(text)))[0]
    with in_scope(tenant):
        exported = export(tenant)
        seen.update(key for key, found in state_of(tenant).items() if any(_values(found)))
    assert plan(exported).is_empty
    assert plan(text).steps == ()
    transaction.savepoint_rollback(mark)
    return exported


def _values(found: Any) -> Any:
    return found.values() if isinstance(found, dict) else found


@settings(max_examples=200)
@given(text=st.text(LETTERS, max_size=80))
def test_any_text_survives_the_file(text: str) -> None:
    """What is read is in its form already, and then stays as it is however often it is written."""
    reader = Reader()
    value = Text(lines=True).read(Node(text, 1), "", reader)

    said = read(write({"tenant": {"name": "A", "code": "AB", "description": value}})).sections

    assert said["tenant"]["description"] == value
