// A form that is not as it was loaded says so on its tab and beside the button, names what changed, and asks on leaving.
// What took longer to fill in than to fill in again is sent only if it arrives: whoever is signed out by then, or whose
// page somebody has deleted or may not be theirs any more, would lose it.
import { keepPlace, returnToPlace } from "../place.js";
import { say, unsay } from "../say.js";
import { LED_AWAY, ledAway, word } from "../words.js";

const LONG = 10_000;
const REFUSED = { 403: "notAllowed", 404: "gone" };

export function connect(form) {
  const before = snapshot(form);
  let leaving = false;
  let arrives = false;
  let asking = false;
  let last = performance.now();
  const show = () => mark(changed(form, before), "changed" in form.dataset);
  const ask = (event) => {
    if (!form.isConnected) return window.removeEventListener("beforeunload", ask);
    if (!leaving && ("changed" in form.dataset || changed(form, before).length)) event.preventDefault();
  };
  document.addEventListener("input", (event) => event.target.form === form && show());
  document.addEventListener("change", (event) => event.target.form === form && show());
  form.addEventListener("submit", async (event) => {
    if (arrives || stays(event) || performance.now() - last < LONG) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (asking) return;
    asking = true;
    const why = await whyNot();
    asking = false;
    for (const reason of [...LED_AWAY, "noConnection", ...Object.values(REFUSED)]) unsay(word(reason));
    if (why) return say(word(why), "near");
    last = performance.now();
    arrives = true;
    form.requestSubmit(event.submitter);
    arrives = false;
  }, { capture: true });
  form.addEventListener("submit", (event) => {
    leaving = !stays(event);
    if (leaving) keepPlace();
  });
  document.querySelector("[data-discard]")?.addEventListener("click", () => { leaving = true; });
  window.addEventListener("beforeunload", ask);
  show();
  returnToPlace();
}

// A preview opens beside the page.
const stays = (event) => event.submitter?.formTarget === "_blank";

// Asked before a form is sent that was open for long.
async function whyNot() {
  try {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" } });
    return ledAway(answer.headers.get("Kontor-Signed-Out")) || (REFUSED[answer.status] ?? "");
  } catch {
    return "noConnection";
  }
}

function snapshot(form) {
  const values = new Map();
  for (const control of form.elements) if (control.name) values.set(control, loaded(control));
  return values;
}

// As the page brought it: somebody may have typed before the scripts were there. Editors and scripts fill the others.
function loaded(control) {
  if (control.type === "hidden" || control.closest("[data-behaviour~=rich-text]")) return value(control);
  if (control.type === "checkbox" || control.type === "radio") return String(control.defaultChecked);
  if (!control.options) return control.type === "color" ? value(control) : (control.defaultValue ?? "");
  const chosen = [...control.options].filter((option) => option.defaultSelected);
  return chosen.length ? chosen.at(-1).value : value(control);
}

function changed(form, before) {
  const now = [...form.elements].filter((control) => control.name && control.name !== "csrfmiddlewaretoken" && control.type !== "submit");
  return now.filter((control) => value(control) !== (before.get(control) ?? ""));
}

function value(control) {
  if (control.type === "checkbox" || control.type === "radio") return String(control.checked);
  return control.value;
}

// After a refusal nothing of what was sent is saved: then what was changed since is not all, and is not named.
function mark(controls, always) {
  const some = always || controls.length > 0;
  for (const sign of document.querySelectorAll("#tab-unsaved, [data-unsaved-mark]")) sign.hidden = !some;
  const line = document.querySelector("#unsaved-words");
  if (!line) return;
  const names = always ? [] : [...new Set(controls.map(label).filter(Boolean))];
  const text = names.length ? `${word("unsavedFields")} ${names.join(", ")}` : some ? word("unsaved") : "";
  if (line.textContent !== text) line.textContent = text;
}

const label = (control) => (control.closest(".field, .condition")?.querySelector("legend, .field__label, .check span")?.firstChild?.textContent ?? control.ariaLabel ?? "").trim();
