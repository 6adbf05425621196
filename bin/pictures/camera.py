"""A person at the demo, photographed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]


PICTURES = ROOT / "docs" / "pictures"


SIZE = {"width": 1440, "height": 900}


PASSWORD = "kontor-demo-2026"


TICKET = {"de": "Lieferung fehlt", "en": "Can we rebook"}
"""The ticket that is answered, from the agent's own ones: a subject in the language of the pictures."""


class Camera:
    """One person at the demo, and the folder their pictures go to."""

    def __init__(self, browser: Browser, url: str, language: str, person: str) -> None:
        context = browser.new_context(
            base_url=url,
            locale=language,
            viewport=SIZE,
            color_scheme="light",
            reduced_motion="reduce",
            timezone_id="Europe/Berlin",
        )
        self.page: Page = context.new_page()
        self.folder = PICTURES / language
        self.page.goto("/sign-in/")
        self.page.fill("input[name=name]", person)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click(".entrance__form button[type=submit]")

    def choose_all(self) -> None:
        if "/tenant/" in self.page.url:
            self.page.click(".entrance__form button[type=submit]")
        self.page.wait_for_load_state("networkidle")

    def take(self, name: str, *, wait: int = 700) -> None:
        """The picture ``name``, after what is still loading."""
        self._take(self.folder / f"{name}.png", wait)

    def take_for_the_first_page(self, name: str) -> None:
        """For the README: one, whatever the language."""
        self._take(PICTURES / f"{name}.png", 700)

    def _take(self, target: Path, wait: int) -> None:
        self.page.wait_for_timeout(wait)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=target)
        if shutil.which("pngquant"):
            subprocess.run(["pngquant", "--force", "--strip", "--speed", "1", "--ext", ".png", target], check=True)
        print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB")


def _show(page: Page, selector: str) -> None:
    """Bring it to the upper end of what is seen."""
    page.locator(selector).first.evaluate("heading => heading.scrollIntoView({block: 'start'})")
