from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose, IncludePart
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Ticket
from tests.factories.customers import make_customer
from tests.factories.texts import make_include, make_library_file, make_template
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/reply-templates/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


@pytest.fixture
def template(nordlicht: Tenant, billing: Category) -> ReplyTemplate:
    return make_template(nordlicht, "Antwort", categories=(billing,))


def _seen(browser: Browser, template: ReplyTemplate, **entered: Any) -> str:
    answer = browser.post(f"{LIST}{template.pk}/contents/de/preview/", {"source": "1", **entered})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_typed_is_shown_and_nothing_is_saved(browser: Browser, template: ReplyTemplate) -> None:
    page = _seen(browser, template, html="<p>Getippt ${customer.name}</p>", subject="Zu ${ticket.number}")

    assert "Getippt Käthe Kunde" in page
    assert "Zu 2647 109 358" in page
    with everywhere():
        assert template.contents.get().html != "<p>Getippt ${customer.name}</p>"
        assert ReplyTemplate.objects.get(pk=template.pk).version == 1


def test_it_runs_nothing_and_asks_nobody_else(browser: Browser, template: ReplyTemplate) -> None:
    answer = browser.post(
        f"{LIST}{template.pk}/contents/de/preview/",
        {"source": "1", "html": '<p onclick="x()">a<script>alert(1)</script><img src="https://x.example/p.png"></p>'},
    )

    page, policy = answer.content.decode(), answer["Content-Security-Policy"]
    assert [piece in page for piece in ("onclick", "alert(1)", "x.example")] == [False, False, False]
    assert policy.startswith("default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; ")
    assert "sandbox allow-same-origin;" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_facts_of_a_ticket_of_the_category(
    browser: Browser, nordlicht: Tenant, template: ReplyTemplate, billing: Category, moving: Category
) -> None:
    customer = make_customer(nordlicht, "Jonas Ziegler", email="jonas@post.example")
    ticket = make_ticket(billing, customer=customer)
    other = make_ticket(moving, subject="Etwas anderes")
    offered = browser.get(f"{LIST}{template.pk}/contents/de/").content.decode()
    assert f'<option value="{ticket.number}">' in offered
    assert f'<option value="{other.number}">' not in offered

    page = _seen(browser, template, html="<p>An ${customer.name}: ${ticket.number}</p>", ticket=ticket.number)

    assert "An Jonas Ziegler" in page
    assert "Käthe Kunde" not in page


def test_what_is_missing_is_marked_and_named(browser: Browser, template: ReplyTemplate, ticket: Ticket) -> None:
    page = _seen(browser, template, html="<p>${customer.number}</p>", ticket=ticket.number)

    assert '<mark data-missing="customer.number"' in page
    assert "Without a value here:</strong> ${customer.number}" in page


def test_another_tenants_ticket_gives_no_facts(
    browser: Browser, template: ReplyTemplate, alpina_ticket: Ticket
) -> None:
    url = f"{LIST}{template.pk}/contents/de/preview/"

    for number in (alpina_ticket.number, "x", "9" * 30):
        assert browser.post(url, {"source": "1", "html": "<p>a</p>", "ticket": number}).status_code == 404


def test_one_change_of_the_letterhead_changes_every_preview(
    browser: Browser, nordlicht: Tenant, template: ReplyTemplate
) -> None:
    head = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Kopf alt</p>", name="Kopf")
    second = make_template(nordlicht, "Zweite")
    assert "Kopf alt" in _seen(browser, template, html="<p>a</p>")

    browser.post(f"{LIST}{head.pk}/contents/de/", {"version": 1, "html": "<p>Kopf neu</p>", "source": "1"})

    for each in (template, second):
        page = _seen(browser, each, html="<p>a</p>")
        assert ("Kopf neu" in page, "Kopf alt" in page) == (True, False)


def test_light_dark_and_plain(browser: Browser, nordlicht: Tenant, template: ReplyTemplate) -> None:
    css = "p { color: #111111 } @media (prefers-color-scheme: dark) { p { color: #eeeeee } }"
    make_include(nordlicht, IncludePart.STYLE, text=css, name="Stil")

    light, dark = _seen(browser, template, html="<p>a</p>"), _seen(browser, template, html="<p>a</p>", dark="1")
    plain = _seen(browser, template, html="<p><b>fett</b></p>", plain="1")

    assert ("@media (max-width: 0px) { p { color: #eeeeee" in light, "preview-dark" in light) == (True, False)
    assert ("@media (min-width: 0px) { p { color: #eeeeee" in dark, "preview-dark" in dark) == (True, True)
    assert ("<b>" in plain, 'class="kontor-plain">fett' in plain) == (False, True)


def test_pictures_of_the_library_are_shown(browser: Browser, nordlicht: Tenant, template: ReplyTemplate) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    logo = make_library_file(
        nordlicht, "Logo", filename="logo.png", content=png, content_type="image/png", purpose=FilePurpose.PICTURE
    )

    page = _seen(browser, template, html=f'<p><img src="picture:{logo.pk}" alt="Logo"></p>')

    assert f'src="/supervisor/library/{logo.pk}/content/?show=1"' in page
