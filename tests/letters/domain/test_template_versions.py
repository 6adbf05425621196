"""What a template says of its letters stands in its versions, and an earlier one brings it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kontor.letters.domain.letter_templates import change_letter_template, letter_template_of
from kontor.letters.domain.stylesheets import delete_stylesheet
from kontor.letters.models import Stylesheet
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.taking_back import restore_version
from kontor.texts.domain.template_versions import compare, versions_of
from kontor.texts.domain.templates import change_template, create_template
from kontor.texts.models import ReplyTemplate
from tests.factories.stationery import make_stylesheet
from tests.support.scoping import in_scope

HTML = "<p>Guten Tag</p>"


@pytest.fixture(autouse=True)
def scope(nordlicht: Tenant) -> Iterator[None]:
    with in_scope(nordlicht):
        yield


@pytest.fixture
def festive(nordlicht: Tenant) -> Stylesheet:
    return make_stylesheet(nordlicht, "Festlich")


@pytest.fixture
def template(nordlicht: Tenant, festive: Stylesheet) -> ReplyTemplate:
    """Version 1 says nothing of letters, 2 and 3 do."""
    made = create_template(nordlicht, name="Antwort", contents={"de": Content("", HTML, "")}, by=None).template
    _as_letter(made, stylesheet=festive, output_directory="eilig", enclosures="AGB", information=False)
    _as_letter(made, enclosures="Prospekt")
    return now(made)


def now(template: ReplyTemplate) -> ReplyTemplate:
    return ReplyTemplate.objects.get(pk=template.pk)


def _as_letter(template: ReplyTemplate, **values: Any) -> None:
    nothing = {"stylesheet": None, "output_directory": "", "information": True, "enclosures": ""}
    version = letter_template_of(template).version
    change_letter_template(template, **{**nothing, **values}, version=version, by=None)


def said(template: ReplyTemplate) -> tuple[Any, ...]:
    row = letter_template_of(template)
    return row.stylesheet, row.output_directory, row.information, row.enclosures


def test_every_change_of_the_letter_is_a_version_with_its_values(template: ReplyTemplate) -> None:
    versions = versions_of(template)

    assert [version.number for version in versions] == [3, 2, 1]
    letters = [version.content["letter"] for version in versions]
    assert [letter.get("enclosures") for letter in letters] == [["Prospekt"], ["AGB"], None]
    (change,) = compare(versions[2].content, versions[1].content).fields
    assert (change.label, change.old, change.new) == (
        "as a letter", "", "Festlich; eilig; without information block; AGB"
    )  # fmt: skip


def test_saving_the_same_again_is_no_version(template: ReplyTemplate) -> None:
    _as_letter(template, enclosures="Prospekt")

    assert len(versions_of(template)) == 3


def test_a_change_of_the_text_keeps_what_was_said_of_letters(template: ReplyTemplate) -> None:
    saved = change_template(template, version=3, by=None, name="Andere").template

    assert versions_of(saved)[0].content["letter"]["enclosures"] == ["Prospekt"]
    assert said(saved) == (None, "", True, "Prospekt")


def test_an_earlier_version_brings_its_letters_back(template: ReplyTemplate, festive: Stylesheet) -> None:
    restore_version(template, 2, version=3, by=None)

    assert said(template) == (festive, "eilig", False, "AGB")
    assert versions_of(template)[0].content["letter"] == versions_of(template)[-2].content["letter"]


def test_a_version_that_said_nothing_of_letters_leaves_them_to_the_tenant(template: ReplyTemplate) -> None:
    restore_version(template, 1, version=3, by=None)

    assert said(template) == (None, "", True, "")


def test_a_version_from_before_letters_were_kept_leaves_them_as_they_are(template: ReplyTemplate) -> None:
    old = template.versions.get(number=1)
    del old.content["letter"]
    old.save()

    restore_version(template, 1, version=3, by=None)

    assert said(template) == (None, "", True, "Prospekt")


def test_a_stylesheet_that_is_gone_is_left_out_and_named(template: ReplyTemplate, festive: Stylesheet) -> None:
    make_stylesheet(festive.tenant, "Anderes")
    delete_stylesheet(festive, by=None)

    saved = restore_version(template, 2, version=3, by=None)

    assert saved.remarks == ("Left out, because it is not there any more: Festlich.",)
    assert said(template) == (None, "eilig", False, "AGB")
