"""Templates and text modules in the editor, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.tenants.models import Tenant
from kontor.texts.models import TextModule
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.desk.browser.conftest import Late
from tests.factories.texts import make_content, make_module, make_template
from tests.factories.tickets import make_ticket
from tests.support.routes import hear
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
CURSOR = "document.querySelector('#editor').elements.text.kontorEditor.cursor().from"


@pytest.fixture
def mine(
    billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount, nordlicht: Tenant
) -> Ticket:
    template = make_template(nordlicht, "Rechnung", html="<p>Hallo</p><p></p><p>Gruß</p>", categories=(billing,))
    make_content(template, "en", html="<p>Good day</p>")
    second = '<p>Zweiter <span style="color: #c00">Text</span></p>'
    make_template(nordlicht, "Mahnung", html=second, categories=(billing,), is_default=False)
    make_module(nordlicht, "Ablesen im Mai", html="<p>Wir lesen im Mai ab.</p>")
    make_module(nordlicht, "Ablesen selbst", html="<p>Bitte <b>selbst</b> ablesen, ${customer.name}.</p>")
    make_module(nordlicht, "Mit freundlichen Grüßen", html="<p>Freundliche Grüße</p>", shortcut="mfg")
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, language="de")


@pytest.fixture
def page(anna: User, mine: Ticket, nordlicht: Tenant, window: Window) -> Page:
    """Anna's window, the cursor in the answer to her ticket."""
    page = window(anna, nordlicht)
    page.goto(f"/desk/ticket/{mine.number}/")
    page.wait_for_selector("html[data-started]")
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    return page


def words(page: Page) -> str:
    return str(page.evaluate("document.querySelector('#editor').elements.text.kontorEditor.getText()"))


def test_another_template_replaces_what_was_suggested_and_never_what_was_typed(
    page: Page, mine: Ticket, nordlicht: Tenant
) -> None:
    page.keyboard.press("Alt+v")
    expect(page.locator("#picker-templates [role=option]")).to_have_count(2)
    page.keyboard.type("mahn")
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text")).to_have_text("Zweiter Text")
    expect(page.locator("#editor [name=html]")).to_have_value(re.compile("<span style=.*>Text</span>"))
    expect(page.locator("[data-template-name]")).to_have_text("Mahnung")
    page.keyboard.press("Control+z")
    expect(page.locator("#reply-text")).to_contain_text("Hallo")
    expect(page.locator("[data-template-name]")).to_have_text("Rechnung")
    page.keyboard.press("Control+y")
    expect(page.locator("[data-template-name]")).to_have_text("Mahnung")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-template-name]")).to_have_text("Rechnung")
    page.keyboard.press("Alt+v")
    page.keyboard.type("mahn")
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text")).to_have_text("Zweiter Text")
    becomes(lambda: page.evaluate(CURSOR), len("Zweiter Text"))

    page.keyboard.press("Control+End")
    page.keyboard.type(" und mein Satz.")
    page.keyboard.press("Alt+v")
    expect(page.locator("#picker-templates [role=option]")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator("#editor-offer [data-take=replace]")).to_be_focused()
    becomes(lambda: words(page), "Zweiter Text und mein Satz.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#reply-text")).to_contain_text("Hallo")
    assert words(page).startswith("Zweiter Text und mein Satz.")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved")
    language, url = page.locator("#reply-language"), "**/desk/draft/*/template/"
    language.select_option("en")
    page.locator("#editor-offer [data-take=keep]").click()
    expect(page.locator("#reply-text")).to_have_attribute("lang", "en")
    expect(page.locator("#reply-text")).to_contain_text("Hallo")
    hear(page, url, lambda route: route.fulfill(status=409, body="<p class='toast__text'>So nicht.</p>"))
    language.select_option("de")
    page.locator("#editor-offer [data-take=replace]").click()
    expect(page.locator(".toast--near")).to_have_text("So nicht.")
    expect(language).to_have_value("en")
    page.unroute(url)
    language.select_option("de")
    page.locator("#editor-offer [data-take=keep]").click()
    expect(page.locator("#reply-text")).to_have_attribute("lang", "de")
    language.select_option("en")
    page.locator("#editor-offer [data-take=replace]").click()
    expect(page.locator("#reply-text")).to_have_text("Good day")
    expect(page.locator("#reply-text")).to_have_attribute("lang", "en")
    with in_scope(nordlicht):
        draft = Draft.objects.select_related("template").get(ticket=mine)
    assert draft.template
    assert (draft.template.name, draft.language) == ("Rechnung", "en")

    with page.expect_response(url), page.expect_request("**/shortcuts/"):
        page.keyboard.press("Control+z")
    expect(page.locator("#reply-language")).to_have_value("de")
    expect(page.locator("#reply-text")).to_have_attribute("lang", "de")
    with in_scope(nordlicht):
        draft.refresh_from_db()
    assert draft.language == "de"


