// A form that is not as it was loaded says so on its tab and beside the button, names what changed, and asks on leaving.
import { keepPlace, returnToPlace } from "../place.js";
import { word } from "../words.js";

export function connect(form) {
  const before = snapshot(form);
  let leaving = false;
  const show = () => mark(changed(form, before), "changed" in form.dataset);
  const ask = (event) => {
    if (!form.isConnected) return window.removeEventListener("beforeunload", ask);
    if (!leaving && ("changed" in form.dataset || changed(form, before).length)) event.preventDefault();
  };
  document.addEventListener("input", (event) => event.target.form === form && show());
  document.addEventListener("change", (event) => event.target.form === form && show());
  form.addEventListener("submit", (event) => {
    leaving = event.submitter?.formTarget !== "_blank";
    if (leaving) keepPlace();
  });
  document.querySelector("[data-discard]")?.addEventListener("click", () => { leaving = true; });
  window.addEventListener("beforeunload", ask);
  show();
  returnToPlace();
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
  if (control.multiple) return chosen.map((option) => option.value).join("\n");
  return chosen.length ? chosen.at(-1).value : value(control);
}

function changed(form, before) {
  const now = [...form.elements].filter((control) => control.name && control.name !== "csrfmiddlewaretoken" && control.type !== "submit");
  return now.filter((control) => value(control) !== (before.get(control) ?? ""));
}

function value(control) {
  if (control.type === "checkbox" || control.type === "radio") return String(control.checked);
  return control.multiple && control.options ? [...control.selectedOptions].map((option) => option.value).join("\n") : control.value;
}

function mark(controls, always) {
  const some = always || controls.length > 0;
  for (const sign of document.querySelectorAll("#tab-unsaved, [data-unsaved-mark]")) sign.hidden = !some;
  const line = document.querySelector("#unsaved-words");
  if (!line) return;
  const names = [...new Set(controls.map(label).filter(Boolean))];
  const text = names.length ? `${word("unsavedFields")} ${names.join(", ")}` : some ? word("unsaved") : "";
  if (line.textContent !== text) line.textContent = text;
}

const label = (control) => (control.closest(".field, .condition")?.querySelector("legend, .field__label, .check span")?.firstChild?.textContent ?? control.ariaLabel ?? "").trim();
