"""Axe in a page: the rules of WCAG 2.2 AA, and its own good advice."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}


BUT_COLOURS = {"color-contrast": {"enabled": False}}
STILL = """
() => Promise.race([
  new Promise(done => setTimeout(done, 3000)),
  Promise.allSettled([document.fonts.ready, ...document.getAnimations()
    .filter(moving => moving.effect.getComputedTiming().endTime < Infinity).map(moving => moving.finished)]),
]).then(() => null)
"""
"""Colours and places are on their way until what moves has come to its end."""
CLOSED = """
() => [...document.querySelectorAll("dialog:not([open])")].map(dialog =>
    dialog.innerHTML.replace(/(name="csrfmiddlewaretoken" value=)"[^"]*"/g, "$1"))
"""
RUN = """
async ([within, options, known]) => {
  const closed = [...document.querySelectorAll("dialog:not([open])")].filter((_, place) => known[place]);
  const taken = closed.map(dialog => [...dialog.childNodes]);
  closed.forEach(dialog => dialog.replaceChildren());
  try {
    const found = await axe.run(within || document, {...options, resultTypes: ["violations"]});
    return found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 160))]);
  } finally {
    closed.forEach((dialog, place) => dialog.append(...taken[place]));
  }
}
"""
"""More than half of a page is what it does not show: the palette, which is the same on every page."""
_looked_into: set[str] = set()
"""What stands in closed dialogs that were looked into with all rules."""


def breaches(
    page: Page, within: str | None = None, *, only: dict[str, Any] = RULES, colours: bool = True
) -> list[tuple[str, list[str]]]:
    """Each rule that is broken, with the markup that breaks it. What is kept is not listed, which takes longer.

    A closed dialog, which has no colours, is looked into on the first page that has it and taken for empty afterwards.
    """
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(STILL)
    closed = page.evaluate(CLOSED)
    known = [only == COLOURS or markup in _looked_into for markup in closed]
    found = page.evaluate(RUN, [within, {"runOnly": only, "rules": {} if colours else BUT_COLOURS}, known])
    if only == RULES and within is None:
        _looked_into.update(closed)
    return [(rule, list(nodes)) for rule, nodes in found]


def breaches_in_both_themes(page: Page) -> list[tuple[str, list[str]]]:
    """What the theme changes is colours: dark is asked for them alone. Leaves the page dark, and
    without motion, so that no colour is on its way."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = breaches(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return light + breaches(page, only=COLOURS)
