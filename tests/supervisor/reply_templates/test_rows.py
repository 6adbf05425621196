"""What the lists of templates say row by row, in which order, what is found; what is said after each deed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_content, make_include, make_template
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.supervisor.reply_templates.test_mask import LIST, ClientFor
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def test_a_row_says_what_it_is_where_it_is_offered_and_in_which_languages(
    browser: Browser, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    template = make_template(nordlicht, "Antwort", categories=(billing, moving))
    make_content(template, "en")

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (cells["name"], cells["what"], cells["categories"]) == (
        "Antwort",
        TemplateKind.REPLY.label,
        "Abrechnung, Umzug",
    )
    assert (cells["languages"], cells["state"], cells["tenant"]) == ("de, en", "", "Nordlicht Energie")
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour) == (f"{LIST}{template.pk}/", nordlicht.colour)


def test_a_template_is_the_default_or_not_offered_or_has_no_text_yet(browser: Browser, nordlicht: Tenant) -> None:
    make_include(nordlicht, IncludePart.FOOTER, name="Fuß")
    make_template(nordlicht, "Alt", active=False)
    bare = make_template(nordlicht, "Neu")
    with everywhere():
        bare.contents.all().delete()

    rows = rows_of(browser.get(LIST))

    assert [(row["name"], row["state"]) for row in rows] == [("Alt", "not offered"), ("Fuß", "default"), ("Neu", "")]
    assert rows[2]["languages"] == "no text yet"
    assert rows[1]["what"] == IncludePart.FOOTER.label


def test_templates_are_ordered_by_name_kind_and_internal_name(browser: Browser, nordlicht: Tenant) -> None:
    make_template(nordlicht, "Zahlung", internal_name="m")
    make_template(nordlicht, "Änderung", internal_name="n", kind=TemplateKind.FORWARD)
    make_include(nordlicht, IncludePart.FOOTER, name="Beginn", internal_name="k")
    browser.get(LIST, {"columns-set": "1", "columns": ["what", "internal_name"]})

    assert ordered(browser, LIST, "", "internal_name", "what,name") == {
        "": ["Änderung", "Beginn", "Zahlung"],
        "internal_name": ["Beginn", "Zahlung", "Änderung"],
        "what,name": ["Änderung", "Beginn", "Zahlung"],
    }


def test_templates_are_found_by_category_language_kind_and_part(
    browser: Browser, nordlicht: Tenant, billing: Category
) -> None:
    make_template(nordlicht, "Antwort", categories=(billing,), language="en")
    make_include(nordlicht, IncludePart.FOOTER, name="Fuß")

    assert narrowed(browser, LIST, name="ANT", categories="abr", languages="de", what="part-footer") == {
        "name": ["Antwort"],
        "categories": ["Antwort"],
        "languages": ["Fuß"],
        "what": ["Fuß"],
    }
    assert narrowed(browser, LIST, what="kind-reply") == {"what": ["Antwort"]}


@pytest.mark.parametrize("on", [True, False])
def test_letters_are_a_kind_to_look_for_while_they_are_on(browser: Browser, on: bool) -> None:
    letters_on(on)

    filters = {cell.column.key: cell.options for cell in browser.get(f"{LIST}?filter=1").context["listing"].filters}

    assert ("kind-letter" in dict(filters["what"])) is on
    assert "kind-reply" in dict(filters["what"])
    names = [name for _code, name in filters["languages"]]
    assert names == sorted(names)


def test_deleted_templates_stand_with_the_last_one_first_and_those_of_others_nowhere(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        make_template(nordlicht, name, deleted_at=clock.now() - timedelta(days=days))
    make_template(alpina, "Fremd", deleted_at=clock.now())

    page = client_of_both("templates.read").get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 template is deleted.", "1 template is restored."]),
        (2, ["2 templates are deleted.", "2 templates are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(
    browser: Browser, nordlicht: Tenant, count: int, sentences: list[str]
) -> None:
    stays, *chosen = [make_template(nordlicht) for _ in range(count + 1)]
    posted = {"selected": [template.pk for template in chosen]}

    deleted = browser.post(f"{LIST}delete/", posted)
    left = column(browser.get(LIST), "name")
    restored = browser.post(f"{LIST}restore/", posted)

    assert [*said(deleted), *said(restored)] == sentences
    assert (left, deleted["Location"], restored["Location"]) == ([stays.name], LIST, LIST)


def test_who_may_only_look_exports_and_changes_nothing(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    own, other = make_template(nordlicht, "Eigene"), make_template(alpina, "Fremde")
    browser = client_of_both("templates.read")
    both = {"selected": [own.pk, other.pk]}

    deleted = browser.post(f"{LIST}delete/", both)
    exported = browser.post(f"{LIST}export/", {"selected": other.pk})

    assert said(deleted) == ["You may not do this with: Fremde. Nothing was changed."]
    assert exported["Content-Type"] == "application/zip"
    assert 'filename="alpi-templates.zip"' in exported["Content-Disposition"]
    assert browser.get(f"{LIST}{other.pk}/").context["may_write"] is False
    deeds = [f"{other.pk}/", f"{other.pk}/copy/", f"{other.pk}/contents/de/remove/"]
    assert [browser.post(f"{LIST}{deed}", {"name": "X", "version": 1}).status_code for deed in deeds] == [403] * 3


def test_creating_copying_and_taking_a_language_away_say_so(browser: Browser, nordlicht: Tenant) -> None:
    entered: dict[str, Any] = {"tenant": nordlicht.pk, "name": "Antwort", "what": "reply"}

    made = browser.post(f"{LIST}new/", entered)
    with everywhere():
        template = ReplyTemplate.objects.get()
    make_content(template, "de", html="<p>Text</p>")
    copied = browser.post(f"{LIST}{template.pk}/copy/")
    with everywhere():
        copy = ReplyTemplate.objects.exclude(pk=template.pk).get()
    removed = browser.post(f"{LIST}{template.pk}/contents/de/remove/", {"version": template.version})

    assert said(made) == ["“Antwort” is created. Now write its text."]
    assert said(copied) == [f"“{copy.name}” is a copy, assigned to no category yet."]
    assert said(removed)[-1] == "The text in this language is deleted. It is kept in the versions."
    assert [answer["Location"] for answer in (made, copied, removed)] == [
        f"{LIST}{template.pk}/contents/",
        f"{LIST}{copy.pk}/general/",
        f"{LIST}{template.pk}/contents/",
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "N" * 121}, "name"),
        ({"internal_name": "Groß"}, "internal_name"),
        ({"internal_name": "i" * 81}, "internal_name"),
        ({"what": "nonsense"}, "what"),
        ({"what": "letter"}, "what"),
        ({"tenant": "0"}, "tenant"),
    ],
)
def test_what_is_wrong_with_a_new_template_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], field: str
) -> None:
    letters_on(False)
    entered: dict[str, Any] = {"tenant": nordlicht.pk, "name": "Antwort", "what": "reply"}

    answer = browser.post(f"{LIST}new/", entered | wrong)

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


def test_the_masks_of_a_template_and_of_an_include_show_their_own(browser: Browser, nordlicht: Tenant) -> None:
    make_template(nordlicht, "Andere")
    template = make_template(nordlicht, "Antwort", description="Für alles")
    include = make_include(nordlicht, IncludePart.SNIPPET, name="Baustein")

    pages = [browser.get(f"{LIST}{each.pk}/") for each in (template, include)]

    one, other = [page.context["mask"].form.initial for page in pages]
    assert (one["name"], one["description"], one["sender"], one["attached"]) == ("Antwort", "Für alles", None, [])
    assert other == {"name": "Baustein", "description": "", "part": "snippet", "is_default": False}
    assert [page.context["is_include"] for page in pages] == [False, True]


def test_a_tab_that_saves_nothing_takes_nothing(browser: Browser, nordlicht: Tenant) -> None:
    template = make_template(nordlicht)

    assert [browser.post(f"{LIST}{template.pk}/{tab}/").status_code for tab in ("usage", "versions")] == [405, 405]
