// data-hotkey="r", "g n" or "Control+Enter" on a link, button or text field: the key uses it. On a note, which says why there
// is nothing to use, it leads there. Letters never fire while typing.
import { keyOf, keysOf } from "../keys.js";
import { isTyping, openDialog } from "../typing.js";

const WAIT = 1200;
const MESSAGES = "#messages"; // the latest of them has the key
let pressed = [];
let last = 0;
let missed = null; // a key that nothing on the page had yet

export function connect() {
  document.addEventListener("keydown", (event) => {
    missed = null;
    if (event.defaultPrevented || event.isComposing) return;
    if (event.altKey) return pressWithAlt(event);
    const held = event.ctrlKey || event.metaKey;
    if (!held && (isTyping(event.target) || event.key.length !== 1 || event.key === " ")) return;
    if (event.timeStamp - last > WAIT) pressed = [];
    last = event.timeStamp;
    const shift = event.shiftKey && event.key === "Enter" ? "Shift+" : "";
    pressed = held ? [`Control+${shift}${keyOf(event)}`] : [...pressed, event.key].slice(-3);
    if (press()) event.preventDefault();
    else if (!held) missed = { key: event.key, at: event.timeStamp };
  });
  // What a part of the page fetches by itself once it is there, such as what stands beside a ticket, may have the key.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (!missed || !detail.requestConfig || detail.requestConfig.triggeringEvent || performance.now() - missed.at > WAIT || openDialog() || isTyping(document.activeElement)) return;
    const element = [...detail.target.querySelectorAll("[data-hotkey]")].find((one) => one.dataset.hotkey === missed.key && one.checkVisibility());
    if (!element) return;
    missed = null;
    use(element);
  });
  // Before the button's own behaviour opens the dialog, it says what is true on this page.
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-dialog='#keys']")) fill(document.querySelector("#keys")); }, true);
}

// Works while typing too. Alt and a letter types another sign on some keyboards, so the key itself counts; what opens a
// list of its own hears its key there.
function pressWithAlt(event) {
  if (event.ctrlKey || event.metaKey || !event.code.startsWith("Key")) return;
  const element = find(`Alt+${event.code.slice(3).toLowerCase()}`);
  if (!element || "openPicker" in element.dataset) return;
  event.preventDefault();
  use(element);
}

function press() {
  for (let start = 0; start < pressed.length; start += 1) {
    const wanted = pressed.slice(start).join(" ");
    const element = wanted === "?" ? document.querySelector("#keys") : find(wanted);
    if (!element) continue;
    pressed = [];
    use(element);
    return true;
  }
  return false;
}

function find(wanted) {
  const scope = openDialog() ?? document;
  const fits = [...scope.querySelectorAll("[data-hotkey]")].filter((element) => element.dataset.hotkey === wanted && !element.disabled);
  const seen = fits.filter((element) => element.checkVisibility());
  return (seen[0]?.closest(MESSAGES) ? seen.findLast((element) => element.closest(MESSAGES)) : seen[0]) ?? fits.find((element) => element.closest("#palette, [popover]"));
}

function use(element) {
  if (element instanceof HTMLDialogElement) {
    if (openDialog()) return;
    fill(element);
    element.showModal();
  } else if (element.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=file]), textarea, select, [contenteditable], [role=note]")) (element.editor?.view ?? element).focus(); // an editor knows at once where its cursor stands
  else {
    if (element.type === "radio") element.focus(); // what was chosen is seen
    element.click();
  }
}

function fill(dialog) {
  const rows = dialog.querySelector(".keys__list");
  for (const own of rows.querySelectorAll("[data-own]")) own.remove();
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-hotkey]")) {
    if (seen.has(element.dataset.hotkey)) continue;
    seen.add(element.dataset.hotkey);
    rows.append(...row(element));
  }
}

function row(element) {
  const term = document.createElement("dt");
  const meaning = document.createElement("dd");
  term.dataset.own = meaning.dataset.own = "";
  for (const key of keysOf(element.dataset.hotkey)) term.append(key, " ");
  meaning.textContent = element.dataset.hotkeyLabel ?? element.ariaLabel ?? (element.querySelector("span")?.textContent || element.textContent).trim();
  return [term, meaning];
}
