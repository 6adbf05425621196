"""Axe in a page: the rules of WCAG 2.2 AA, and its own good advice."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.support.narrow import TELEPHONE
from tests.support.settled import too_wide

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}


BUT_COLOURS = {"color-contrast": {"enabled": False}}
LOOK = """
async () => {
  if (!window.axe) return null;
  await Promise.race([
    new Promise(done => setTimeout(done, 3000)),
    Promise.allSettled([document.fonts.ready, ...document.getAnimations()
      .filter(moving => moving.effect.getComputedTiming().endTime < Infinity).map(moving => moving.finished)]),
  ]);
  const own = markup => markup.replace(/(name="(?:csrfmiddlewaretoken|next)" value=)"[^"]*"/g, "$1");
  const short = text => {
    let [one, two] = [0xdeadbeef, 0x41c6ce57];
    for (let place = 0; place < text.length; place++) {
      one = Math.imul(one ^ text.charCodeAt(place), 2654435761);
      two = Math.imul(two ^ text.charCodeAt(place), 1597334677);
    }
    return `${one >>> 0} ${two >>> 0}`;
  };
  const grounds = new Map([[null, String(innerWidth)]]);
  const groundOf = element => {
    if (!grounds.has(element)) {
      const {backgroundColor, backgroundImage, opacity, filter, mixBlendMode, position} = getComputedStyle(element);
      const placed = position === "static" || position === "relative" ? "" : element.className;
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode, placed].join(" ");
      const under = groundOf(element.parentElement);
      grounds.set(element, own === "rgba(0, 0, 0, 0) none 1 none normal " ? under : short(`${under} ${own}`));
    }
    return grounds.get(element);
  };
  const lookOf = element => {
    const {color, textShadow, fontSize, fontWeight} = getComputedStyle(element);
    return [groundOf(element), color, textShadow, fontSize, fontWeight].join(" ");
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const frame = [...document.querySelectorAll(".bar > *, nav")].filter(part => !part.closest("main, dialog")
    && !part.contains(document.activeElement) && !part.querySelector("link, style, :popover-open"));
  const closed = [...document.querySelectorAll("dialog:not([open])")];
  const words = [...document.querySelectorAll("body *")].filter(element =>
    [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
    && !element.closest("dialog:not([open])")
    && element.checkVisibility({opacityProperty: true, visibilityProperty: true}));
  window.lookedAt = {closed, frame, words};
  return {
    closed: closed.map(dialog => short(own(dialog.innerHTML))),
    frame: frame.map(part => short(`${groundOf(part)} ${dark} ${own(part.outerHTML)}`)),
    words: words.map(lookOf),
    sheets: [...document.styleSheets].map(sheet => sheet.href || "").join(" "),
  };
}
"""
"""What stands in the page once nothing moves: the colours of what moves are on their way. None where axe is missing."""
RUN = """
async ([within, options, known]) => {
  const {closed, frame, words} = window.lookedAt;
  const empty = [...closed.filter((_, place) => known.closed[place]),
    ...frame.filter((_, place) => known.frame[place])];
  const taken = empty.map(part => [...part.childNodes]);
  empty.forEach(part => part.replaceChildren());
  const looked = new Set(words.filter((_, place) => known.words[place]));
  const colours = axe._audit.rules.find(rule => rule.id === "color-contrast");
  const matches = colours.matches;
  colours.matches = (node, ...more) => !looked.has(node) && matches.call(colours, node, ...more);
  try {
    const found = await axe.run(within || document, {...options, resultTypes: ["violations"]});
    return found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 160))]);
  } finally {
    colours.matches = matches;
    empty.forEach((part, place) => part.append(...taken[place]));
  }
}
"""
"""Most of a page is the same as on the one before: the palette, which is closed, the bar and the menu. And its words
have few colours: one with the size, colour and grounds of a word before, down to that of the page, reads as easily."""


class Seen:
    """What one process of the run has looked at already, and found without fault."""

    def __init__(self) -> None:
        self.closed: set[str] = set()
        """What stands in closed dialogs that were looked into with all rules."""
        self.frame: set[tuple[str, str, bool]] = set()
        """Bars and menus, in a theme, with the rules they were looked into with."""
        self.words: set[str] = set()
        """The colours of words, with those of all in which they stand."""
        self.sheets: set[str] = set()
        """The style sheets of pages, which axe reads for one of its rules."""


_seen = Seen()


def breaches(
    page: Page, within: str | None = None, *, only: dict[str, Any] = RULES, colours: bool = True
) -> list[tuple[str, list[str]]]:
    """Each rule that is broken, with the markup that breaks it. What is kept is not listed, which takes longer.

    A closed dialog, which has no colours, and the frame of a page are looked into on the first page that has them and
    taken for empty afterwards; a word has its colours looked at where they are new.
    """
    there = page.evaluate(LOOK)
    if there is None:
        page.evaluate(AXE_SCRIPT)
        there = page.evaluate(LOOK)
    frame = [(markup, str(only), colours) for markup in there["frame"]]
    known = {
        "closed": [only == COLOURS or markup in _seen.closed for markup in there["closed"]],
        "frame": [part in _seen.frame for part in frame],
        "words": [look in _seen.words for look in there["words"]],
    }
    if only == COLOURS and all(known["words"]):
        return []
    options = {
        "runOnly": only,
        "rules": {} if colours else BUT_COLOURS,
        "preload": there["sheets"] not in _seen.sheets,
    }
    found = page.evaluate(RUN, [within, options, known])
    if within is None and not found:
        if only == RULES:
            _seen.closed.update(there["closed"])
            _seen.sheets.add(there["sheets"])
        _seen.frame.update(frame)
        if colours:
            _seen.words.update(there["words"])
    return [(rule, list(nodes)) for rule, nodes in found]


def breaches_in_both_themes(page: Page) -> list[tuple[str, list[str]]]:
    """What the theme changes is colours: dark is asked for them alone. Leaves the page dark, and
    without motion, so that no colour is on its way."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = breaches(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return light + breaches(page, only=COLOURS)


def faults_wide_and_narrow(page: Page) -> list[tuple[str, list[str]]]:
    """What breaks a rule or is wider than the window, in both themes: as wide as it is, and on a telephone, where other
    things are shown. The page is loaded once for it, and left light and without motion."""
    before = page.viewport_size or TELEPHONE
    found: list[tuple[str, list[str]]] = []
    for where, size in (("", before), (" on a telephone", TELEPHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [(f"{rule}{where}", nodes) for rule, nodes in breaches_in_both_themes(page)]
        found += [(f"wider than the window{where}", [])] if too_wide(page) else []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)  # type: ignore[arg-type]
    return found
