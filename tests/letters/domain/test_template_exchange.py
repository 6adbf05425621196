"""What a template says of its letters in a set of templates."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from kontor.letters.domain.letter_templates import change_letter_template, letter_template_of
from kontor.letters.models import Stylesheet
from kontor.tenants.models import Tenant
from kontor.texts.domain.exchange import export_set, import_set, preview_import
from kontor.texts.models import ReplyTemplate
from tests.factories.stationery import make_stylesheet
from tests.factories.texts import make_template
from tests.support.refusal import refused
from tests.support.scoping import in_scope

PLACE = "templates/antwort/template.json"


@pytest.fixture(autouse=True)
def scope(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


@pytest.fixture
def template(nordlicht: Tenant) -> ReplyTemplate:
    template = make_template(nordlicht, "Antwort", internal_name="antwort")
    change_letter_template(
        template,
        stylesheet=make_stylesheet(nordlicht, "Festlich"),
        output_directory="eilig",
        information=False,
        enclosures="Lieferschein\nRetourenschein",
        version=0,
        by=None,
    )
    return template


def said(template: ReplyTemplate) -> tuple[Any, ...]:
    row = letter_template_of(template)
    return row.stylesheet, row.output_directory, row.information, row.enclosures


def in_alpina(alpina: Tenant) -> ReplyTemplate:
    return ReplyTemplate.objects.get(tenant=alpina, internal_name="antwort")


def with_letter(raw: bytes, letter: object) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == PLACE:
                content = json.dumps({**json.loads(content), "letter": letter}).encode()
            new.writestr(name, content)
    return buffer.getvalue()


def test_another_tenant_gets_the_values_with_its_own_stylesheet_of_the_name(
    template: ReplyTemplate, nordlicht: Tenant, alpina: Tenant
) -> None:
    own = make_stylesheet(alpina, "Festlich")
    raw = export_set(nordlicht)
    import_set(alpina, raw, by=None)

    assert said(in_alpina(alpina)) == (own, "eilig", False, "Lieferschein\nRetourenschein")
    assert preview_import(alpina, raw).changes_nothing


def test_a_stylesheet_that_is_not_here_is_named_and_left_out(
    template: ReplyTemplate, nordlicht: Tenant, alpina: Tenant
) -> None:
    (entry,) = import_set(alpina, export_set(nordlicht), by=None).entries

    assert "Left out, because it is not here: Festlich." in entry.remarks
    assert said(in_alpina(alpina)) == (None, "eilig", False, "Lieferschein\nRetourenschein")
    assert not Stylesheet.objects.filter(tenant=alpina).exists()


def test_a_change_of_the_letter_alone_is_shown_and_taken_in(template: ReplyTemplate, nordlicht: Tenant) -> None:
    raw = with_letter(export_set(nordlicht), {"enclosures": ["Prospekt"]})
    (entry,) = preview_import(nordlicht, raw).entries
    before = said(template)
    import_set(nordlicht, raw, by=None)

    (change,) = entry.comparison.fields
    assert (change.old, change.new) == (
        "Festlich; eilig; without information block; Lieferschein, Retourenschein", "Prospekt"
    )  # fmt: skip
    assert before[1] == "eilig"
    assert said(template) == (None, "", True, "Prospekt")


def test_a_set_that_says_nothing_of_letters_leaves_them_as_they_are(template: ReplyTemplate, nordlicht: Tenant) -> None:
    before = said(template)
    raw = export_set(nordlicht)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            document = old.read(name)
            if name == PLACE:
                document = json.dumps({k: v for k, v in json.loads(document).items() if k != "letter"}).encode()
            new.writestr(name, document)
    import_set(nordlicht, buffer.getvalue(), by=None)

    assert said(template) == before


@pytest.mark.parametrize(
    "letter",
    ["x", {"information": "yes"}, {"enclosures": "x"}, {"enclosures": [1]}, {"output_directory": "../alpina"}],
)
def test_what_cannot_be_read_or_leaves_the_folder_is_refused(
    template: ReplyTemplate, nordlicht: Tenant, letter: object
) -> None:
    raw = with_letter(export_set(nordlicht), letter)

    with refused("cannot be read"):
        preview_import(nordlicht, raw)
