// What is typed while an answer is on its way belongs to what it brings: a note, an editor, another ticket. It waits for
// that, instead of being commands to what still stands there. So does what is typed on in a form that has been sent: it
// would be lost with the form, or go out with it. Where that takes long, nobody knows any more what was typed for what:
// it is said that nothing is taken, and Escape gives the keys back.
import { isConnecting } from "../connecting.js";
import { keyOf } from "../keys.js";
import { say, unsay } from "../say.js";
import { isTyping, openDialog } from "../typing.js";
import { word } from "../words.js";

const LONGEST = 10000;
const LEAVING = 2000;
const FOCUS = 3000;
const UNSWAPPED = 200;
const TAKES_FOCUS = "[data-focus], [autofocus]";
const CHORDS = ["Enter", "k", "s", " "];
const PRESSED = { Enter: "a[href], button, summary", " ": "button, summary, input" };
const GOES = "form:not([data-behaviour~=submit-on-change]), [data-with-draft]";
let waiting = null;

export function connect() {
  // Until all behaviours of the page listen, keys wait for them, with those that were typed before this one did.
  if (!isStarted()) {
    wait(LONGEST);
    waiting.keys.push(...(window.kontorEarlyKeys?.take() ?? []));
    document.addEventListener("kontor:started", () => waiting && !waiting.xhr && answered(document.querySelector("[data-focus]")?.parentElement), { once: true });
  }
  addEventListener("pagehide", () => waiting?.keys.length && window.kontorEarlyKeys?.bring(waiting.keys));
  addEventListener("keydown", hear, true);
  for (const name of ["beforeinput", "paste", "drop"]) addEventListener(name, refuse, true);
  // Whoever gives the focus to a text puts the cursor into its place too before the keys come.
  addEventListener("focusin", () => { const mine = waiting; queueMicrotask(() => mine?.answered && !mine.chords && waiting === mine && hasArrived() && end()); }, true);
  document.addEventListener("kontor:connected", () => waiting?.chords && end());
  addEventListener("submit", (event) => { if (!event.defaultPrevented && !event.target.target && event.target.method !== "dialog") wait(LEAVING); });
  document.addEventListener("click", (event) => { if (leads(event)) wait(LEAVING); });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (["click", "submit"].includes(detail.requestConfig.triggeringEvent?.type)) wait(LONGEST, detail.xhr, detail.elt.matches(GOES) ? detail.elt.closest("form") : null);
  });
  document.addEventListener("htmx:validation:halted", () => waiting?.left && !waiting.xhr && end(false));
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!waiting || detail.xhr !== waiting.xhr) return;
    // It has not gone: what was typed on in it was meant for what would have come.
    if (!detail.xhr.status || detail.stays || (waiting.left && detail.xhr.status >= 400)) end(false);
    else if (detail.xhr.getResponseHeader("HX-Redirect")) wait(LONGEST, null, waiting.left);
    else if (!waiting.answered) later(UNSWAPPED, answered);
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (!waiting || detail.xhr !== waiting.xhr) return;
    if (waiting.left && detail.xhr.status >= 400) end(false);
    else answered(detail.target);
  });
}

// For behaviours that have something to do first: what is typed in this part of the page from now on waits until they
// say that it is done, or what they do waits itself. done(false) drops it.
export function hold(part = document.documentElement) {
  wait(LONGEST, null, part);
  const mine = waiting;
  return (used = true) => waiting === mine && end(used);
}

// A link that is followed in this window, and that no behaviour keeps for itself.
function leads(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
  return !link.target && !link.hasAttribute("download") && link.origin === location.origin && link.pathname + link.search !== location.pathname + location.search;
}

// Keys wait for an answer, those for a text too if it stands in the part that is left with it.
function wait(longest, xhr = null, left = null) {
  clearTimeout(waiting?.timer);
  waiting = { keys: waiting?.keys ?? [], xhr, left, timer: 0, answered: false, late: Boolean(left && waiting?.late) };
  later(longest, left ? takeNothing : end);
}

function takeNothing() {
  waiting.keys = [];
  waiting.late = true;
  say(word("onItsWay"), "near");
}

