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
SHOWN_BEFORE = """
() => {
  const dialogs = [...document.querySelectorAll("dialog:not([open])")].map(dialog =>
    dialog.innerHTML.replace(/(name="csrfmiddlewaretoken" value=)"[^"]*"/g, "$1"));
  const short = text => {
    let [one, two] = [0xdeadbeef, 0x41c6ce57];
    for (let place = 0; place < text.length; place++) {
      one = Math.imul(one ^ text.charCodeAt(place), 2654435761);
      two = Math.imul(two ^ text.charCodeAt(place), 1597334677);
    }
    return `${one >>> 0} ${two >>> 0}`;
  };
  const looks = new Map([[null, String(innerWidth)]]);
  const lookOf = element => {
    if (!looks.has(element)) {
      const {color, backgroundColor, backgroundImage, opacity, filter, mixBlendMode, textShadow, fontSize, fontWeight} =
        getComputedStyle(element);
      const own = [element.tagName, color, backgroundColor, backgroundImage, opacity, filter, mixBlendMode, textShadow,
        fontSize, fontWeight];
      looks.set(element, short(`${lookOf(element.parentElement)} ${own.join(" ")}`));
    }
    return looks.get(element);
  };
  window.framed = [...document.querySelectorAll("body *")].filter(element =>
    !element.closest("main, dialog") && element.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  return [dialogs, window.framed.map(element => short(`${lookOf(element)} ${element.innerHTML}`))];
}
"""
RUN = """
async ([within, options, known, same]) => {
  const closed = [...document.querySelectorAll("dialog:not([open])")].filter((_, place) => known[place]);
  const taken = closed.map(dialog => [...dialog.childNodes]);
  closed.forEach(dialog => dialog.replaceChildren());
  const looked = new Set(window.framed.filter((_, place) => same[place]));
  const colours = axe._audit.rules.find(rule => rule.id === "color-contrast");
  const matches = colours.matches;
  colours.matches = (node, ...more) => !looked.has(node) && matches.call(colours, node, ...more);
  try {
    const found = await axe.run(within || document, {...options, resultTypes: ["violations"]});
    return found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 160))]);
  } finally {
    colours.matches = matches;
    closed.forEach((dialog, place) => dialog.append(...taken[place]));
  }
}
"""
"""More than half of a page is what it does not show: the palette, which is the same on every page. Most of what it
shows is its frame: a word of it that has the same colours, down to the ground of the page, is looked at once."""
_looked_into: set[str] = set()
"""What stands in closed dialogs that were looked into with all rules."""
_colours_seen: set[str] = set()
"""Words of frames that were looked at, with their colours and those of all in which they stand."""


def breaches(
    page: Page, within: str | None = None, *, only: dict[str, Any] = RULES, colours: bool = True
) -> list[tuple[str, list[str]]]:
    """Each rule that is broken, with the markup that breaks it. What is kept is not listed, which takes longer.

    A closed dialog, which has no colours, is looked into on the first page that has it and taken for empty afterwards.
    A word of the frame (all but ``main``) has its colours looked at where they are new.
    """
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(STILL)
    closed, words = page.evaluate(SHOWN_BEFORE)
    known = [only == COLOURS or markup in _looked_into for markup in closed]
    same = [word in _colours_seen for word in words]
    found = page.evaluate(RUN, [within, {"runOnly": only, "rules": {} if colours else BUT_COLOURS}, known, same])
    if within is None:
        if only == RULES:
            _looked_into.update(closed)
        if colours:
            _colours_seen.update(words)
    return [(rule, list(nodes)) for rule, nodes in found]


def breaches_in_both_themes(page: Page) -> list[tuple[str, list[str]]]:
    """What the theme changes is colours: dark is asked for them alone. Leaves the page dark, and
    without motion, so that no colour is on its way."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = breaches(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return light + breaches(page, only=COLOURS)
