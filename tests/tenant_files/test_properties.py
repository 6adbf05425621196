"""Tenants made by chance: export, apply on an empty installation, export again gives the same file."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.exporting import export
from kontor.tenant_files.domain.nodes import Node
from kontor.tenant_files.domain.planning import plan
from kontor.tenant_files.domain.reading import read
from kontor.tenant_files.domain.shapes import Reader, Text
from kontor.tenant_files.domain.writing import write
from tests.support.scoping import in_scope

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs",))
LINES = st.text(LETTERS, max_size=60)
WORD = st.text("abcdefghijklmnopqrstuvwxyzäöüß-:#'\"&*!%@ 0123456789", min_size=1, max_size=20).filter(
    lambda text: any(letter.isalpha() for letter in text)
)
NAME = st.sampled_from("abcdefghijklm").flatmap(lambda first: WORD.map(lambda rest: f"{first}{rest}"))
INTERNAL = st.text("abcdefghij-_0123456789", min_size=1, max_size=12)


def unique(entries: st.SearchStrategy[Any], key: str, most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(entries, max_size=most, unique_by=lambda entry: entry[key][0])


LEVELS = unique(
    st.fixed_dictionaries(
        {"name": NAME, "resolution": st.integers(1, 10_000)},
        optional={
            "description": LINES,
            "warning_share": st.integers(1, 100),
            "pauses": st.lists(st.sampled_from(["customer", "inquiry", "forward"]), unique=True),
        },
    ),
    "name",
)
CODES = unique(st.fixed_dictionaries({"code": INTERNAL, "name": NAME}), "code")
CATEGORIES = st.lists(
    st.fixed_dictionaries(
        {"internal_name": INTERNAL, "name": NAME},
        optional={"description": LINES, "main_category": NAME, "answer_allowed": st.booleans()},
    ),
    max_size=3,
    unique_by=(lambda entry: entry["internal_name"], lambda entry: entry["name"][0]),
)
MODULES = unique(
    st.fixed_dictionaries(
        {"name": NAME, "html": WORD.map(lambda text: f"<p>{text.replace('&', '').replace('$', '')}x</p>")},
        optional={"top": st.booleans(), "group": NAME},
    ),
    "name",
)
SETTINGS = st.fixed_dictionaries(
    {}, optional={"answers.undo_seconds": st.integers(0, 30), "answers.quote_original": st.booleans()}
)


@pytest.mark.django_db
@settings(max_examples=5)
@given(description=LINES, levels=LEVELS, codes=CODES, categories=CATEGORIES, modules=MODULES, own=SETTINGS, name=NAME)
def test_there_and_back(
    name: str, description: str, levels: Any, codes: Any, categories: Any, modules: Any, own: Any
) -> None:
    document = {
        "format": 1,
        "tenant": {"name": name, "code": "PROB", "description": description},
        "service_levels": levels,
        "closing_codes": codes,
        "categories": categories,
        "text_modules": modules,
        "settings": own,
    }
    written = yaml.safe_dump(document, allow_unicode=True)

    first = _applied_on_nothing(written)

    assert _applied_on_nothing(first) == first


def _applied_on_nothing(text: str) -> str:
    """The export of a tenant that is gone again afterwards."""
    mark = transaction.savepoint()
    tenant = apply(text, by=None, file_name="x.yaml")[0]
    with in_scope(tenant):
        exported = export(tenant)
    assert plan(exported).is_empty
    assert plan(text).is_empty
    transaction.savepoint_rollback(mark)
    return exported


@settings(max_examples=200)
@given(text=st.text(LETTERS, max_size=80))
def test_any_text_survives_the_file(text: str) -> None:
    """What is read is in its form already, and then stays as it is however often it is written."""
    reader = Reader()
    value = Text(lines=True).read(_scalar(text), "", reader)

    said = read(write({"tenant": {"name": "A", "code": "AB", "description": value}})).sections

    assert said["tenant"]["description"] == value


def _scalar(text: str) -> Any:

    return Node(text, 1)
