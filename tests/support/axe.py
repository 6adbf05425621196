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
RUN = """
([within, options]) => axe.run(within || document, {...options, resultTypes: ["violations"]}).then(found =>
    found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 160))]))
"""


def breaches(
    page: Page, within: str | None = None, *, only: dict[str, Any] = RULES, colours: bool = True
) -> list[tuple[str, list[str]]]:
    """Each rule that is broken, with the markup that breaks it. What is kept is not listed, which takes longer."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(STILL)
    found = page.evaluate(RUN, [within, {"runOnly": only, "rules": {} if colours else BUT_COLOURS}])
    return [(rule, list(nodes)) for rule, nodes in found]


def breaches_in_both_themes(page: Page) -> list[tuple[str, list[str]]]:
    """What the theme changes is colours: dark is asked for them alone. Leaves the page dark, and
    without motion, so that no colour is on its way."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = breaches(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return light + breaches(page, only=COLOURS)
