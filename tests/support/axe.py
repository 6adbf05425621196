"""Axe in a page: the rules of WCAG 2.2 AA, and its own good advice."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}


def breaches(page: Page, within: str | None = None, *, rules: dict[str, Any] = RULES) -> list[tuple[str, list[str]]]:
    """Each rule that is broken, with the markup that breaks it. What is kept is not listed, which takes longer."""
    found = Axe().run(page, context=within, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found.response["violations"]]


def breaches_in_both_themes(page: Page) -> list[tuple[str, list[str]]]:
    """What the theme changes is colours: dark is asked for them alone. Leaves the page dark, and
    without motion, so that no colour is on its way."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = breaches(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return light + breaches(page, rules=COLOURS)
