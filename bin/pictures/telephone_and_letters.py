"""Calls and letters."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Browser, Page

from pictures.camera import Camera

WRITERS = {"de": ("Matthias Krone", "Karin Böttcher", "Jana Petersen"), "en": ("Claire Whitfield", "Owen Pritchard")}
"""Who may be answered by letter, by language: people with a postal address. What they want may be on other desks."""


def telephone(browser: Browser, url: str, language: str) -> None:
    """A telephone system, and the two tabs for calls of a tenant."""
    camera = Camera(browser, url, language, "ada")
    page = camera.page
    camera.choose_all()
    page.goto("/supervisor/phone-systems/new/")
    page.fill("#id_name", "Asterisk")
    page.check("input[name=connector][value=asterisk]")
    page.click("button[form=mask-form]")
    page.wait_for_url("**/connection/")
    for field, value in (("host", "pbx.example"), ("username", "kontor"), ("context", "kontor-out")):
        page.fill(f"#id_{field}", value)
    page.click("button[form=mask-form]")
    page.wait_for_load_state("networkidle")
    page.goto(page.url)
    camera.take("phone-system")
    page.goto("/supervisor/phone-systems/")
    page.locator("main a[href^='/supervisor/phone-systems/']").filter(has_text="Hamburg").first.click()
    page.goto(f"{page.url.rstrip('/')}/trunks/")
    camera.take("phone-system-trunks")
    page.goto("/supervisor/tenants/")
    page.locator("main a[href^='/supervisor/tenants/']").filter(has_text="Nordlicht").first.click()
    tenant = page.url.rstrip("/")
    page.goto(f"{tenant}/call-connector/")
    page.fill("#id_number", "040 1234567")
    camera.take("call-connector", wait=1500)
    page.goto(f"{tenant}/phone-tickets/")
    camera.take("phone-tickets")
    page.context.close()


def stylesheets(browser: Browser, url: str, language: str) -> None:
    """The tab for letters, a stylesheet with its preview and with an error, and the letterhead."""
    camera = Camera(browser, url, language, "ada")
    page = camera.page
    camera.choose_all()
    page.goto("/supervisor/tenants/")
    page.locator("main a[href^='/supervisor/tenants/']").filter(has_text="Nordlicht").first.click()
    tenant = page.url.rstrip("/")
    page.goto(f"{tenant}/pdf/")
    camera.take("letters-tab")
    page.locator("#stylesheets a[href*='/stylesheets/']").first.click()
    page.locator(".letter-page").first.wait_for()
    camera.take("stylesheet", wait=1000)
    page.fill("#id_css", page.input_value("#id_css") + ".subject { colour: #7a2e1f }\n")
    page.locator("#letter-shown [data-css-line]").first.wait_for()
    camera.take("stylesheet-error", wait=1000)
    page.goto(f"{tenant}/pdf/letterhead/")
    page.locator(".letter-page").first.wait_for()
    camera.take("letterhead", wait=1000)
    page.context.close()


def letters_in(browser: Browser, url: str, language: str) -> None:
    """An account for letters, and the demo's letter at the desk."""
    camera = Camera(browser, url, language, "ada")
    page = camera.page
    camera.choose_all()
    page.goto("/supervisor/accounts/")
    page.locator("main a").filter(has_text="Briefe Nordlicht").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(f"{page.url.rstrip('/')}/receiving/")
    camera.take("letter-account")
    page.goto("/supervisor/arrivals/")
    page.wait_for_load_state("networkidle")
    brought = page.locator("tr[data-row]").filter(has_text="briefe@nordlicht")
    page.goto(str(brought.locator("a[href*='/desk/ticket/']").first.get_attribute("href")))
    page.locator(".scan__picture").scroll_into_view_if_needed()
    camera.take("letter-in", wait=1500)
    page.context.close()


def letter(browser: Browser, url: str, language: str) -> None:
    """A contact's postal address, the answer as a letter, and the letter before it leaves."""
    camera = Camera(browser, url, language, "anna")
    page = camera.page
    camera.choose_all()
    for contact in _contacts(page, WRITERS[language]):
        page.goto(contact)
        page.locator("#postal").wait_for()
        camera.take("postal-address")
        if _begins_answer(page):
            break
    if not page.locator("#reply-postal").count():
        page.keyboard.press("Alt+b")
    page.locator("#reply-postal").wait_for()
    camera.take("letter-editor", wait=2500)
    page.keyboard.press("Alt+p")
    page.locator(".letter-pages__page").first.wait_for(timeout=30_000)
    camera.take("letter-preview", wait=1000)
    page.context.close()


def _contacts(page: Page, names: Sequence[str]) -> list[str]:
    found = []
    for name in names:
        page.goto(f"/desk/contacts/?q={name}")
        found += [row.get_attribute("href") or "" for row in page.locator("[data-row-link]").all()]
    return found


def _begins_answer(page: Page) -> bool:
    """To a ticket of the contact that nobody else works on."""
    past = page.locator(".contact__side a.past__item[href*='/desk/ticket/']")
    requests = past.filter(has_not_text="Re:").all()  # what other parts have had answered does not begin anything
    for address in [request.get_attribute("href") or "" for request in requests]:
        page.goto(address)
        page.wait_for_selector("html[data-started]")
        for key in ("t", "r"):
            if page.locator(f"[data-hotkey={key}]").locator("visible=true").count():
                page.keyboard.press(key)
                page.wait_for_timeout(1500)
        if page.locator("#reply-text").count():
            return True
    return False
