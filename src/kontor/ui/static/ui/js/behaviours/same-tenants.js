// On the part of the bar that says for which tenants one works. A sign-in has one choice for all its tabs: when another
// tab shows another one, the bar is renewed as soon as this page is looked at, and what the page still shows is said.
import { say, unsay } from "../say.js";
import { word } from "../words.js";

const KEY = "kontor-tenants";

export function connect(element) {
  let shown = tenantsOf(element);
  let said = "";
  if (!shown.length) return;
  localStorage.setItem(KEY, JSON.stringify({ person: element.dataset.person, tenants: shown }));
  const look = async () => {
    if (document.hidden || !element.isConnected) return;
    const { person, tenants } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (person !== element.dataset.person || String(tenants) === String(shown)) return;
    shown = tenants;
    unsay(said);
    said = word("otherTenants").replace("{tenants}", tenants.join(", "));
    say(said, "near");
    await renew(element);
  };
  addEventListener("storage", (event) => event.key === KEY && look());
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
}

async function renew(element) {
  const answer = await fetch("/", { headers: { "Kontor-Background": "1" } }).catch(() => null);
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  const bar = page.querySelector(".bar__start");
  if (bar) element.replaceChildren(...bar.childNodes);
}

const tenantsOf = (element) => [...element.querySelectorAll(".scope > li")].map((chip) => chip.title);
