from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content, document_of
from kontor.texts.domain.rendering import PLAIN_LAYOUT
from kontor.texts.domain.templates import change_template, create_template
from kontor.texts.enums import FilePurpose, IncludePart
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_content, make_include, make_library_file, make_module, make_template
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
LIST = "/supervisor/reply-templates/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def _document(template: ReplyTemplate) -> dict[str, Any]:
    with everywhere():
        return document_of(ReplyTemplate.objects.get(pk=template.pk))


def _version(template: ReplyTemplate) -> int:
    with everywhere():
        return ReplyTemplate.objects.get(pk=template.pk).version


def test_create_leads_to_the_text(browser: Browser, nordlicht: Tenant) -> None:
    assert browser.get(f"{LIST}new/").status_code == 200

    made = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "name": "Kopf", "what": "include-letterhead"})

    with everywhere():
        template = ReplyTemplate.objects.get()
    assert (template.internal_name, template.kind, template.part) == ("kopf", "include", "letterhead")
    assert made["Location"] == f"{LIST}{template.pk}/contents/"
    assert browser.get(made["Location"]).status_code == 200


def test_a_new_layout_begins_with_the_places_of_its_parts(browser: Browser, nordlicht: Tenant) -> None:
    made = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "name": "Rahmen", "what": "include-layout"})

    form = browser.get(made["Location"]).context["mask"].form

    assert form["html"].value() == PLAIN_LAYOUT
    own = '<div class="mail__sheet">${content}</div>'
    assert browser.post(made["Location"], {"version": 1, "html": own, "text": ""}).status_code == 302
    assert browser.get(made["Location"]).context["mask"].form["html"].value() == own


def test_what_is_wrong_or_refused_is_said(browser: Browser, nordlicht: Tenant, alpina: Tenant) -> None:
    make_template(nordlicht, "Antwort", internal_name="antwort")
    entered = {"tenant": nordlicht.pk, "name": "Neu", "what": "reply"}

    taken = browser.post(f"{LIST}new/", {**entered, "name": "Antwort"})
    internal = browser.post(f"{LIST}new/", {**entered, "internal_name": "antwort"})
    letters = browser.post(f"{LIST}new/", {**entered, "internal_name": "Größe"})
    foreign = browser.post(f"{LIST}new/", {**entered, "tenant": alpina.pk})

    assert [answer.status_code for answer in (taken, internal, letters, foreign)] == [422] * 4
    assert "There is a template “Antwort” already." in taken.content.decode()
    assert "The internal name “antwort” is taken" in internal.content.decode()
    assert "Use only lower-case letters" in letters.content.decode()


