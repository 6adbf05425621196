"""What answers are made of, and who looks at them."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from pictures.camera import TICKET, Camera
from pictures.tenants import RELEASING

TEMPLATE = {"de": ("drei Werktagen", "zwei Werktagen"), "en": ("three working days", "two working days")}
"""What is changed in the template whose versions are compared, by language: before and after."""


ANSWER = {
    "de": "vielen Dank für Ihre Nachricht. Wir haben alles veranlasst und melden uns bis morgen Mittag.",
    "en": "thank you for your message. We have arranged everything and will write again by noon tomorrow.",
}


def templates(browser: Browser, url: str, language: str) -> None:
    """The templates of a tenant, the text of one with its preview, two versions of it, and the greetings."""
    camera = Camera(browser, url, language, "sven")
    page = camera.page
    camera.choose_all()
    page.goto("/supervisor/reply-templates/")
    camera.take("templates")
    page.goto("/supervisor/reply-templates/?filter=1&filter-name=Sendung+fehlt: Wir")
    page.locator("tbody a.table__name").first.click()
    page.wait_for_load_state("networkidle")
    template = page.url.split("/reply-templates/")[1].split("/")[0]
    page.goto(f"/supervisor/reply-templates/{template}/contents/{language}/")
    page.locator(".insertions summary").click()
    camera.take("template-text", wait=2500)
    page.goto(f"{page.url}?source=1")
    text = page.locator("textarea[name=html]")
    before, after = TEMPLATE[language]
    present = text.input_value()
    text.fill(present.replace(before, after) if before in present else present.replace(after, before))
    page.click(".mask__foot button.button--primary")
    page.wait_for_load_state("networkidle")
    page.goto(f"/supervisor/reply-templates/{template}/versions/")
    page.locator(".versions a").first.click()
    camera.take("template-compare")
    page.goto("/supervisor/greetings/")
    if page.locator("tbody a.table__name").count():
        page.locator("tbody a.table__name").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(f"{page.url.removesuffix('/').rpartition('/')[0]}/{language}/")
    camera.take("greetings")
    page.context.close()


def release(browser: Browser, url: str, language: str) -> None:
    """A rule, an answer under it, and the page on which somebody else decides."""
    releaser, author = Camera(browser, url, language, "sven"), Camera(browser, url, language, "anna")
    for camera in (releaser, author):
        camera.choose_all()
    page, desk = releaser.page, author.page
    page.goto("/supervisor/reviews/new/")
    page.locator("select[name=agent]").select_option(label="Anna Lorenz")
    tenant = page.locator("select[name=tenant] option").filter(has_text=RELEASING[language]).first
    page.locator("select[name=tenant]").select_option(value=tenant.get_attribute("value"))
    releaser.take("release-rule")
    page.locator("button[form=mask-form]").click()
    page.wait_for_load_state("networkidle")
    desk.goto("/desk/inbox/?folder=queue")
    desk.locator("#content a[href*='/desk/ticket/']").filter(has_text=TICKET[language]).first.click()
    desk.wait_for_url("**/desk/ticket/**")
    desk.locator("#ticket-pane #subject").focus()
    desk.keyboard.press("t")
    expect(desk.locator("#ticket-foot [data-hotkey=r]")).to_be_visible()
    desk.locator("#ticket-pane #subject").focus()
    desk.keyboard.press("r")
    expect(desk.locator("#reply-text")).to_be_visible()
    desk.wait_for_timeout(2_500)
    for key in ("Control+Home", "End", "Enter"):
        desk.keyboard.press(key)
        desk.wait_for_timeout(300)  # the editor hears of a moved cursor a moment later
    desk.keyboard.type(ANSWER[language])
    desk.wait_for_timeout(1_500)
    desk.keyboard.press("Control+Enter")
    desk.wait_for_timeout(2_500)
    page.goto("/desk/clearance/")
    page.locator("#clearances [data-row-link]").filter(has_text=TICKET[language]).first.click()
    page.wait_for_load_state("networkidle")
    releaser.take("release", wait=1500)
    for camera in (releaser, author):
        camera.page.context.close()
