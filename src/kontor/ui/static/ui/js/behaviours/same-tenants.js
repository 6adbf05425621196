// On the part of the bar that says for which tenants one works. A sign-in has one choice for all its tabs: when another
// tab shows another one, the bar is renewed as soon as this page is looked at, and what the page still shows is said.
import { say, unsay } from "../say.js";
import { word } from "../words.js";

const KEY = "kontor-tenants";

export function connect(element) {
  let shown = markOf(element);
  let said = "";
  let asking = false;
  if (!tenantsOf(element).length) return;
  const keep = () => localStorage.setItem(KEY, JSON.stringify({ person: element.dataset.person, shown }));
  const look = async () => {
    if (document.hidden || !element.isConnected || asking) return;
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (kept.person !== element.dataset.person || kept.shown === shown) return;
    asking = true;
    const renewed = await renew(element);
    asking = false;
    if (!renewed || markOf(element) === shown) return;
    shown = markOf(element);
    unsay(said);
    said = word("otherTenants").replace("{tenants}", tenantsOf(element).join(", "));
    say(said, "near");
  };
  keep();
  addEventListener("storage", (event) => event.key === KEY && look());
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
}

async function renew(element) {
  const answer = await fetch("/", { headers: { "Kontor-Background": "1" } }).catch(() => null);
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  const bar = page.querySelector(".bar__start");
  if (bar) element.replaceChildren(...bar.childNodes);
  return Boolean(bar);
}

const tenantsOf = (element) => [...element.querySelectorAll(".scope > li")].map((chip) => chip.title);

// Of the names nothing stays in the browser but a number by which others are told from them.
const markOf = (element) => [...tenantsOf(element).join("\n")].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 1_000_000_007, 7);
