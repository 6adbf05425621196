from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kontor.letters.domain.letter_templates import letter_template_of
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from tests.factories.stationery import make_stylesheet
from tests.factories.texts import make_template
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

Clients = Callable[..., Browser]
PDF_FILTER = '<option value="kind-letter">'
PAGE = "/supervisor/reply-templates/"


@pytest.fixture(autouse=True)
def _letters(database: None, nordlicht: Tenant, alpina: Tenant) -> None:
    letters_on()


def tab(template: ReplyTemplate) -> str:
    return reverse("supervisor:reply_templates:tab", args=[template.pk, "letter"])


def content(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_pdf_templates_are_a_kind_while_letters_are_on(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    template = make_template(nordlicht, "Antwort")
    general = reverse("supervisor:reply_templates:edit", args=[template.pk])

    on = [content(browser.get(url)) for url in (f"{PAGE}new/", general)]
    listed = content(browser.get(PAGE, {"filter": "1"}))
    made = browser.post(f"{PAGE}new/", {"tenant": nordlicht.pk, "name": "Mahnung", "what": "letter"})
    letters_on(False)
    off = [content(browser.get(url)) for url in (f"{PAGE}new/", general)]
    refused = browser.post(f"{PAGE}new/", {"tenant": nordlicht.pk, "name": "Zweite", "what": "letter"})

    assert [PDF_FILTER in page for page in (listed, content(browser.get(PAGE, {"filter": "1"})))] == [True, False]
    assert all('value="letter"' in page for page in on)
    assert not any('value="letter"' in page for page in off)
    assert (made.status_code, refused.status_code) == (302, 422)
    assert "As a letter" in on[1]
    assert "As a letter" not in off[1]
    assert browser.get(tab(template)).status_code == 404
    with in_scope(nordlicht):
        assert ReplyTemplate.objects.get(name="Mahnung").kind == TemplateKind.LETTER


def test_what_its_letters_look_like_is_saved(
    client_for: Clients, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    template = make_template(nordlicht, "Antwort")
    sheet, foreign = make_stylesheet(nordlicht, "Mahnung"), make_stylesheet(alpina, "Gipfel")
    browser = client_for(sven, nordlicht)
    entered = {"stylesheet": sheet.pk, "output_directory": "nord/mahnung", "enclosures": "Rechnung"}

    saved = browser.post(tab(template), {**entered, "letter_version": "0"})
    old = browser.post(tab(template), {**entered, "letter_version": "0"})
    outside = browser.post(tab(template), {**entered, "output_directory": "../x", "letter_version": "1"})
    other = browser.post(tab(template), {**entered, "stylesheet": foreign.pk, "letter_version": "1"})

    assert [each.status_code for each in (saved, old, outside, other)] == [302, 409, 422, 422]
    assert "leaves the folder for letters" in content(outside)
    assert "Gipfel" not in content(other)
    with in_scope(nordlicht):
        row = letter_template_of(template)
        assert (row.stylesheet, row.output_directory, row.information, row.version) == (sheet, "nord/mahnung", False, 1)


def test_a_copy_has_letters_that_look_the_same(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    template = make_template(nordlicht, "Antwort")
    sheet = make_stylesheet(nordlicht, "Mahnung")
    browser = client_for(sven, nordlicht)
    browser.post(tab(template), {"stylesheet": sheet.pk, "enclosures": "Rechnung", "letter_version": "0"})

    browser.post(reverse("supervisor:reply_templates:copy", args=[template.pk]))

    with in_scope(nordlicht):
        row = letter_template_of(ReplyTemplate.objects.exclude(pk=template.pk).get())
        assert (row.stylesheet, row.enclosures, row.information) == (sheet, "Rechnung", False)


def test_the_preview_is_a_real_letter_of_the_template(
    htmx_for: Clients, client_for: Clients, sven: User, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    template = make_template(nordlicht, "Antwort", html="<p>Moin</p>", subject="Ihre Frage")
    address = reverse("supervisor:reply_templates:letter-preview", args=[template.pk])
    entered = {"information": "on", "enclosures": "Rechnung"}

    shown = htmx_for(sven, nordlicht).post(address, entered)
    pdf = client_for(sven, nordlicht).post(address, {**entered, "as": "pdf"})

    assert content(shown).count('src="data:image/png;base64,') == 1
    assert pdf.content.startswith(b"%PDF-")
    assert client_for(carla, alpina).post(address, entered).status_code == 404


def test_who_may_look_changes_nothing(client_for: Clients, ada: User, anna: User, nordlicht: Tenant) -> None:
    template = make_template(nordlicht, "Antwort")

    assert client_for(anna, nordlicht).post(tab(template), {"letter_version": "0"}).status_code == 403