// What comes by no key: pasted, dropped, or from a list of signs. It is not kept for what comes next.
function refuse(event) {
  if (!waiting?.left || !event.isTrusted) return;
  if (!waiting.left.contains(event.target) && (event.type === "beforeinput" || isTyping(event.target))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.type !== "beforeinput" || event.data) say(word("onItsWay"), "near");
}

function later(pause, what) {
  clearTimeout(waiting.timer);
  waiting.timer = setTimeout(what, pause);
}

function hear(event) {
  if (!waiting || !event.isTrusted || event.isComposing || event.altKey) return;
  if (event.key === "Escape") return end(false);
  const left = waiting.left?.contains(event.target);
  const held = event.ctrlKey || event.metaKey;
  // What is written stays where it is written; what saves or sends it, or opens something, waits for the scripts that do that.
  if (isTyping(event.target) && !left && !(held && !isReady()) && !(waiting.chords && waiting.keys.length)) return;
  const key = keyOf(event);
  if (held ? !CHORDS.includes(key) : event.key.length !== 1 && !["Enter", "Backspace"].includes(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting.late) say(word("onItsWay"), "near");
  else if (event.key === "Backspace") waiting.keys.pop();
  // Pressed twice or held down for long, the key that sent the form means nothing more.
  else if (!held || !(event.repeat || (waiting.left && !waiting.keys.length && key !== "k"))) waiting.keys.push(`${held ? "Control+" : ""}${held && event.shiftKey ? "Shift+" : ""}${key}`);
}

const isStarted = () => "started" in document.documentElement.dataset;
const isReady = () => isStarted() && !isConnecting();

// Where a text is to be written into, its own behaviour gives it the focus; that may take a moment longer.
function answered(place) {
  if (waiting.answered) return;
  waiting.answered = true;
  if (place?.isConnected && takesFocus(place) && !hasArrived()) later(FOCUS, end);
  else end();
}

// What stands in a window that is shut takes none; one that has just come is still being opened.
const takesFocus = (place) => place.querySelector(":scope > dialog") || [...place.querySelectorAll(TAKES_FOCUS)].some((element) => element.checkVisibility());
const hasArrived = () => isTyping(document.activeElement) || Boolean(openDialog()?.contains(document.activeElement));

function end(used = true) {
  clearTimeout(waiting.timer);
  const { keys, late, chords } = waiting;
  waiting = null;
  if (late) unsay(word("onItsWay"));
  if (used !== false && keys.length) use(keys);
  if (!chords && isStarted()) holdChords();
}

// The text may be there before all scripts of its editor are.
function holdChords(keys = []) {
  if (waiting || !isConnecting()) return;
  wait(FOCUS);
  Object.assign(waiting, { keys, answered: true, chords: true });
}

function use(keys) {
  for (const [place, key] of keys.entries()) {
    if (waiting) return void waiting.keys.push(...keys.slice(place));
    if (isChord(key) && isStarted() && isConnecting()) return holdChords(keys.slice(place));
    const ends = document.activeElement?.matches("input") ? isPressed : isChord;
    const letters = keys.slice(place).findIndex(ends);
    const text = letters < 0 ? keys.slice(place) : keys.slice(place, place + letters);
    if (text.length && isTyping(document.activeElement)) {
      insert(text);
      return use(keys.slice(place + text.length));
    }
    press(key);
  }
}

const isChord = (key) => key.startsWith("Control+");
// A field of one line has no lines: there Enter is a key.
const isPressed = (key) => isChord(key) || key === "Enter";

// A command may have led into a text: the rest belongs there.
const insert = (keys) => document.execCommand("insertText", false, keys.map((key) => (key === "Enter" ? "\n" : key)).join(""));

function press(wanted) {
  const at = document.activeElement ?? document.body;
  const key = wanted.split("+").at(-1) || "+";
  const unused = at.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: isChord(wanted), shiftKey: wanted.includes("+Shift+"), bubbles: true, cancelable: true }));
  if (unused && !isChord(wanted) && at.matches(PRESSED[key] ?? ":not(*)")) at.click();
}
