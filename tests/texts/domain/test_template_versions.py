from __future__ import annotations

from typing import Any

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.category_deletion import delete_category
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.taking_back import restore_version
from kontor.texts.domain.template_versions import Line, compare, version_numbered, versions_of
from kontor.texts.domain.templates import change_template, create_template
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_include
from tests.support.refusal import refused
from tests.support.scoping import in_scope


@pytest.fixture(autouse=True)
def scope(nordlicht: Tenant):
    with in_scope(nordlicht):
        yield


@pytest.fixture
def template(nordlicht: Tenant, billing: Category, sven: User) -> ReplyTemplate:
    contents = {"de": Content("Betreff", "<p>Guten Tag</p><p>Danke</p><p>Gruß</p>")}
    return create_template(nordlicht, name="Antwort", contents=contents, assignments={billing: True}, by=sven).template


def changed(template: ReplyTemplate, **values: Any) -> ReplyTemplate:
    template.refresh_from_db()
    return change_template(template, version=template.version, by=None, **values).template


def test_every_saving_is_a_version(template: ReplyTemplate, sven: User):
    changed(template, name="Neu")

    assert [(each.number, each.by, each.content["name"]) for each in versions_of(template)] == [
        (2, None, "Neu"),
        (1, sven, "Antwort"),
    ]
    with refused("There is no version 3 of this template."):
        version_numbered(template, 3)


def test_versions_are_compared_field_by_field_and_line_by_line(
    nordlicht: Tenant, template: ReplyTemplate, billing: Category, moving: Category
):
    footer = make_include(nordlicht, IncludePart.FOOTER, internal_name="fuss")
    changed(
        template,
        footer=footer,
        active=False,
        assignments={moving: False},
        contents={"de": Content("Betreff", "<p>Guten Tag</p><p>Vielen Dank</p><p>Gruß</p>"), "en": Content("Hi")},
    )
    new, old = versions_of(template)

    comparison = compare(old.content, new.content)

    assert [(each.field, each.old, each.new) for each in comparison.fields] == [
        ("active", "Yes", "No"),
        ("footer", "", "fuss"),
        ("assignments", f"{billing.internal_name} (suggested)", moving.internal_name),
    ]
    assert [(each.language, each.field) for each in comparison.texts] == [("de", "html"), ("en", "subject")]
    assert comparison.texts[0].lines == (
        Line(" ", "Guten Tag"),
        Line(" ", ""),
        Line("-", "Danke"),
        Line("+", "Vielen Dank"),
        Line(" ", ""),
        Line(" ", "Gruß"),
    )
    assert comparison.texts[1].lines == (Line("+", "Hi"),)


def test_equal_versions_have_nothing_to_compare(template: ReplyTemplate):
    assert not compare(versions_of(template)[0].content, versions_of(template)[0].content)


def test_html_that_reads_the_same_is_compared_as_html(template: ReplyTemplate):
    changed(template, contents={"de": Content("Betreff", "<p>Guten Tag</p><p><b>Danke</b></p><p>Gruß</p>")})
    new, old = versions_of(template)

    (change,) = compare(old.content, new.content).texts

    assert change.is_source
    assert [line.text for line in change.lines if line.sign == "+"] == ["<p>", "<b>Danke</b>", "</p>"]


def test_an_earlier_version_comes_back_as_a_new_one(template: ReplyTemplate, billing: Category, moving: Category):
    changed(template, name="Neu", assignments={moving: True}, contents={"de": None, "en": Content("", "<p>x</p>")})

    saved = restore_version(template, 1, version=2, by=None)

    assert (saved.template.name, saved.template.version, saved.remarks) == ("Antwort", 3, ())
    assert [(row.language, row.subject) for row in template.contents.all()] == [("de", "Betreff")]
    assert [row.category for row in template.assignments.all()] == [billing]
    assert versions_of(template)[0].content == versions_of(template)[2].content


def test_what_is_gone_is_left_out_and_named(nordlicht: Tenant, template: ReplyTemplate, billing: Category):
    footer = make_include(nordlicht, IncludePart.FOOTER, internal_name="fuss")
    changed(template, footer=footer)
    changed(template, footer=None, assignments={})
    ReplyTemplate.objects.filter(pk=footer.pk).update(deleted_at="2026-01-01T00:00:00Z")
    delete_category(billing, by=None)

    saved = restore_version(template, 2, version=3, by=None)

    assert saved.remarks == (f"Left out, because it is not there any more: fuss, {billing.internal_name}.",)
    assert (saved.template.footer, template.assignments.count()) == (None, 0)


def test_an_earlier_version_takes_the_default_back_and_says_so(
    nordlicht: Tenant, template: ReplyTemplate, billing: Category
):
    create_template(nordlicht, name="Andere", assignments={billing: True}, by=None)
    template.refresh_from_db()

    saved = restore_version(template, 1, version=template.version, by=None)

    assert saved.remarks == (f"“Antwort” is now suggested in the category “{billing.name}” instead of “Andere”.",)


def test_somebody_else_saved_meanwhile(template: ReplyTemplate):
    changed(template, name="Neu")

    with refused("Somebody else has changed the template"):
        restore_version(template, 1, version=1, by=None)