def test_general_keeps_accounts_parts_and_files(
    browser: Browser, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    head = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Kopf</p>", name="Kopf")
    own = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Fest</p>", name="Festlich", default=False)
    terms = make_library_file(nordlicht, "Bedingungen")
    template = make_template(nordlicht, "Antwort")
    page = browser.get(f"{LIST}{template.pk}/").content.decode()
    assert "As for all templates: “Kopf”" in page
    assert head.name in page

    entered = {
        "version": 1,
        "name": "Antwort neu",
        "kind": "intermediate",
        "active": "on",
        "sender": nordlicht_account.pk,
        "letterhead": own.pk,
        "attached": [terms.pk],
    }
    assert browser.post(f"{LIST}{template.pk}/", entered).status_code == 302

    saved = _document(template)
    assert (saved["name"], saved["kind"], saved["sender"]) == ("Antwort neu", "intermediate", nordlicht_account.address)
    assert (saved["letterhead"], saved["footer"], saved["files"]) == (own.internal_name, "", ["Bedingungen"])


def test_another_tenants_part_and_account_cannot_be_chosen(
    browser: Browser, nordlicht: Tenant, alpina: Tenant, alpina_account: MailAccount
) -> None:
    template = make_template(nordlicht, "Antwort")
    foreign = make_include(alpina, IncludePart.LETTERHEAD, "<p>Alpin</p>", name="Alpin")
    entered = {"version": 1, "name": "Antwort", "kind": "reply"}

    answers = [
        browser.post(f"{LIST}{template.pk}/", {**entered, "letterhead": foreign.pk}),
        browser.post(f"{LIST}{template.pk}/", {**entered, "sender": alpina_account.pk}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]


def test_the_default_is_taken_from_another_and_that_is_said(browser: Browser, nordlicht: Tenant) -> None:
    old = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Alt</p>", name="Alter Kopf")
    new = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Neu</p>", name="Neuer Kopf", default=False)

    entered = {"version": 1, "name": "Neuer Kopf", "part": "letterhead", "is_default": "on"}
    page = browser.post(f"{LIST}{new.pk}/", entered, follow=True).content.decode()

    assert "“Neuer Kopf” is now the default of the tenant instead of “Alter Kopf”." in page
    assert (_document(old)["is_default"], _document(new)["is_default"]) == (False, True)


def test_conflict(browser: Browser, nordlicht: Tenant) -> None:
    template = make_template(nordlicht, "Antwort")
    browser.post(f"{LIST}{template.pk}/", {"version": 1, "name": "Erste", "kind": "reply"})

    late = browser.post(f"{LIST}{template.pk}/", {"version": 1, "name": "Zweite", "kind": "reply"})

    assert late.status_code == 409
    assert _document(template)["name"] == "Erste"


def test_text_in_two_languages(browser: Browser, nordlicht: Tenant) -> None:
    template = make_template(nordlicht, "Antwort", html="<p>Guten Tag</p>")
    tab = f"{LIST}{template.pk}/contents/"
    assert "Guten Tag" in browser.get(tab).content.decode()
    assert "There is no text in this language yet." in browser.get(tab, {"language": "en"}).content.decode()

    entered = {"version": 1, "subject": "Your request ${ticket.number}", "html": "<p>Hello</p>", "source": "1"}
    saved = browser.post(f"{tab}en/", entered)

    assert saved["Location"] == f"{tab}en/?source=1"
    contents = _document(template)["contents"]
    assert contents["en"] == {"subject": "Your request ${ticket.number}", "html": "<p>Hello</p>", "text": ""}
    assert contents["de"]["html"] == "<p>Guten Tag</p>"


def test_unknown_placeholder_is_refused_and_nothing_is_lost(browser: Browser, nordlicht: Tenant) -> None:
    template = make_template(nordlicht, "Antwort")

    entered = {"version": 1, "html": "<p>${customer.nmae} wird vermisst</p>", "source": "1"}
    answer = browser.post(f"{LIST}{template.pk}/contents/de/", entered)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is no placeholder ${customer.nmae}. Do you mean ${customer.name}?" in page
    assert "wird vermisst" in page


def test_a_design_is_edited_as_html_and_stays(browser: Browser, nordlicht: Tenant) -> None:
    html = '<div style="background-color: #123456"><p>Kopf</p></div>'
    head = make_include(nordlicht, IncludePart.LETTERHEAD, html, name="Kopf")
    url = f"{LIST}{head.pk}/contents/de/"

    page = browser.get(url).content.decode()

    assert 'name="source" value="1"' in page
    assert "The HTML itself is edited here" in page
    browser.post(url, {"version": 1, "html": html, "source": "1"})
    assert "background-color" in _document(head)["contents"]["de"]["html"]


def test_style_is_css_and_fetches_nothing(browser: Browser, nordlicht: Tenant) -> None:
    style = make_include(nordlicht, IncludePart.STYLE, text="p { color: #333 }", name="Stil")
    url = f"{LIST}{style.pk}/contents/de/"
    page = browser.get(url).content.decode()
    assert "p { color: #333 }" in page
    assert "data-insert=" not in page

    refused = browser.post(url, {"version": 1, "text": "p { background: url(https://x.example) }"})
    assert refused.status_code == 422
    assert browser.post(url, {"version": 1, "text": "p { color: #000 }"}).status_code == 302
    assert _document(style)["contents"]["de"]["text"] == "p { color: #000 }"


def test_a_language_is_taken_away(browser: Browser, nordlicht: Tenant) -> None:
    template = make_template(nordlicht, "Antwort")
    make_content(template, "en", html="<p>Hello</p>")

    answer = browser.post(f"{LIST}{template.pk}/contents/en/remove/", {"version": 1})

    assert answer.status_code == 302
    assert list(_document(template)["contents"]) == ["de"]


def test_what_can_be_inserted(browser: Browser, nordlicht: Tenant, alpina: Tenant) -> None:
    template = make_template(nordlicht, "Antwort")
    make_include(nordlicht, IncludePart.SNIPPET, "<p>x</p>", name="Hinweis", internal_name="hinweis")
    make_include(alpina, IncludePart.SNIPPET, "<p>x</p>", name="Alpin", internal_name="alpin")
    logo = make_library_file(nordlicht, 'Logo "neu" <b>', purpose=FilePurpose.PICTURE)

    page = browser.get(f"{LIST}{template.pk}/contents/de/").content.decode()

    for insertion in ("${customer.salutation}", "${include.hinweis}", "${signature}"):
        assert f'data-insert="{insertion}"' in page
    assert "Sehr geehrte Frau Kunde," in page
    picture = (
        f"&lt;img src=&quot;picture:{logo.pk}&quot; alt=&quot;Logo &amp;quot;neu&amp;quot; &amp;lt;b&amp;gt;&quot;&gt;"
    )
    assert f'data-html="{picture}"' in page
    assert "alpin" not in page
    assert 'data-insert="${content}"' not in page


def test_assignment_says_who_is_suggested_and_takes_it(
    browser: Browser, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_template(nordlicht, "Alte", categories=(billing,))
    template = make_template(nordlicht, "Neue")
    url = f"{LIST}{template.pk}/assignment/"
    assert "Suggested now: “Alte”" in browser.get(url).content.decode()

    entered = {"version": 1, f"category-{billing.pk}": "suggested", f"category-{moving.pk}": "offered"}
    page = browser.post(url, entered, follow=True).content.decode()

    assert "“Neue” is now suggested in the category “Abrechnung” instead of “Alte”." in page
    assert _document(template)["assignments"] == {billing.internal_name: True, moving.internal_name: False}


def test_an_include_has_no_assignment(browser: Browser, nordlicht: Tenant) -> None:
    head = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Kopf</p>", name="Kopf")

    assert browser.get(f"{LIST}{head.pk}/assignment/").status_code == 404


def test_use_is_listed_with_links(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    snippet = make_include(nordlicht, IncludePart.SNIPPET, "<p>x</p>", name="Hinweis", internal_name="hinweis")
    template = make_template(nordlicht, "Antwort", html="<p>${include.hinweis}</p>", categories=(billing,))
    module = make_module(nordlicht, "Gruß", html="<p>${include.hinweis}</p>")

    page = browser.get(f"{LIST}{snippet.pk}/usage/").content.decode()
    of_template = browser.get(f"{LIST}{template.pk}/usage/").content.decode()

    assert f'href="{LIST}{template.pk}/">Antwort</a>' in page
    assert f'href="/supervisor/modules/{module.pk}/">Gruß</a>' in page
    assert f'href="/supervisor/categories/{billing.pk}/">Abrechnung</a>' in of_template


def test_versions_are_compared_and_restored(browser: Browser, nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        old = Content("Betreff", "<p>Guten Tag</p><p>Gruß</p>")
        template = create_template(nordlicht, name="Antwort", contents={"de": old}, by=sven).template
        new = Content("Betreff", "<p>Moin</p><p>Gruß</p>")
        change_template(template, version=1, contents={"de": new}, by=sven)
    url = f"{LIST}{template.pk}/"

    page = browser.get(f"{url}versions/").content.decode()
    assert (page.count("Version 1<"), page.count("Version 2<")) == (1, 1)
    compared = browser.get(f"{url}versions/1/").content.decode()
    assert "<td><del>Guten Tag</del></td><td><ins>Moin</ins></td>" in compared
    assert "<td>Gruß</td><td>Gruß</td>" in compared
    assert browser.get(f"{url}versions/7/").status_code == 404

    late = browser.post(f"{url}versions/1/restore/", {"version": 1}, follow=True).content.decode()
    assert "Somebody else has changed the template" in late
    browser.post(f"{url}versions/1/restore/", {"version": 2})
    assert _document(template)["contents"]["de"]["html"] == "<p>Guten Tag</p><p>Gruß</p>"
    assert _version(template) == 3


def test_copy(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    template = make_template(nordlicht, "Antwort", html="<p>Moin</p>", categories=(billing,))

    browser.post(f"{LIST}{template.pk}/copy/")

    with everywhere():
        copied = ReplyTemplate.objects.exclude(pk=template.pk).get()
    assert (copied.name, _document(copied)["assignments"]) == ("Antwort (copy)", {})
    assert _document(copied)["contents"]["de"]["html"] == "<p>Moin</p>"


def test_other_tenants_template_is_not_there(browser: Browser, alpina: Tenant) -> None:
    template = make_template(alpina)
    url = f"{LIST}{template.pk}/"

    gets = ["", "contents/", "contents/de/", "assignment/", "versions/", "versions/1/", "usage/"]
    posts = ["", "contents/de/", "contents/de/remove/", "contents/de/preview/", "versions/1/restore/", "copy/"]
    answers = [browser.get(f"{url}{each}") for each in gets] + [browser.post(f"{url}{each}") for each in posts]

    assert {answer.status_code for answer in answers} == {404}
