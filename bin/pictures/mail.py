"""The way of a mail: rules, desk, journey, inquiries outside."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Page, expect

from pictures.camera import PICTURES, TICKET, Camera

RULE = {
    "de": {
        "name": "Beschwerden",
        "text": "Beschwerde\nunzufrieden NICHT danke",
        "mail": "Guten Tag, meine Beschwerden hat noch niemand beantwortet. Ich bin sehr unzufrieden.",
    },
    "en": {
        "name": "Complaints",
        "text": "complaint\nunhappy NOT thanks",
        "mail": "Hello, nobody has answered my complaints yet, and I am very unhappy about it.",
    },
}
"""The rule that is written, by language, and the mail that it is tried on."""


def rules(browser: Browser, url: str, language: str) -> None:
    """A rule that grows, the draft it is part of, and what the rules say of a mail."""
    camera = Camera(browser, url, language, "ada")
    page = camera.page
    camera.choose_all()
    words = RULE[language]
    page.goto("/supervisor/rules/")
    if not page.locator("a.rule__name").filter(has_text=words["name"]).count():
        page.goto("/supervisor/rules/new/")
        page.fill("#id_name", words["name"])
        page.select_option("#id_category", index=1)
        for part in ("text", "attachment_count"):
            page.select_option("#add-part", part)
            page.click("#add-condition")
            page.wait_for_timeout(500)
        page.fill("#conditions-0-text", words["text"])
        page.check("#conditions-0-stems")
        page.select_option("#conditions-1-mode", "must_not")
        page.fill("#conditions-1-least", "1")
        page.locator("#rule-conditions").scroll_into_view_if_needed()
        page.locator("#add-condition").scroll_into_view_if_needed()
        camera.take("rule-edit")
        page.click(".mask__foot button.button--primary")
        page.wait_for_load_state("networkidle")
    page.goto("/supervisor/rules/")
    camera.take("rules-draft")
    page.goto("/supervisor/rules/test/")
    page.select_option("#id_rules", "draft")
    page.fill("#id_text", words["mail"])
    page.click("#trial-form button[type=submit]")
    page.wait_for_timeout(800)
    page.locator("#trial-title").scroll_into_view_if_needed()
    camera.take("rules-test")
    page.context.close()


def agent(browser: Browser, url: str, language: str) -> None:
    """A morning at the desk."""
    camera = Camera(browser, url, language, "anna")
    page = camera.page
    camera.take("tenant-choice")
    camera.choose_all()
    page.goto("/desk/inbox/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/desk/ticket/**")
    camera.take("ticket", wait=1500)
    page.goto("/desk/inbox/")
    page.locator("#content a[href*='/desk/ticket/']").filter(has_text=TICKET[language]).first.click()
    page.wait_for_url("**/desk/ticket/**")
    page.locator("#ticket-pane #subject").focus()
    page.mouse.move(900, 400)
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_visible()
    camera.take("desk", wait=2500)
    if language == "en":
        shutil.copyfile(camera.folder / "desk.png", PICTURES / "desk.png")
        page.emulate_media(color_scheme="dark")
        camera.take_for_the_first_page("desk-dark")
        page.emulate_media(color_scheme="light")
    page.locator("#ticket-head a[href$='/recategorize/']").first.click()
    camera.take("recategorize")
    page.keyboard.press("Escape")
    page.locator(".person a[href^='/desk/contacts/']").first.click()
    page.wait_for_url("**/desk/contacts/*/")
    camera.take("contact")
    page.go_back()
    page.wait_for_load_state("networkidle")
    page.locator("#subject").focus()
    page.keyboard.press("?")
    camera.take("keys")
    page.context.close()


def journeys(browser: Browser, url: str, language: str) -> None:
    """The way of an answer, and of what the customer writes back."""
    camera = Camera(browser, url, language, "anna")
    page = camera.page
    camera.choose_all()
    page.goto("/desk/inbox/")
    page.locator("#content a[href*='/desk/ticket/']").filter(has_text=TICKET[language]).first.click()
    page.wait_for_url("**/desk/ticket/**")
    number = page.url.split("/ticket/")[1].split("/")[0]
    page.locator("#ticket-pane #subject").focus()
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_visible()
    page.wait_for_timeout(1500)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/inbox/**")
    page.goto(f"/supervisor/arrivals/journey/?q={number}")
    page.locator(".journey__found a").first.click()
    page.wait_for_load_state("networkidle")
    _until_delivered(page)
    camera.take("journey-answer")
    customer = page.locator(".journey__mail dd").nth(1).inner_text()
    answer = page.locator("a[href*='/demo/mailbox/'][href$='/']").filter(has_text="Re:")
    before = page.evaluate("Date.now()")
    page.goto(f"/demo/mailbox/{customer}/")
    while not answer.count() and page.evaluate("Date.now()") < before + 60_000:
        page.wait_for_timeout(2_000)
        page.reload()
    answer.first.click()
    page.locator("a[href*='answers=']").first.click()
    page.locator("form button[type=submit]").last.click()
    before = page.evaluate("Date.now()")
    while page.evaluate("Date.now()") < before + 90_000:
        page.goto(f"/supervisor/arrivals/journey/?q={customer}")
        if page.locator(".journey__line").first.locator(".journey__received").count():
            break
        page.wait_for_timeout(3_000)
    page.locator(".journey__found a").first.click()
    page.wait_for_load_state("networkidle")
    camera.take("journey")
    page.context.close()


def _until_delivered(page: Page) -> None:
    """The way of the answer, when nothing of it waits: the time in which it can be taken back is over."""
    before = page.evaluate("Date.now()")
    while page.locator(".station[data-mood=waiting]").count() and page.evaluate("Date.now()") < before + 60_000:
        page.wait_for_timeout(2_000)
        page.reload()


def outside(browser: Browser, url: str, language: str) -> None:
    """Somebody outside is asked."""
    supervisor = Camera(browser, url, language, "sven")
    supervisor.choose_all()
    supervisor.page.goto("/supervisor/experts/")
    supervisor.take("address-book")
    supervisor.page.context.close()
    camera = Camera(browser, url, language, "bela")
    page = camera.page
    camera.choose_all()
    page.goto("/desk/inbox/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/desk/ticket/**")
    page.locator("#ticket-pane #subject").focus()
    page.keyboard.press("i")
    page.fill("#outside-to", "Elke Brandt <elke.brandt@paketdienst.example>")
    camera.take("inquiry", wait=2500)
    page.locator("#outside-text").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/inbox/**")
    page.goto("/desk/inbox/?folder=inquiries")
    page.locator("#inbox-rows a.row").first.click()
    page.wait_for_url("**/desk/ticket/**")
    camera.take("inquiry-waiting", wait=2500)
    page.context.close()
