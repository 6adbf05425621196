"""What administrators see: tenants, groups, accounts, readiness."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from pictures.camera import Camera, _show

COMPANY = {"de": ("Seebad Reisen", "SEE", "Ferien an der Küste"), "en": ("Harbour Books", "HB", "Books by post")}
"""The tenant that is created on the way, by language: name, short code, description."""


LIKE = {"de": ("Bergbad Reisen", "BERG"), "en": ("Hill Books", "HILL")}
"""The tenant that would be created like another one, by language: name and short code. Nobody creates it."""


RELEASING = {"de": "Nordlicht", "en": "Alpina"}
"""Whose answers are released: the tenant of that ticket."""


def administrator(browser: Browser, url: str, language: str) -> None:
    """The way of the guide: a tenant, its system group, its accounts."""
    camera = Camera(browser, url, language, "ada")
    page = camera.page
    camera.choose_all()
    _tenant(camera, language)
    page.goto("/supervisor/tenants/")
    camera.take("tenants")
    page.goto("/supervisor/groups/")
    camera.take("groups")
    _until_fetched(page)
    page.locator("main a[href^='/supervisor/accounts/']").filter(has_text="Service").first.click()
    page.goto(f"{page.url.rstrip('/')}/receiving/")
    page.locator("form[action$='/test/'] button").first.click()
    expect(page.locator("[role=status]").filter(has_text="."), "the test ended").not_to_have_count(0, timeout=60_000)
    page.wait_for_timeout(12_000)
    page.get_by_role("region").filter(has=page.get_by_role("status")).last.scroll_into_view_if_needed()
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 4000)
    camera.take("connection-test")
    page.goto("/supervisor/rules/")
    camera.take("rules")
    page.context.close()


def accounts(browser: Browser, url: str, language: str) -> None:
    """A mail account: how it signs in, what becomes of its mails, how it fares."""
    camera = Camera(browser, url, language, "ada")
    page = camera.page
    camera.choose_all()
    page.goto("/supervisor/accounts/new/")
    page.fill("#id_address", "service@harbour.example")
    page.check("input[name=auth][value=oauth2]")
    page.select_option("#id_oauth_provider", "microsoft")
    _show(page, ".sign-in h2")
    camera.take("account-sign-in")
    _until_fetched(page)
    page.locator("main a[href^='/supervisor/accounts/']").filter(has_text="Service").first.click()
    account = page.url.rstrip("/")
    page.goto(f"{account}/receiving/")
    _show(page, ".after-fetch h2")
    camera.take("account-fetched")
    page.goto(f"{account}/state/")
    camera.take("account-state")
    page.context.close()


def readiness(browser: Browser, url: str, language: str) -> None:
    """The checklist of a tenant, and the protocol of a go-live test that went the whole way."""
    camera = Camera(browser, url, language, "ada")
    page = camera.page
    camera.choose_all()
    page.goto("/supervisor/tenants/")
    page.locator("main table a").filter(has_text=RELEASING[language]).first.click()
    page.wait_for_url("**/supervisor/tenants/*/")
    page.goto(f"{page.url}readiness/")
    page.locator("#go-live-test form button").click()
    expect(page.locator("#go-live-test form"), "the test began").to_have_count(0)
    expect(page.locator("#go-live-test form"), "the test ended").to_have_count(1, timeout=180_000)
    expect(page.locator("#check-trial[data-state=green]"), "the test passed").to_have_count(1, timeout=60_000)
    page.mouse.move(700, 500)
    page.mouse.wheel(0, -9000)
    camera.take("readiness")
    _show(page, "#go-live-test")
    camera.take("go-live-test")
    page.context.close()


def new_tenant(browser: Browser, url: str, language: str) -> None:
    """A step of the assistant, and the preview of a tenant like another one."""
    camera = Camera(browser, url, language, "ada")
    page = camera.page
    camera.choose_all()
    page.goto("/supervisor/tenants/like/")
    page.locator("main .versions__item a").first.click()
    page.fill("#id_name", LIKE[language][0])
    page.fill("#id_code", LIKE[language][1])
    page.click("#like-preview")
    page.locator("[name=create]").wait_for(timeout=60_000)
    page.locator("#found-title").evaluate("element => element.scrollIntoView()")
    camera.take("tenant-like")
    name, code, description = COMPANY[language]
    page.goto("/supervisor/tenants/")
    known = page.locator("main a").filter(has_text=name)
    if known.count():
        known.first.click()
        page.locator("aside a[href$='/assistant/']").click()
    else:
        page.goto("/supervisor/tenants/assistant/")
        page.fill("#id_name", name)
        page.fill("#id_code", code)
        page.fill("#id_description", description)
        page.locator("button[form=mask-form]").click()
    page.wait_for_url("**/assistant/*/")
    page.goto(f"{page.url.rstrip('/').rpartition('/')[0]}/category/")
    camera.take("tenant-assistant")
    page.context.close()


def _until_fetched(page: Page) -> None:
    """The list of accounts, when each has been fetched: the worker may have been up before the demo's mail server."""
    for _attempt in range(40):
        page.goto("/supervisor/accounts/")
        if page.locator("tbody .badge--on-time").count() and not page.locator("tbody .badge--near").count():
            break
        page.wait_for_timeout(3000)


def _tenant(camera: Camera, language: str) -> None:
    """Created when it is not there yet, and chosen on a system group."""
    page = camera.page
    name, code, description = COMPANY[language]
    page.goto("/supervisor/tenants/")
    known = page.locator("main a").filter(has_text=name)
    is_new = known.count() == 0
    if is_new:
        page.goto("/supervisor/tenants/new/")
        page.fill("#id_name", name)
        page.fill("#id_code", code)
        page.fill("#id_description", description)
        camera.take("tenant-new")
        page.click(".mask__foot button.button--primary, button.button--primary[type=submit]")
    else:
        known.first.click()
    page.wait_for_load_state("networkidle")
    tenant = page.url.split("/tenants/")[1].split("/")[0]
    page.goto(f"/supervisor/tenants/{tenant}/settings/")
    camera.take("tenant-settings")
    page.goto(f"/supervisor/tenants/{tenant}/accounts/")
    camera.take("tenant-accounts")
    if is_new:
        page.goto(f"/supervisor/groups/system/new/?tenant={tenant}")
        page.fill("#id_name", name)
        camera.take("system-group")
        page.click(".mask__foot button.button--primary, button.button--primary[type=submit]")
        page.wait_for_load_state("networkidle")
