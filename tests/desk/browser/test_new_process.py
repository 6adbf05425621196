"""A new process in Chromium: begun, written, readdressed and sent by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel.text import one_line
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import TemplateFile
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Message
from tests.desk.browser.test_desk import started
from tests.factories.texts import make_library_file, make_module, make_template
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
TEXT = "#reply-text"


@pytest.fixture
def texts(nordlicht: Tenant, billing: Category) -> None:
    appointment = make_template(
        nordlicht,
        "Termin",
        kind=TemplateKind.NEW,
        subject="Termin ${ticket.number}",
        html="<p>${customer.salutation}</p><p></p><p>Nummer: ${ticket.number}</p>",
        categories=(billing,),
    )
    plan = make_template(
        nordlicht,
        "Plan",
        kind=TemplateKind.NEW,
        subject="Ihr Plan",
        html="<p>Hier der Plan.</p>",
        categories=(billing,),
        is_default=False,
    )
    with in_scope(nordlicht):
        for template, name in ((appointment, "Anfahrt.pdf"), (plan, "Plan.pdf")):
            file = make_library_file(nordlicht, name, filename=name)
            TemplateFile.objects.create(tenant=nordlicht, template=template, file=file)
    make_module(nordlicht, "Termin am Montag", html="<p>Wir kommen am Montag.</p>", shortcut="mo")


def back_to(page: Page, selector: str) -> None:
    """With Shift+Tab, as far as it takes."""
    for _step in range(40):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Shift+Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard.")


def test_a_new_process_is_written_to_another_recipient_and_sent_by_keyboard(
    texts: None,
    anna: User,
    customer: Customer,
    billing: Category,
    nordlicht_account: MailAccount,
    nordlicht: Tenant,
    window: Window,
) -> None:
    page = started(window(anna, nordlicht), "/desk/new/")
    page.locator("#id_category").focus()
    page.keyboard.type(billing.name)
    page.keyboard.press("Tab")
    page.keyboard.type("kaethe@post.example")
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_be_focused()
    expect(page.locator(TEXT)).to_contain_text("Käthe Kunde")
    becomes(lambda: page.evaluate("Boolean(document.querySelector('#editor').elements.text.kontorEditor)"), True)
    page.keyboard.type("mo")
    expect(page.locator(".editor__expand")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator(TEXT)).to_contain_text("Wir kommen am Montag.")

    back_to(page, "#reply-to")
    page.keyboard.press("Control+a")
    page.keyboard.type("max@neu.example")
    page.keyboard.press("Tab")
    expect(page.locator(TEXT)).not_to_contain_text("Käthe")
    expect(page.locator(TEXT)).to_contain_text("Wir kommen am Montag.")
    page.locator(TEXT).focus()
    page.keyboard.press("Control+z")
    expect(page.locator(TEXT)).to_contain_text("Käthe Kunde")
    page.keyboard.press("Control+y")
    expect(page.locator(TEXT)).not_to_contain_text("Käthe")

    page.keyboard.press("Alt+v")
    page.keyboard.type("plan")
    page.keyboard.press("Enter")
    expect(page.locator("#editor-offer [data-take=replace]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-files")).to_contain_text("Plan.pdf")
    expect(page.locator("#draft-files")).to_contain_text("Anfahrt.pdf")
    expect(page.locator("#reply-subject")).to_have_value("Ihr Plan")
    page.keyboard.press("Control+z")
    expect(page.locator("#draft-files")).not_to_contain_text("Plan.pdf")
    expect(page.locator("[data-template-name]")).to_have_text("Termin")

    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("is on its way")
    with in_scope(nordlicht):
        message = Message.objects.select_related("ticket").get()
    number = one_line(format_number(message.ticket.number))
    assert (message.ticket.kind, message.ticket.state) == (TicketKind.PROCESS, TicketState.SENDING)
    assert (message.subject, message.to) == (f"Termin {number}", [["", "max@neu.example"]])
    assert "Wir kommen am Montag." in message.text
    assert f"Nummer: {number}" in one_line(message.text)
    assert "Käthe" not in message.text
