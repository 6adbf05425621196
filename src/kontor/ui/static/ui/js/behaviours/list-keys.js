// j and k move through the rows ([data-row]) and focus them; Enter opens what has the focus, as links do; x chooses it.
// Several lists on a page (one a tenant) are walked through as one.
import { leaveFor, returnToRow } from "../left.js";
import { returnToPlace } from "../place.js";
import { isTyping, openDialog } from "../typing.js";

const STEPS = { j: 1, k: -1 };
const LIST = "[data-behaviour~=list-keys]";
let connected = false;

// One pair of listeners for all lists: a list that is renewed has its keys at once, none is lost meanwhile.
export function connect() {
  if (connected) return;
  connected = true;
  returnToRow();
  returnToPlace();
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[href]");
    if (link?.closest("tr[data-row], li[data-row]")?.closest(LIST)) leaveFor(link);
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("tr[data-row]");
    if (row?.closest(LIST)) mark(row);
  });
}

function onKey(event) {
  if (!(event.key in STEPS || event.key === "x") || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || openDialog()) return;
  const lists = [...document.querySelectorAll(LIST)].filter((list) => list.checkVisibility());
  if (!lists.length) return;
  event.preventDefault();
  if (event.key === "x") toggle();
  else step(lists.flatMap((list) => [...list.querySelectorAll("[data-row]")]), STEPS[event.key]);
}

// Its box stands in the row, or beside it in the same item of the list.
function toggle() {
  const row = document.activeElement?.closest?.("[data-row]");
  if (row?.closest(LIST)) (row.querySelector("[name=selected]") ?? row.closest("li")?.querySelector("[name=selected]"))?.click();
}

function step(rows, by) {
  const now = rows.findIndex((row) => row.contains(document.activeElement) || row === document.activeElement);
  const start = now >= 0 ? now : rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = rows[start < 0 ? (by > 0 ? 0 : rows.length - 1) : start + by];
  if (!next) return;
  mark(next);
  (next.querySelector("[data-row-link]") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function mark(row) {
  for (const other of document.querySelectorAll(`${LIST} [data-row][aria-current]`)) if (other !== row) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}
