// A field that narrows a long choice by typing: of the labels in the element it controls those with its words stay in
// sight, and what is chosen of several; of one choice nothing stays chosen out of sight. Enter takes the only one that is left; Arrow down goes to the first.
import { plain, wordsOf } from "../finding.js";

export function connect(field) {
  const list = document.getElementById(field.getAttribute("aria-controls"));
  field.closest("[data-narrow]").hidden = false;
  if ("first" in field.dataset && document.activeElement === document.body) field.focus();
  field.addEventListener("input", () => narrow(field, list));
  field.addEventListener("keydown", (event) => onKey(event, field, list));
  narrow(field, list);
}

function onKey(event, field, list) {
  if (event.key === "ArrowDown") shown(list)[0]?.focus();
  else if (event.key === "Escape" && field.value) clear(field, list);
  else if (event.key !== "Enter" || shown(list).some((box) => box.type === "radio" && box.checked)) return;
  else take(field, list);
  event.preventDefault();
}

function narrow(field, list) {
  const fits = fitting(field, list);
  const only = field.value && fits.length === 1 ? fits[0] : null;
  const radios = boxes(list).filter((box) => box.type === "radio");
  for (const box of radios) box.checked = box === only || (box.checked && fits.includes(box));
  if (!field.value && !radios.some((box) => box.checked)) for (const box of radios) box.checked = box.defaultChecked;
  for (const box of boxes(list)) labelOf(box).hidden = !fits.includes(box) && !(box.type === "checkbox" && box.checked);
  field.closest("[data-narrow]").querySelector("[data-none]").hidden = fits.length > 0;
}

// Of several the next name can be typed at once.
function take(field, list) {
  const fits = fitting(field, list);
  if (!field.value || fits.length !== 1) return;
  fits[0].click();
  clear(field, list);
}

function clear(field, list) {
  field.value = "";
  narrow(field, list);
}

function fitting(field, list) {
  const words = wordsOf(field.value);
  return boxes(list).filter((box) => words.every((word) => plain(labelOf(box).textContent).includes(word)));
}

const boxes = (list) => [...list.querySelectorAll("input[type=radio], input[type=checkbox]")];
const shown = (list) => boxes(list).filter((box) => !labelOf(box).hidden);
const labelOf = (box) => box.closest("label");
