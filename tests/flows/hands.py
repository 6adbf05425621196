"""Two ways of working with a page: by mouse, and by keyboard only."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

FARTHEST = 250
"""Steps with Tab within which everything on a page must be reached."""
AT_ONCE = 16
STAY = """
element => {
  const staying = new AbortController();
  addEventListener("keydown", event => {
    if (event.key !== "Tab" || document.activeElement !== element) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, {capture: true, signal: staying.signal});
  return staying;
}
"""


class Hand(Protocol):
    page: Page

    def press(self, target: Locator) -> None: ...
    def write(self, target: Locator, text: str) -> None: ...
    def choose(self, target: Locator, label: str) -> None: ...
    def tick(self, target: Locator) -> None: ...


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        """Use a link or a button."""
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """Put the text into the field, whatever it held."""
        target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        """Choose from a list what has this in its label."""
        target.select_option(value=target.locator("option", has_text=label).first.get_attribute("value"))

    def tick(self, target: Locator) -> None:
        target.check()


class Keyboard:
    """Nothing but keys: Tab until the thing has the focus, then the key that uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """It keeps the focus once it has it, so that the page need not be asked after every step."""
        target.wait_for(state="attached")
        element = target.element_handle()
        staying = element.evaluate_handle(STAY)
        steps = 0
        while not element.evaluate("element => document.activeElement === element"):
            assert steps < FARTHEST, f"not reached by keyboard: {target}"
            further = min(steps + 1, AT_ONCE, FARTHEST - steps)
            for _step in range(further):
                self.page.keyboard.press("Tab")
            steps += further
        staying.evaluate("staying => staying.abort()")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, target: Locator, label: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Home")
        for _option in range(target.locator("option").count()):
            if label in target.evaluate("list => list.selectedOptions[0].label"):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"not in the list: {label}")

    def tick(self, target: Locator) -> None:
        self.reach(target)
        if not target.is_checked():
            self.page.keyboard.press("Space")
