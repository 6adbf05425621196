"""Many templates at once."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content, NewTemplate, document_of
from kontor.texts.domain.templates import (
    create_templates,
)
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_include, make_library_file
from tests.support.refusal import refused
from tests.support.statements import statements
from tests.texts.domain.templates.conftest import created

pytestmark = pytest.mark.usefixtures("sven")


def new(name: str, category: Category, *, suggested: bool = False, **values: Any) -> NewTemplate:
    contents = {"de": Content("Betreff", f"<p>{name}</p>"), "en": Content("", "<p>Hi</p>")}
    return NewTemplate(name=name, contents=contents, assignments={category: suggested}, **values)


def test_many_are_created_in_as_many_statements_as_one(nordlicht: Tenant, billing: Category, sven: User) -> None:
    file = make_library_file(nordlicht, "Prospekt")
    layout = make_include(nordlicht, IncludePart.LAYOUT, html="<p>${content}</p>")

    def sent_for(*names: str) -> int:
        wanted = [new(name, billing, internal_name=name.lower(), files=[file], layout=layout) for name in names]
        with statements() as sent:
            create_templates(nordlicht, wanted, by=sven)
        return len(sent)

    assert sent_for("A") == sent_for("B", "C", "D")

    rows = ReplyTemplate.objects.filter(tenant=nordlicht, internal_name__in="abcd").order_by("internal_name")
    for row, name in zip(rows, "ABCD", strict=True):
        assert (row.name, row.layout, row.contents.get(language="de").html) == (name, layout, f"<p>{name}</p>")
        [version] = row.versions.all()
        assert (version.number, version.by, version.content) == (1, sven, document_of(row) | {"letter": {}})
        assert (version.content["assignments"], version.content["files"]) == ({"billing": False}, ["Prospekt"])
        entry = AuditEntry.objects.get(kind="texts.replytemplate", object_id=row.pk)
        assert (entry.action, entry.actor, entry.changes["name"]) == ("created", sven, [None, name])


def test_many_are_created_all_or_none(nordlicht: Tenant, billing: Category) -> None:
    with refused("There is a template “A” already. Choose another name."):
        create_templates(nordlicht, [new("A", billing), new("a", billing)], by=None)
    with refused("“A” and “B” cannot both be suggested in the category “Abrechnung”."):
        create_templates(nordlicht, [new("A", billing, suggested=True), new("B", billing, suggested=True)], by=None)
    with refused("There is no include “gone”; there is none at all yet."):
        broken = NewTemplate(name="B", contents={"de": Content("", "<p>${include.gone}</p>")})
        create_templates(nordlicht, [new("A", billing), broken], by=None)

    assert not ReplyTemplate.objects.filter(tenant=nordlicht).exists()


def test_of_many_each_takes_the_suggestion_from_who_has_it(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    old = created(nordlicht, "Alt", assignments={billing: True, moving: True})

    made = create_templates(
        nordlicht, [new("A", billing, suggested=True), new("B", moving), new("B2", moving, suggested=True)], by=None
    )

    assert [each.remarks for each in made] == [
        ("“A” is now suggested in the category “Abrechnung” instead of “Alt”.",),
        (),
        ("“B2” is now suggested in the category “Umzug” instead of “Alt”.",),
    ]
    assert set(old.assignments.values_list("is_default", flat=True)) == {False}
    versions = old.versions.order_by("number").values_list("number", "content__assignments")
    assert list(versions) == [(1, {"billing": True, "moving": True}), (2, {"billing": False, "moving": False})]
