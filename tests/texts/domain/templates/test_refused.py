"""What is wrong with a template is refused."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.templates import (
    create_template,
)
from kontor.texts.enums import IncludePart, TemplateKind
from tests.factories.texts import make_include, make_library_file
from tests.support.refusal import refused
from tests.texts.domain.templates.conftest import changed, created, snippet

pytestmark = pytest.mark.usefixtures("sven")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 121}, "needs a name"),
        ({"name": "ERSTE"}, "There is a template “Erste” already"),
        ({"name": "a", "internal_name": "erste"}, "The internal name “erste” is taken"),
        ({"name": "a", "internal_name": "Größe 1"}, "Use lower-case letters"),
        ({"name": "a", "kind": "include"}, "Say what the include is"),
        ({"name": "a", "contents": {"deutsch!": Content()}}, "is not a language code"),
        ({"name": "a", "contents": {"de": Content("", "x" * 200_001)}}, "too long"),
        ({"name": "a", "contents": {"de": Content("", "${custmer.name}")}}, "Do you mean ${customer.name}?"),
        ({"name": "a", "contents": {"de": Content("${zzz}")}}, "Possible are: ${customer.salutation}, "),
        ({"name": "a", "contents": {"de": Content("", "", "${Customer.Name}")}}, "Do you mean ${customer.name}?"),
        ({"name": "a", "contents": {"de": Content("", '<a href="https://x.example/${zzz}">x</a>')}}, "${zzz}"),
        ({"name": "a", "contents": {"de": Content("", "${content}")}}, "${content} cannot stand here"),
        ({"name": "a", "contents": {"de": Content("", "${include.weg}")}}, "There is no include “weg”"),
    ],
)
def test_what_is_wrong_is_refused(nordlicht: Tenant, values: dict[str, Any], sentence: str):
    created(nordlicht, "Erste")

    with refused(sentence):
        create_template(nordlicht, by=None, **values)


@pytest.mark.parametrize(
    ("part", "content", "sentence"),
    [
        (IncludePart.LAYOUT, Content("", "<p>leer</p>"), "A layout needs the placeholder ${content}"),
        (IncludePart.LAYOUT, Content("", "${content}${content}"), "A layout needs the placeholder ${content}"),
        (IncludePart.STYLE, Content(text="p { background: url(x) }"), "may not hold “url(”"),
        (IncludePart.STYLE, Content(text="@import 'x';"), "may not hold “@”"),
        (IncludePart.SNIPPET, Content("", "${signature}"), "${signature} cannot stand here"),
        (IncludePart.LETTERHEAD, Content("", "${letterhead}"), "${letterhead} cannot stand here"),
    ],
)
def test_parts_are_checked_as_what_they_are(nordlicht: Tenant, part: IncludePart, content: Content, sentence: str):
    with refused(sentence):
        created(nordlicht, kind=TemplateKind.INCLUDE, part=part, contents={"de": content})


def test_a_style_stays_as_it_was_written(nordlicht: Tenant):
    css = "p { color: red }\n@media (prefers-color-scheme: dark) { p { color: pink } }"

    style = created(nordlicht, kind=TemplateKind.INCLUDE, part=IncludePart.STYLE, contents={"de": Content(text=css)})

    assert style.contents.get().text == css


def test_an_unknown_include_is_refused_with_those_there_are(nordlicht: Tenant, alpina: Tenant):
    make_include(nordlicht, IncludePart.SNIPPET, internal_name="fristen")
    make_include(alpina, IncludePart.SNIPPET, internal_name="geheim")

    with refused("There is no include “geheim”. There are: ${include.fristen}."):
        created(nordlicht, html="${include.geheim}")


def test_a_circle_of_includes_is_refused_with_its_way(nordlicht: Tenant):
    first = snippet(nordlicht, "eins")
    snippet(nordlicht, "zwei", "${include.eins}")
    snippet(nordlicht, "drei", "${include.zwei|x}")

    with refused("Includes go in a circle: eins → drei → zwei → eins."):
        changed(first, contents={"de": Content("", "${include.drei}")})
    with refused("Includes go in a circle: eins → eins."):
        changed(first, contents={"en": Content("", "${include.eins}")})


@pytest.mark.parametrize("field", ["sender", "layout", "category", "file"])
def test_what_belongs_to_another_tenant_is_refused(
    nordlicht: Tenant, alpina: Tenant, claims: Category, alpina_account: MailAccount, field: str
):
    theirs: dict[str, dict[str, Any]] = {
        "sender": {"sender": alpina_account},
        "layout": {"layout": make_include(alpina, IncludePart.LAYOUT, "${content}")},
        "category": {"assignments": {claims: False}},
        "file": {"files": [make_library_file(alpina)]},
    }

    with refused():
        created(nordlicht, **theirs[field])


def test_a_shared_account_may_send(nordlicht: Tenant, general_account: MailAccount):
    template = created(nordlicht, sender=general_account)

    assert (template.sender_id, template.sender_owner) == (general_account.pk, 0)


def test_a_part_is_of_its_kind(nordlicht: Tenant):
    footer = make_include(nordlicht, IncludePart.FOOTER)

    with refused("cannot be used as this part"):
        created(nordlicht, letterhead=footer)
    assert created(nordlicht, footer=footer).footer == footer


def test_an_include_stays_an_include(nordlicht: Tenant):
    with refused("An include stays an include"):
        changed(snippet(nordlicht, "eins"), kind=TemplateKind.REPLY)
    with refused("An include stays an include"):
        changed(created(nordlicht), kind=TemplateKind.INCLUDE, part=IncludePart.SNIPPET)


def test_a_part_becomes_another_only_while_it_is_not_used(nordlicht: Tenant):
    used, free = snippet(nordlicht, "eins"), snippet(nordlicht, "zwei")
    created(nordlicht, "Antwort", "${include.eins}")

    with refused("“eins” cannot become something else while it is in use. Templates: Antwort."):
        changed(used, part=IncludePart.FOOTER)
    with refused("A layout needs the placeholder"):
        changed(free, part=IncludePart.LAYOUT)
    assert changed(free, part=IncludePart.FOOTER).template.part == "footer"