def test_the_template_of_the_new_category_comes_by_itself_and_is_offered_where_something_was_typed(
    page: Page, mine: Ticket, billing: Category, moving: Category, anna: User, nordlicht: Tenant
) -> None:
    make_template(nordlicht, "Umzug", html="<p>Zum Umzug</p>", categories=(moving,))
    with in_scope(nordlicht):
        recategorize_ticket(mine, moving, by=anna)
    expect(page.locator("#reply-text")).to_have_text("Zum Umzug")
    expect(page.locator("[data-template-name]")).to_have_text("Umzug")

    page.locator("#reply-text").press("Control+End")
    page.keyboard.type(" und mein Satz.")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved")
    with in_scope(nordlicht):
        recategorize_ticket(mine, billing, by=anna)
    offer = page.locator("#editor-offer")
    expect(offer.locator(".notice__text")).to_have_text(
        "The ticket has another category. Its template is “Rechnung”.", use_inner_text=True
    )
    assert words(page) == "Zum Umzug und mein Satz."

    offer.locator("[data-take=below]").click()
    becomes(lambda: words(page).splitlines()[0], "Zum Umzug und mein Satz.")
    expect(page.locator("#reply-text")).to_contain_text("Hallo")
    expect(offer).to_be_hidden()


def test_text_modules_are_put_in_by_search_and_by_shortcut_and_only_then_is_nothing_sent(
    page: Page, mine: Ticket, nordlicht: Tenant
) -> None:
    page.keyboard.press("Control+Space")
    page.keyboard.type("ab")
    expect(page.locator("#picker-modules [role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-preview-place]")).to_have_text("Bitte selbst ablesen, ${customer.name}.")
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text strong, #reply-text b")).to_have_text("selbst")
    assert "Bitte selbst ablesen, Käthe Kunde." in words(page)

    page.keyboard.press("Control+End")
    page.keyboard.type(" mfg")
    expect(page.locator(".editor__expand")).to_contain_text("Mit freundlichen Grüßen – the answer is not sent.")
    page.locator("#reply-to").focus()
    expect(page.locator(".editor__expand")).to_be_hidden()
    page.locator("#reply-text").focus()
    expect(page.locator(".editor__expand")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-text")).to_contain_text("Freundliche Grüße")
    assert "mfg" not in words(page)
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).state == TicketState.ASSIGNED
        assert TextModule.objects.get(name="Ablesen selbst").used == 1
    expect(page.locator(".editor__expand")).to_be_hidden()

    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("is on its way")
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).state == TicketState.SENDING


