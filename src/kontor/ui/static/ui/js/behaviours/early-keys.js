// What is typed while an answer is on its way belongs to what it brings: a note, an editor, another ticket. It waits for
// that, instead of being commands to what still stands there.
import { isTyping, openDialog } from "../typing.js";

const LONGEST = 10000;
const LEAVING = 2000;
const FOCUS = 3000;
const UNSWAPPED = 200;
const TAKES_FOCUS = ":scope > dialog, [data-focus], [autofocus]";
let waiting = null;

export function connect() {
  // Until all behaviours of the page listen, keys wait for them, with those that were typed before this one did.
  if (!("started" in document.documentElement.dataset)) {
    wait(LONGEST);
    waiting.keys.push(...(window.kontorEarlyKeys?.take() ?? []));
    document.addEventListener("kontor:started", () => waiting && !waiting.xhr && answered(document.querySelector("[data-focus]")?.parentElement), { once: true });
  }
  addEventListener("pagehide", () => waiting?.keys.length && window.kontorEarlyKeys?.bring(waiting.keys));
  addEventListener("keydown", hear, true);
  addEventListener("focusin", () => waiting?.answered && hasArrived() && end(), true);
  addEventListener("submit", (event) => { if (!event.defaultPrevented && !event.target.target && event.target.method !== "dialog") wait(LEAVING); });
  document.addEventListener("click", (event) => { if (leads(event)) wait(LEAVING); });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (["click", "submit"].includes(detail.requestConfig.triggeringEvent?.type)) wait(LONGEST, detail.xhr);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!waiting || detail.xhr !== waiting.xhr) return;
    if (!detail.xhr.status) end(false);
    else if (detail.xhr.getResponseHeader("HX-Redirect")) wait(LONGEST);
    else later(UNSWAPPED, answered);
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => waiting && detail.xhr === waiting.xhr && answered(detail.target));
}

// A link that is followed in this window, and that no behaviour keeps for itself.
function leads(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
  return !link.target && !link.hasAttribute("download") && link.origin === location.origin && link.pathname + link.search !== location.pathname + location.search;
}

function wait(longest, xhr = null) {
  clearTimeout(waiting?.timer);
  waiting = { keys: waiting?.keys ?? [], xhr, timer: 0, answered: false };
  later(longest, end);
}

function later(pause, what) {
  clearTimeout(waiting.timer);
  waiting.timer = setTimeout(what, pause);
}

function hear(event) {
  if (!waiting || !event.isTrusted || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return end(false);
  if (isTyping(event.target)) return;
  if (event.key === "Backspace") waiting.keys.pop();
  else if (event.key === "Enter" || event.key.length === 1) waiting.keys.push(event.key);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// Where a text is to be written into, its own behaviour gives it the focus; that may take a moment longer.
function answered(place) {
  if (waiting.answered) return;
  waiting.answered = true;
  if (place?.isConnected && place.querySelector(TAKES_FOCUS) && !hasArrived()) later(FOCUS, end);
  else end();
}

const hasArrived = () => isTyping(document.activeElement) || Boolean(openDialog()?.contains(document.activeElement));

function end(used = true) {
  clearTimeout(waiting.timer);
  const { keys } = waiting;
  waiting = null;
  if (used !== false && keys.length) use(keys);
}

function use(keys) {
  for (const [place, key] of keys.entries()) {
    if (isTyping(document.activeElement)) return insert(keys.slice(place));
    if (waiting) waiting.keys.push(key);
    else press(key);
  }
}

// A command may have led into a text: the rest belongs there.
const insert = (keys) => document.execCommand("insertText", false, keys.map((key) => (key === "Enter" ? "\n" : key)).join(""));

function press(key) {
  const at = document.activeElement ?? document.body;
  const unused = at.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  if (unused && key === "Enter" && at.matches("a, button")) at.click();
}
