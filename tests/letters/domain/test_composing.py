"""A letter of a tenant as a sheet: its own stylesheet, letterhead and files, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kontor.letters.domain.composing import compose, pictures_of
from kontor.letters.preferences import FOLD_MARKS, PAGE_SIZE, PDF_KIND, WINDOW
from kontor.letters.rendering.process import check_css, render
from kontor.letters.rendering.sheet import Asset, Sheet
from kontor.letters.rendering.supplied import SUPPLIED, supplied_css
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Attachment, Ticket
from tests.factories.letters import LOGO, make_letter_template, make_stationery
from tests.factories.stationery import make_asset, make_stylesheet
from tests.factories.texts import make_library_file, make_template
from tests.factories.tickets import make_message
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

NOON = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)
ADDRESS = ["Jana Petersen", "Am Alten Hafen 12a", "24103 Kiel"]


def composed(tenant: Tenant, **values: Any) -> Sheet:
    given: dict[str, Any] = {"address": ADDRESS, "subject": "Zu Ihrem Anliegen", "html": "<p>Danke.</p>", "at": NOON}
    with in_scope(tenant):
        return compose(tenant, **{**given, "language": "de", **values})


def test_a_tenant_without_anything_of_its_own_has_kontors_letter(nordlicht: Tenant):
    sheet = composed(nordlicht)

    assert (sheet.address, sheet.whose) == (tuple(ADDRESS), nordlicht.pk)
    assert (sheet.sender, sheet.return_line, sheet.logo) == (nordlicht.name, nordlicht.name, "")
    assert (sheet.css, sheet.assets) == (supplied_css("classic"), ())
    assert (sheet.window, sheet.page_size, sheet.pdf_kind, sheet.fold_marks) == ("b", "a4", "pdf/a-3a", True)


def test_the_letterhead_is_the_tenants(nordlicht: Tenant):
    logo = make_asset(nordlicht, "logo", LOGO)
    make_stationery(nordlicht, sender="Nordlicht\nHafen 1", bank="IBAN 1", footer=["a", "b"], logo=logo)

    sheet = composed(nordlicht)

    assert (sheet.sender, sheet.return_line) == ("Nordlicht\nHafen 1", "Nordlicht · Hafen 1")
    assert (sheet.bank, sheet.footer, sheet.logo) == ("IBAN 1", ("a", "b"), "logo")
    assert sheet.assets == (Asset("logo", "image/svg+xml", LOGO),)


def test_the_day_is_the_tenants_and_words_are_in_the_language(nordlicht: Tenant, ticket: Ticket, anna: User):
    german = composed(nordlicht, ticket=ticket, author=anna, enclosures=["Rechnung"])
    english = composed(nordlicht, ticket=ticket, author=anna, enclosures=["Invoice", "Form"], language="en")

    assert (german.date, german.page_words, german.enclosures_word) == ("29. November 2026", ("Seite", "von"), "Anlage")
    assert (english.date, english.page_words, english.enclosures_word) == (
        "Nov. 29, 2026",
        ("Page", "of"),
        "Enclosures",
    )
    assert dict(german.information) == {"Ihre Anfrage": format_number(ticket.number), "Bearbeitung": anna.name}


def test_the_customers_number_stands_in_the_information_block(nordlicht: Tenant, ticket: Ticket):
    assert ticket.customer
    ticket.customer.number = "K-7"

    assert dict(composed(nordlicht, ticket=ticket).information)["Kundennummer"] == "K-7"


def test_a_tenant_that_works_a_lent_ticket_shows_no_customer_number_of_the_lender(alpina: Tenant, ticket: Ticket):
    assert ticket.customer
    ticket.customer.number = "K-7"

    assert "K-7" not in dict(composed(alpina, ticket=ticket).information).values()


def test_the_templates_stylesheet_comes_before_the_tenants_default(nordlicht: Tenant):
    default = make_stylesheet(nordlicht, css=".a { color: red }", is_default=True)
    chosen = make_stylesheet(nordlicht, css=".b { color: red }")
    template, plain = make_template(nordlicht), make_template(nordlicht)
    make_letter_template(template, stylesheet=chosen, enclosures="AGB\n\n Widerruf ", information=False)

    with_own = composed(nordlicht, template=template, enclosures=["Rechnung"])

    assert (with_own.css, with_own.information) == (chosen.css, ())
    assert with_own.enclosures == ("Rechnung", "AGB", "Widerruf")
    assert composed(nordlicht, template=plain).css == composed(nordlicht).css == default.css


def test_a_deleted_stylesheet_gives_way_to_the_default(nordlicht: Tenant):
    default = make_stylesheet(nordlicht, css=".a { color: red }", is_default=True)
    template = make_template(nordlicht)
    make_letter_template(template, stylesheet=make_stylesheet(nordlicht, deleted_at=NOON))

    assert composed(nordlicht, template=template).css == default.css


def test_settings_of_the_tenant_are_in_the_sheet(nordlicht: Tenant):
    for preference, value in ((WINDOW, "a"), (PAGE_SIZE, "letter"), (PDF_KIND, "pdf/ua-1"), (FOLD_MARKS, False)):
        preference.set_on(nordlicht, value)

    sheet = composed(nordlicht)

    assert (sheet.window, sheet.page_size, sheet.pdf_kind, sheet.fold_marks) == ("a", "letter", "pdf/ua-1", False)


def test_only_files_that_the_letter_names_come_along(nordlicht: Tenant):
    make_asset(nordlicht, "paper", LOGO)
    make_asset(nordlicht, "unused")
    make_asset(nordlicht, "old", deleted_at=NOON)

    sheet = composed(nordlicht, css=".text { background: url(asset:paper) } .foot { background: url(asset:old) }")

    assert [asset.name for asset in sheet.assets] == ["paper"]


def test_nothing_of_another_tenant_is_in_a_letter(nordlicht: Tenant, alpina: Tenant):
    """Alpina has a logo, a stylesheet, a picture and a template that could leak into Nordlicht's letter."""
    secret = make_asset(alpina, "secret", b"<svg>ALPINA</svg>")
    make_stationery(alpina, sender="Alpina Tours", logo=secret)
    make_stylesheet(alpina, css=".alpina { color: red }", is_default=True)
    picture = make_library_file(alpina, purpose=FilePurpose.PICTURE, content_type="image/png", content=b"ALPINA")
    template = make_template(alpina)
    named = f'<p><img src="picture:{picture.pk}" alt="Bild"></p>'

    with everywhere():
        sheet = compose(
            nordlicht,
            address=ADDRESS,
            subject="x",
            html=named,
            language="de",
            css=".text { background: url(asset:secret) }",
        )
        with pytest.raises(ValueError, match="another tenant"):
            compose(nordlicht, address=ADDRESS, subject="x", html="", language="de", template=template)

    assert "Alpina" not in repr(sheet) and "ALPINA" not in repr(sheet) and "picture:" not in sheet.body_html
    assert sheet.assets == ()
    assert [remark.values["name"] for remark in render(sheet).remarks] == ["asset:secret"]


