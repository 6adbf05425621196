"""Business hours, service levels, agreements between tenants; the board."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Browser, Page, expect

from pictures.camera import Camera

AGREEMENT = {"de": "Aushilfe im Herbst", "en": "Help in autumn"}


def times(browser: Browser, url: str, language: str) -> None:
    """Business hours with their year, a service level and an agreement, each with a dry run."""
    camera = Camera(browser, url, language, "ada")
    page = camera.page
    camera.choose_all()
    _open_first(page, "/supervisor/hours/?filter=1&filter-name=Hamburg")
    here = page.url
    page.goto(f"{here}weeks/")
    camera.take("hours-week")
    page.fill("#id_sat", "9-13")
    _try(camera, "hours-dry-run")
    page.goto(f"{here}year/?year=2026&start=2026-12-23T16:00&target=12:00")
    camera.take("hours-year")
    _open_first(page, "/supervisor/service-levels/?filter=1&filter-name=Versand")
    camera.take("service-level")
    page.fill("#id_first_response", "2:00")
    _try(camera, "service-level-dry-run")
    _agreement(page, language)
    page.fill("#id_threshold", "10")
    page.fill("#id_after", "60")
    page.locator("#id_name").scroll_into_view_if_needed()
    camera.take("agreement")
    _try(camera, "agreement-dry-run")
    page.context.close()


def _agreement(page: Page, language: str) -> None:
    """The terms of the agreement, which is made when it is not there yet."""
    page.goto("/supervisor/overflow/")
    known = page.locator("tbody a.table__name").filter(has_text=AGREEMENT[language])
    if known.count():
        known.first.click()
        page.wait_for_load_state("networkidle")
        page.goto(f"{page.url.rstrip('/')}/terms/")
        return
    page.goto("/supervisor/overflow/new/")
    page.fill("#id_name", AGREEMENT[language])
    page.locator("#id_lender").select_option(label="Nordlicht Versand")
    page.locator("#id_category").select_option(index=1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/terms/")
    page.goto(page.url)


def _open_first(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("tbody a.table__name").first.click()
    page.wait_for_load_state("networkidle")


def _try(camera: Camera, name: str) -> None:
    """What stands in the mask, tried: the result is in a window of its own."""
    mask = camera.page
    with mask.context.expect_page() as opened:
        mask.click("button[name=dry_run]")
    camera.page = opened.value
    expect(camera.page.locator("#dry-run .figure-chart").first).to_be_visible(timeout=120_000)
    camera.take(name)
    camera.page.close()
    camera.page = mask


def board(browser: Browser, url: str, language: str) -> None:
    """What a supervisor looks at all day, and what somebody would be given next."""
    camera = Camera(browser, url, language, "sven")
    page = camera.page
    camera.choose_all()
    page.goto("/supervisor/board/")
    camera.take("board")
    today = date.today()
    page.goto(f"/supervisor/reports/?period=days&first={today - timedelta(days=30)}&last={today}")
    camera.take("report")
    page.goto("/supervisor/distribution/")
    camera.take("distribution")
    page.context.close()
