"""Whoever follows the guide: the window, the ways through the menu, and the checklist looked at after each topic."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from playwright.sync_api import Locator, Page, expect

from tests.flows import browsing
from tests.flows.hands import Mouse

PATIENCE = 180.0
"""Seconds: some lines turn green only when a worker has tried something at a mail server."""


@dataclass
class Walk:
    """An administrator at work in German.

    ``home`` is the tenant's mask, ``green`` are the lines of the checklist that were in order at the last look.
    """

    page: Page
    tenant: str = ""
    home: str = ""
    green: set[str] = field(default_factory=set)

    def go(self, *links: str) -> None:
        """By the menu and the links on the way."""
        browsing.go_to(Mouse(self.page), *links)
        browsing.started(self.page)

    def tab(self, name: str) -> None:
        """Another tab of the mask that is open."""
        with self.page.expect_navigation():
            self.page.locator("nav.tabs").get_by_role("link", name=name, exact=True).click()
        browsing.started(self.page)

    def mask(self, tab: str) -> None:
        """A tab of the tenant's mask."""
        self.page.goto(self.home)
        self.tab(tab)

    def open(self, name: str) -> None:
        """What the list that is shown calls so."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()
        browsing.started(self.page)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.control(name).fill(value)

    def choose(self, name: str, label: str) -> None:
        """Choose from a list the entry that has this in its label."""
        Mouse(self.page).choose(self.control(name), label)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def own(self, label: str) -> None:
        """Say that the tenant has a value of its own here."""
        self.page.get_by_role("switch", name=f"Eigener Wert für {label}", exact=True).check()

    def control(self, name: str) -> Locator:
        return self.page.locator(f"[name='{name}']")

    def save(self, button: str = "Speichern") -> None:
        """The mask must not complain."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator("[role=alert]:visible")).to_have_count(0)
        expect(self.page.locator("[aria-invalid=true]")).to_have_count(0)
        browsing.started(self.page)

    def look(self) -> dict[str, str]:
        """The state of each line of the checklist, by its key."""
        self.page.goto(f"{self.home}readiness/")
        return self._lines()

    def turn_green(self, *keys: str) -> None:
        """These lines were not green when somebody looked last, and are now, or as soon as a worker has tried them."""
        assert self.green.isdisjoint(keys), f"green before anything was done: {self.green & set(keys)}"
        lines, end = self.look(), monotonic() + PATIENCE
        while (missing := {key: lines.get(key) for key in keys if lines.get(key) != "green"}) and monotonic() < end:
            self.page.reload()
            lines = self._lines()
        assert not missing, f"not green: {missing}; {self.page.locator('.tenant-checks').all_inner_texts()}"
        lost = {key: lines.get(key) for key in self.green if lines.get(key) not in ("green", None)}
        assert not lost, f"green no more: {lost}"
        self.green = {key for key, state in lines.items() if state == "green"}

    def _lines(self) -> dict[str, str]:
        found: dict[str, str] = self.page.locator(".tenant-checks__line").evaluate_all(
            "lines => Object.fromEntries(lines.map(line => [line.id.replace('check-', ''), line.dataset.state]))"
        )
        return found