def test_pictures_of_the_library_and_of_the_message_are_shown(nordlicht: Tenant, ticket: Ticket):
    library = make_library_file(nordlicht, purpose=FilePurpose.PICTURE, content_type="image/svg+xml", content=LOGO)
    message = make_message(ticket)
    with in_scope(nordlicht):
        blob = keep(LOGO, tenant_id=nordlicht.pk)
        Attachment.objects.create(
            tenant=nordlicht,
            message=message,
            blob=blob,
            filename="x.svg",
            content_type="image/svg+xml",
            content_id="x@y",
            inline=True,
            size=len(LOGO),
        )
        pasted = pictures_of(message)
    html = f'<p><img src="picture:{library.pk}" alt="a"><img src="cid:x@y" alt="b"></p>'

    sheet = composed(nordlicht, html=html, pictures=pasted)

    assert [asset.content for asset in sheet.assets] == [LOGO, LOGO]
    assert render(sheet).remarks == ()


def test_a_letter_with_everything_takes_few_statements(nordlicht: Tenant, ticket: Ticket, anna: User):
    template = make_template(nordlicht)
    make_letter_template(template, stylesheet=make_stylesheet(nordlicht, css=".a { background: url(asset:paper) }"))
    make_asset(nordlicht, "paper", LOGO)
    make_stationery(nordlicht, logo=make_asset(nordlicht, "logo", LOGO))
    system_values()

    with in_scope(nordlicht), statements() as sent:
        compose(
            nordlicht,
            address=ADDRESS,
            subject="x",
            html="<p>x</p>",
            language="de",
            template=template,
            ticket=ticket,
            author=anna,
        )

    assert len(sent) <= 6


@pytest.mark.parametrize("name", SUPPLIED)
def test_the_supplied_stylesheets_render_without_a_remark(name: str, nordlicht: Tenant):
    assert check_css(supplied_css(name)) == []
    assert render(composed(nordlicht, css=supplied_css(name))).remarks == ()
