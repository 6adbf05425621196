// The pages of a letter: arrow keys turn them, plus and minus change the size, a full stop turns one that lies on its
// side or head. What was chosen stays from page to page, and the page when the ticket is shown anew, as when an answer
// is begun.
// The page listens and not the letter: a key counts from the moment at which a letter can be seen.
import { isTyping, openDialog } from "../../ui/js/typing.js";

const LETTER = "[data-behaviour~='desk/scan']";
const kept = new Map();
const LEAST = 1;
const USUAL = 2;
const MOST = 5;

export function connect(scan) {
  const state = stateOf(scan);
  const words = scan.querySelector(".scan__text");
  scan.dataset.alive = "";
  show(scan);
  if (words) {
    words.open = state.text;
    words.addEventListener("toggle", () => { state.text = words.open; });
  }
  if (state.focus) scan.querySelector(".scan__view")?.focus({ preventScroll: true });
  state.focus = false;
  if (state.page && state.page !== shownPage(scan)) linkTo(scan, state.page)?.click();
}

document.addEventListener("click", (event) => {
  const scan = event.target.closest?.(LETTER);
  if (!scan) return;
  const page = event.target.closest("a[hx-get]")?.getAttribute("href").match(/(\d+)\/$/);
  if (page) stateOf(scan).page = Number(page[1]);
  const name = event.target.closest("[data-scan]")?.dataset.scan;
  if (name === "smaller") resize(scan, -1);
  if (name === "larger") resize(scan, 1);
  if (name === "rotate") rotate(scan);
}, true);

// A page that did not come is not the one to go on from.
for (const failed of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failed, ({ target }) => {
    const scan = target.closest?.(LETTER);
    if (scan) stateOf(scan).page = undefined;
  });
}

// Whoever reads the ticket turns the pages; only writing and open windows have the keys for themselves.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = {
    ArrowLeft: (scan) => turn(scan, -1),
    ArrowRight: (scan) => turn(scan, 1),
    "+": (scan) => resize(scan, 1),
    "-": (scan) => resize(scan, -1),
    ".": rotate,
  }[event.key];
  const scan = act && meant(event.target);
  if (!scan) return;
  event.preventDefault();
  act(scan);
});

// Of several letters on a page the one with the focus, else the first that can be seen.
function meant(target) {
  if (isTyping(target) || openDialog() || document.querySelector(":popover-open")) return null;
  return target.closest?.(LETTER) ?? [...document.querySelectorAll(LETTER)].find((one) => one.checkVisibility());
}

function stateOf(scan) {
  if (!kept.has(scan.id)) kept.set(scan.id, { zoom: USUAL, text: false, focus: false, quarters: new Map() });
  return kept.get(scan.id);
}

function show(scan) {
  const { zoom, quarters } = stateOf(scan);
  const picture = scan.querySelector(".scan__picture");
  scan.dataset.zoom = zoom;
  scan.dataset.quarters = quarters.get(shownPage(scan)) ?? 0;
  picture?.style.setProperty("--shape", picture.getAttribute("width") / picture.getAttribute("height"));
  for (const [name, end] of [["smaller", LEAST], ["larger", MOST]]) {
    const button = scan.querySelector(`[data-scan="${name}"]`);
    if (button) button.disabled = zoom === end;
  }
}

function resize(scan, step) {
  const state = stateOf(scan);
  state.zoom = Math.min(MOST, Math.max(LEAST, state.zoom + step));
  show(scan);
}

function rotate(scan) {
  const { quarters } = stateOf(scan);
  const page = shownPage(scan);
  quarters.set(page, ((quarters.get(page) ?? 0) + 1) % 4);
  show(scan);
}

// From the page that was asked for last, though it may still be on its way: whoever presses twice goes on by two.
function turn(scan, step) {
  const state = stateOf(scan);
  const link = linkTo(scan, (state.page ?? shownPage(scan)) + step);
  if (!link) return;
  state.focus = true;
  link.click();
}

const shownPage = (scan) => Number(scan.querySelector("[aria-current=page]")?.textContent ?? 1);
const linkTo = (scan, page) => scan.querySelector(`#${scan.id}-${page}`);
