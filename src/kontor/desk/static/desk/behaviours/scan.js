// The pages of a letter: arrow keys turn them, plus and minus change the size. What was chosen stays from page to page,
// and the page when the ticket is shown anew, as when an answer is begun.
import { isTyping, openDialog } from "../../ui/js/typing.js";

const kept = new Map();
const LEAST = 1;
const USUAL = 2;
const MOST = 5;

export function connect(scan) {
  const state = kept.get(scan.id) ?? { zoom: USUAL, text: false, focus: false };
  kept.set(scan.id, state);
  const words = scan.querySelector(".scan__text");
  const view = scan.querySelector(".scan__view");
  const show = () => {
    scan.dataset.zoom = state.zoom;
    for (const [name, end] of [["smaller", LEAST], ["larger", MOST]]) {
      const button = scan.querySelector(`[data-scan="${name}"]`);
      if (button) button.disabled = state.zoom === end;
    }
  };
  const resize = (step) => {
    state.zoom = Math.min(MOST, Math.max(LEAST, state.zoom + step));
    show();
  };
  const turn = (name) => {
    const link = scan.querySelector(`[data-scan="${name}"]`);
    if (!link) return;
    state.focus = true;
    link.click();
  };
  scan.dataset.alive = "";
  show();
  if (words) {
    words.open = state.text;
    words.addEventListener("toggle", () => { state.text = words.open; });
  }
  if (state.focus) view?.focus({ preventScroll: true });
  state.focus = false;
  scan.addEventListener("click", (event) => {
    const page = event.target.closest("a[hx-get]")?.getAttribute("href").match(/(\d+)\/$/);
    if (page) [, state.page] = page;
    const name = event.target.closest("[data-scan]")?.dataset.scan;
    if (name === "smaller") resize(-1);
    if (name === "larger") resize(1);
  });
  // Whoever reads the ticket turns the pages; only writing and open windows have the keys for themselves.
  const hear = (event) => {
    if (!scan.isConnected) return document.removeEventListener("keydown", hear);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !isMeant(scan, event.target)) return;
    const act = {
      ArrowLeft: () => turn("before"),
      ArrowRight: () => turn("after"),
      "+": () => resize(1),
      "-": () => resize(-1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", hear);
  const shown = scan.querySelector("[aria-current=page]");
  if (shown && state.page && shown.textContent.trim() !== state.page) scan.querySelector(`#${scan.id}-${state.page}`)?.click();
}

// Of several letters on a page the one with the focus, else the first that can be seen.
function isMeant(scan, target) {
  if (isTyping(target) || openDialog() || document.querySelector(":popover-open")) return false;
  const own = target.closest?.("[data-behaviour~='desk/scan']");
  const shown = [...document.querySelectorAll("[data-behaviour~='desk/scan']")].find((one) => one.checkVisibility());
  return scan === (own ?? shown);
}
