"""Writing first, putting tickets together and taking that back, by keyboard in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.desk.browser.conftest import Late
from tests.desk.browser.test_desk import started
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
SAVE = re.compile(r"/desk/new/\d+/save/")
TARGETS = re.compile(r"/process/\?words=")


def test_the_button_that_was_pressed_counts_though_the_draft_was_still_being_saved(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount
) -> None:
    make_template(
        nordlicht, "Neu", kind=TemplateKind.NEW, subject="Ihr Termin", html="<p>Guten Tag</p>", categories=(billing,)
    )
    page = started(window(anna, nordlicht), "/desk/new/")
    page.locator("#id_to").fill("Käthe Kunde <kaethe@post.example>")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/new/\d+/"))
    expect(page.locator("#editor .tiptap:focus")).to_contain_text("Guten Tag")
    saving = Late(page, SAVE)
    with page.expect_request(SAVE):
        page.keyboard.type("Wir lesen am Montag ab. ")

    page.get_by_role("button", name="Send, keep open").press("Enter")
    expect(page.locator("#editor")).to_have_attribute("inert", "")
    saving.arrive()

    expect(page.locator("#subject")).to_contain_text("Ihr Termin")
    with in_scope(nordlicht):
        assert Ticket.objects.get().owner == anna


def test_a_new_process_is_written_duplicated_joined_parted_and_reactivated(
    window: Callable[..., Page],
    anna: User,
    nordlicht: Tenant,
    billing: Category,
    customer: Customer,
    nordlicht_account: MailAccount,
) -> None:
    make_template(
        nordlicht, "Neu", kind=TemplateKind.NEW, subject="Ihr Termin", html="<p>Nummer ${ticket.number}</p>",
        categories=(billing,),
    )  # fmt: skip
    other = make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, subject="Abschlag zu hoch")
    page = started(window(anna, nordlicht), "/desk/new/")

    page.locator("#id_to").fill("Käthe Kunde <kaethe@post.example>")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/new/\d+/"))
    expect(page.locator("#editor .tiptap:focus")).to_contain_text("Nummer")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Wir lesen am Montag ab.")
    page.get_by_role("button", name="Send, keep open").press("Enter")
    expect(page.locator("#subject")).to_contain_text("Ihr Termin")
    with in_scope(nordlicht):
        begun = Ticket.objects.exclude(pk=other.pk).get()
        said = OutgoingMail.objects.get().message
    number = str(begun.number)
    assert (begun.owner, begun.state) == (anna, TicketState.ASSIGNED)
    assert number in said.subject.replace(" ", "")
    assert number in said.text.replace(" ", "")
    assert "Wir lesen am Montag ab." in said.text

    started(page, f"/desk/ticket/{begun.number}/")
    page.keyboard.press("d")
    expect(page.get_by_role("dialog")).to_contain_text("Duplicate")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("This is the duplicate of")
    with in_scope(nordlicht):
        duplicate = Ticket.objects.exclude(pk__in=[other.pk, begun.pk]).get()
    assert duplicate.process_id == begun.pk

    started(page, f"/desk/ticket/{other.number}/")
    page.keyboard.press("v")
    expect(page.get_by_role("dialog", name="Put to another process")).to_be_visible()
    page.keyboard.type("Ihr")
    chosen = page.locator(f"#targets [value='{number}']")
    expect(chosen).to_be_visible()
    finding = Late(page, TARGETS)
    with page.expect_request(TARGETS):
        page.keyboard.type(" Termin")
    chosen.press("Space")
    page.locator("#targets").evaluate("list => list.dataset.old = ''")
    finding.arrive()
    expect(page.locator("#targets")).not_to_have_attribute("data-old", "")
    expect(chosen).to_be_focused()
    expect(chosen).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("Now in the process")
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=other.pk).process_id == begun.pk

    started(page, f"/desk/ticket/{other.number}/")
    page.locator("#context").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#context").get_by_role("button", name="Undo")).to_have_count(0)
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=other.pk).process_id is None
        close_ticket(Ticket.objects.get(pk=other.pk), by=anna)

    started(page, f"/desk/ticket/{other.number}/")
    page.locator("#ticket-foot").get_by_role("button", name="Reactivate as a new ticket").press("Enter")
    page.wait_for_url(lambda url: str(other.number) not in url)
    expect(page.locator("#subject")).to_have_text("Abschlag zu hoch")
    with in_scope(nordlicht):
        again = Ticket.objects.latest("pk")
        assert (again.owner, again.process_id, again.state) == (anna, other.pk, TicketState.ASSIGNED)
        assert Ticket.objects.get(pk=other.pk).state == TicketState.CLOSED
