"""A page on a telephone: what is wider than it, what is cut off with no way to read the whole, what covers what."""

from __future__ import annotations

from playwright.sync_api import Page

TELEPHONE = {"width": 390, "height": 844}
FAULTS = """
() => {
  const shown = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && !element.closest("svg, .visually-hidden, .only-wide, .not-folded, dialog:not([open])")
    && !element.closest("[popover]:not(:popover-open)");
  const says = element => element.innerText.trim().slice(0, 40);
  const called = element => `${element.tagName.toLowerCase()}.${[...element.classList].join(".")} ${says(element)}`;
  const clips = element => getComputedStyle(element).overflowX !== "visible";
  const widest = element => {
    const beyond = [...element.querySelectorAll("*")].filter(each => {
      if (each.getBoundingClientRect().right <= element.getBoundingClientRect().right + 1) return false;
      for (let around = each.parentElement; around !== element; around = around.parentElement)
        if (clips(around)) return false;
      return true;
    });
    return beyond.length ? `, see ${called(beyond.at(-1))}` : "";
  };
  const faults = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`the page is ${wide} wider`);
  for (const element of document.querySelectorAll("body *")) {
    const over = element.scrollWidth - element.clientWidth;
    if (over <= 1 || element.clientWidth <= 1 || !element.innerText || !shown(element)) continue;
    const {overflowX} = getComputedStyle(element);
    if (/auto|scroll/.test(overflowX) && !element.matches(SCROLLS))
      faults.push(`${called(element)} scrolls by ${over}${widest(element)}`);
    if (/hidden|clip/.test(overflowX) && !element.closest("[title]") && !element.matches(CUTS))
      faults.push(`${called(element)} is cut by ${over}${widest(element)}`);
  }
  return faults;
}
"""
SCROLLS = ".tabs, .toolbar, .table-wrap, .assistant__steps, .hours__year, pre, textarea, input, select"
"""What may be wider than a telephone, and is moved aside by itself: rows of tabs, wide tables, code."""
CUTS = ".css-editor__shown, .css-editor__numbers, select, input"
"""Fields, in which one goes on with the cursor."""


def faults(page: Page) -> list[str]:
    """In the window as wide as it is."""
    return list(page.evaluate(FAULTS.replace("SCROLLS", repr(SCROLLS)).replace("CUTS", repr(CUTS))))


def faults_on_a_telephone(page: Page) -> list[str]:
    """Leaves the window as wide as it was."""
    before = page.viewport_size
    page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    found = faults(page)
    if before:
        page.set_viewport_size(before)
    return found
