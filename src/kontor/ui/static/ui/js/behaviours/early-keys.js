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
  addEventListener("keydown", hear, true);
  addEventListener("focusin", () => waiting?.answered && hasArrived() && end(), true);
  addEventListener("submit", (event) => { if (!event.defaultPrevented && !event.target.target && event.target.method !== "dialog") wait(LEAVING); });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (["click", "submit"].includes(detail.requestConfig.triggeringEvent?.type)) wait(LONGEST, detail.xhr);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!waiting || detail.xhr !== waiting.xhr) return;
    if (!detail.xhr.status) end(false);
    else if (detail.xhr.getResponseHeader("HX-Redirect")) wait(LEAVING);
    else later(UNSWAPPED, answered);
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => waiting && detail.xhr === waiting.xhr && answered(detail.target));
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
  if (isTyping(document.activeElement)) {
    document.execCommand("insertText", false, keys.map((key) => (key === "Enter" ? "\n" : key)).join(""));
    return;
  }
  for (const key of keys) {
    if (waiting) waiting.keys.push(key);
    else press(key);
  }
}

function press(key) {
  const at = document.activeElement ?? document.body;
  const unused = at.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  if (unused && key === "Enter" && at.matches("a, button")) at.click();
}
