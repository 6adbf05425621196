"""The ten main jobs of an agent, one after the other, by nothing but keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Message, Note, Ticket
from tests.factories.channels import make_account
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_ticket
from tests.support.axe import breaches
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


@pytest.fixture
def queue(nordlicht: Tenant, billing: Category, customer: Customer, nordlicht_account: MailAccount) -> list[Ticket]:
    """Four requests wait, in this order; somebody outside can be asked about them."""
    make_account(nordlicht, "rueckfrage@nordlicht.example", kind=AccountKind.SECOND_LEVEL)
    subjects = ("Zähler getauscht", "Abschlag zu hoch", "Rechnung fehlt", "Sicherung defekt")
    return [make_ticket(billing, customer=customer, account=nordlicht_account, subject=each) for each in subjects]


@pytest.fixture
def code(billing: Category) -> str:
    """The category asks for a closing code, of which there are two."""
    make_closing_code(billing, "spam", "Werbung")
    make_closing_code(billing, "done", "Erledigt ohne Antwort")
    with in_scope(billing.tenant_id):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)
    return "Erledigt ohne Antwort"


class Keys:
    """A window and somebody who only types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def sees(self, text: str) -> None:
        expect(self.page.locator(".toast", has_text=text).first).to_be_visible()
        self.page.wait_for_selector("html[data-started]")  # a new page hears keys once its scripts run

    def is_at(self, ticket: Ticket) -> None:
        expect(self.page.locator("#subject")).to_have_text(ticket.subject)
        self.page.wait_for_selector("html[data-started]")

    def dialog(self, title: str) -> None:
        expect(self.page.locator("dialog[open] .dialog__title")).to_have_text(title)

    def down_to(self, selector: str) -> None:
        """Tab until it has the focus."""
        for _step in range(20):
            if self.page.locator(f"{selector}:focus").count():
                return
            self.press("Tab")
        raise AssertionError(f"not reached by keyboard: {selector}")

    def breaks_no_rule(self) -> None:
        assert breaches(self.page) == []

    def editor(self) -> None:
        expect(self.page.locator("#editor .tiptap:focus")).to_have_count(1)


def now(ticket: Ticket) -> Ticket:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.select_related("owner", "category", "closing_code", "waits_for").get(pk=ticket.pk)


def messages(ticket: Ticket) -> list[str]:
    with in_scope(ticket.tenant_id):
        return list(Message.objects.filter(ticket=ticket).order_by("id").values_list("kind", flat=True))


def test_ten_main_jobs(
    anna: User,
    bela: User,
    queue: list[Ticket],
    moving: Category,
    code: str,
    nordlicht: Tenant,
    window: Window,
) -> None:
    first, second, third, fourth = queue
    window(bela, nordlicht)  # Bela is there
    page = window(anna, nordlicht)
    page.goto("/desk/inbox/")
    page.wait_for_selector("html[data-started]")
    keys = Keys(page)

    # 1 the next ticket
    keys.press("g", "n")
    keys.is_at(first)

    # 2 close without an answer, with the code that the category asks for
    keys.press("e")
    keys.dialog("Close without answer")
    keys.write(code[:6])
    keys.press("Control+Enter")
    keys.sees("is closed")
    assert (now(first).state, now(first).closing_code.name) == (TicketState.CLOSED, code)

    # 3 recategorise
    keys.press("g", "n")
    keys.is_at(second)
    keys.press("c")
    keys.dialog("Recategorise")
    keys.press("Space", "Control+Enter")
    keys.sees(f"Moved into “{moving.name}”")
    assert now(second).category == moving

    # 4 intermediate reply: the ticket stays, with a mark
    keys.press("r")
    keys.editor()
    keys.write("Wir klären das und melden uns.")
    keys.press("Control+Shift+Enter")
    expect(page.locator(".ticket__answered")).to_be_visible()
    assert (messages(second)[-1], now(second).state) == (MessageKind.INTERMEDIATE, TicketState.ASSIGNED)

    # 5 a note
    keys.press("n")
    keys.dialog("Write a note")
    keys.write("Netzbetreiber ist gefragt.")
    keys.press("Control+Enter")
    expect(page.locator("#conversation", has_text="Netzbetreiber ist gefragt.")).to_be_visible()

    # 6 on resubmission: the time above the one that is suggested
    keys.press("s")
    keys.dialog("Put on resubmission")
    keys.breaks_no_rule()
    keys.press("ArrowUp", "Control+Enter")
    keys.sees("comes back")
    assert (now(second).state, now(second).waits_for) == (TicketState.RESUBMITTED, anna)

    # 7 to a folder, and a ticket fetched from it
    keys.press("g", "s")
    expect(page.locator("#inbox-title")).to_have_text("Resubmissions")
    page.wait_for_selector("html[data-started]")
    keys.press("j", "Enter")
    keys.is_at(second)
    keys.breaks_no_rule()
    keys.press("t")
    expect(page.locator("#ticket[data-mine]")).to_be_visible()

    # 8 answer and close
    keys.press("r")
    keys.editor()
    keys.write("Der Abschlag ist angepasst.")
    keys.press("Control+Enter")
    keys.sees("is on its way")
    assert messages(second)[-1] == MessageKind.REPLY

    # 9 search: the palette goes to a number, and knows what this page can do
    keys.press("/")
    keys.write(str(third.number))
    keys.press("Enter")
    keys.is_at(third)
    keys.press("t")
    expect(page.locator("#ticket[data-mine]")).to_be_visible()
    keys.press("Control+k")
    keys.write("Kollege")
    keys.press("Enter")

    # 10 forward internally, with a note
    keys.dialog("Forward internally")
    keys.write("Bela")
    keys.press("Tab", "Tab")
    keys.write("Bitte übernehmen Sie.")
    keys.press("Control+Enter")
    keys.sees("is forwarded to Bela Brand")
    assert (now(third).state, now(third).owner) == (TicketState.ASSIGNED, bela)

    # and an external inquiry
    keys.press("g", "n")
    keys.is_at(fourth)
    keys.press("i")
    expect(page.locator("#outside-to")).to_be_focused()
    keys.write("elke@experts.example")
    expect(page.locator("#editor .tiptap")).to_be_visible()
    keys.down_to("#outside-text")
    keys.write("Liegt es am Zähler?")
    keys.press("Control+Enter")
    keys.sees("The answer comes back to you.")
    assert (now(fourth).state, messages(fourth)[-1]) == (TicketState.EXTERNAL_INQUIRED, MessageKind.INQUIRY)
    with in_scope(nordlicht):
        assert set(Note.objects.values_list("text", flat=True)) == {
            "Netzbetreiber ist gefragt.",
            "Bitte übernehmen Sie.",
        }


def test_a_row_is_chosen_by_key_and_closed_with_others(
    anna: User, queue: list[Ticket], code: str, nordlicht: Tenant, window: Window
) -> None:
    page = window(anna, nordlicht)
    page.goto("/desk/inbox/?folder=queue")
    page.wait_for_selector("html[data-started]")
    keys = Keys(page)

    keys.press("j", "x", "j", "x")

    expect(page.locator("[data-selected-count]")).to_have_text("2")
    expect(page.locator("[name=selected]:checked")).to_have_count(2)
