// Choosing rows: all at once, or from one to another with Shift. Shows what can be done once something is chosen.
const LIST = "[data-behaviour~=select-all]";
let connected = false;
let last = null;

// One pair of listeners for all lists, as in list-keys: whoever renews a list calls show at once, and none of its keys is lost.
export function connect(list) {
  show(list);
  if (connected) return;
  connected = true;
  document.addEventListener("click", (event) => {
    const list = event.target.closest?.(LIST);
    if (list) choose(list, event);
  });
  document.addEventListener("change", (event) => {
    const list = event.target.closest?.(LIST);
    if (list) show(list);
  });
}

export function show(list) {
  const all = list.querySelector("[data-select-all]");
  const boxes = rows(list);
  const chosen = boxes.filter((row) => row.checked).length;
  if (all) Object.assign(all, { checked: chosen > 0 && chosen === boxes.length, indeterminate: chosen > 0 && chosen < boxes.length });
  for (const part of list.querySelectorAll("[data-when-selected]")) part.hidden = chosen === 0;
  for (const figure of list.querySelectorAll("[data-selected-count]")) figure.textContent = String(chosen);
}

const rows = (list) => [...list.querySelectorAll("[name=selected]")];

// The last one is known by its value: a list that was renewed meanwhile has other boxes.
function choose(list, event) {
  const boxes = rows(list);
  if (event.target.matches("[data-select-all]")) for (const row of boxes) row.checked = event.target.checked;
  if (event.target.name === "selected") {
    const place = (value) => boxes.findIndex((row) => row.value === value);
    const [from, to] = [place(last), place(event.target.value)].sort((one, other) => one - other);
    if (event.shiftKey && from >= 0) for (const row of boxes.slice(from, to + 1)) row.checked = event.target.checked;
    last = event.target.value;
  }
  if (event.target.closest("[data-select-none]")) for (const row of boxes) row.checked = false;
  show(list);
}