def test_a_list_is_walked_narrowed_and_left_by_key_and_by_mouse_and_what_is_typed_on_stands_behind_what_it_gave(
    moving: Category, page: Page
) -> None:
    dialog = page.locator("#picker-modules")
    options = dialog.locator("[role=option]")
    with page.expect_request("**/modules/?q=*") as asked:
        page.keyboard.press("Control+Space")
    assert "all=" not in asked.value.url
    expect(options).to_have_count(3)
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    active = str(options.last.get_attribute("id"))
    expect(dialog.locator("input[type=search]")).to_have_attribute("aria-activedescendant", active)
    options.nth(1).hover()
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    with page.expect_request(f"**/modules/?q=&category={moving.pk}"):
        dialog.get_by_label("Category").select_option(str(moving.pk))
    with page.expect_request("**/modules/?q=*all=1"):
        dialog.get_by_label("all languages").check()
    page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()

    page.keyboard.press("Control+Space")
    page.keyboard.type("zz")
    expect(dialog.locator(".palette__none")).to_be_visible()
    page.keyboard.press("Enter")  # takes nothing, and one types on
    page.keyboard.type("y")
    expect(dialog.locator("input[type=search]")).to_have_value("zzy")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Control+Space")
    dialog.get_by_role("option", name="Ablesen im Mai").click()
    expect(page.locator("#reply-text")).to_contain_text("Wir lesen im Mai ab.")

    # Enter takes what is looked for however fast one types on.
    page.locator("#reply-text").press("Control+End")
    page.keyboard.press("Control+Space")
    expect(options).to_have_count(3)
    asked = re.compile(r"/modules/\?q=selbst")
    late = Late(page, asked)
    with page.expect_request(asked):
        page.keyboard.type("selbst")
        page.keyboard.press("Enter")
        page.keyboard.type(" Danke.")
    late.arrive()
    expect(page.locator("#reply-text")).to_contain_text("Bitte selbst ablesen")
    assert words(page).index("ablesen") < words(page).index(" Danke.")

    # So does a shortcut, once its module comes.
    asked = re.compile(r"/modules/\d+/$")
    hear(page, asked, lambda route: route.abort())
    page.keyboard.type(" MfG")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast--near")).to_contain_text("Nothing was inserted and nothing was sent.")
    expect(page.locator(".editor__expand")).to_be_visible()
    page.unroute(asked)
    late = Late(page, asked)
    with page.expect_request(asked):
        page.keyboard.press("Control+Enter")
    page.keyboard.type(" von Anna")
    late.arrive()
    expect(page.locator("#reply-text")).to_contain_text("Freundliche Grüße von Anna")


def test_enter_takes_nothing_that_was_found_before_one_typed(page: Page) -> None:
    """The list for no word at all comes while the word is typed, and before it is looked for."""
    every = Late(page, re.compile(r"/templates/\?q=(&|$)"))
    with page.expect_request(re.compile(r"/templates/\?q=(&|$)")):
        page.keyboard.press("Alt+v")
    page.evaluate("window.setTimeout = () => 0")  # what pauses while one types goes on typing
    page.keyboard.type("mahn")
    every.arrive()
    expect(page.locator("#picker-templates [role=option]")).to_have_count(2)

    page.keyboard.press("Enter")

    expect(page.locator("[data-template-name]")).to_have_text("Mahnung")


def test_what_is_written_behind_a_greeting_without_an_empty_line_has_a_line_of_its_own(
    billing: Category, anna: User, nordlicht: Tenant, nordlicht_account: MailAccount, window: Window
) -> None:
    """Not what goes on in the greeting itself."""
    make_template(nordlicht, "Antwort", html="<p>Guten Tag,</p><p>wir melden uns.</p>", categories=(billing,))
    page = window(anna, nordlicht)
    for typed, lines in (("Ja, gern.", 3), (" Ja, gern.", 2), (", ja.", 2)):
        ticket = make_ticket(billing, owner=anna, account=nordlicht_account, language="de")
        page.goto(f"/desk/ticket/{ticket.number}/")
        page.wait_for_selector("html[data-started]")
        page.keyboard.press("r")
        expect(page.locator("#reply-text")).to_be_focused()

        page.keyboard.type(typed)

        becomes(lambda: len(words(page).split("\n\n")), lines)
        assert words(page).replace("\n\n", "") == f"Guten Tag,{typed}wir melden uns."
