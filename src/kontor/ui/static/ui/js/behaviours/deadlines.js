// The time that is left, kept true while the page stays open: the server is not asked, only the clock. Whether that is
// right is seen by the first answer that the page gets.
import { word } from "../words.js";

const EVERY = 10000;
const WRONG = 60000;
const KINDS = { overdue: "overdue", near: "clock", quiet: "clock" };

let behind = 0;

document.addEventListener("htmx:afterRequest", compare);

function compare(event) {
  const told = Date.parse(event.detail.xhr?.getResponseHeader("Date"));
  if (Number.isNaN(told)) return;
  document.removeEventListener("htmx:afterRequest", compare);
  if (Math.abs(told - Date.now()) > WRONG) behind = told - Date.now();
}

export function connect(element) {
  const timer = setInterval(() => (element.isConnected ? renew(element) : clearInterval(timer)), EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && element.isConnected) renew(element); });
}

function renew(element) {
  const now = Date.now() + behind;
  for (const shown of element.querySelectorAll("[data-due]")) tell(shown, now);
}

function tell(shown, now) {
  const left = Date.parse(shown.dataset.due) - now;
  const kind = left < 0 ? "overdue" : shown.dataset.warn && now >= Date.parse(shown.dataset.warn) ? "near" : "quiet";
  const text = left < 0 ? word("over").replace("{time}", duration(-left)) : duration(left);
  const words = shown.querySelector("span");
  if (words.textContent !== text) words.textContent = text;
  if (shown.classList.contains(`badge--${kind}`)) return;
  for (const each of Object.keys(KINDS)) shown.classList.toggle(`badge--${each}`, each === kind);
  const use = shown.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#i-.*/, `#i-${KINDS[kind]}`));
}

// As ui/durations.py says it.
function duration(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (!hours) return word("minutes").replace("{minutes}", minutes);
  if (!days) return word(minutes % 60 ? "hours" : "fullHours").replace("{hours}", hours).replace("{minutes}", String(minutes % 60).padStart(2, "0"));
  return word(days > 1 ? "days" : hours === 24 ? "fullDay" : "day").replace("{days}", days).replace("{hours}", hours % 24);
}
