// What the address names in this part of a page (#id_name) is marked and gets the focus. A field that is switched off
// because its value is inherited leaves the focus to the switch before it; of a part that is no field the first control
// has it, or else the part itself. A text whose editor is not there yet is waited for.
const CONTROL = ":is(a[href], button, input, select, textarea, summary, [contenteditable]):not([disabled], [hidden], [type=hidden])";

export function connect(element) {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id) return;
  let there = false;
  const arrive = () => {
    const place = document.getElementById(id);
    if (there || !place || !element.contains(place) || place.matches(".rich-text textarea")) return;
    there = true;
    go(place);
  };
  element.addEventListener("kontor:editor-ready", arrive);
  arrive();
}

function go(place) {
  for (let part = place.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  const own = place.matches(CONTROL) ? place : null;
  const found = own ?? place.closest(".setting")?.querySelector("[role=switch]") ?? place.querySelector(CONTROL);
  if (!found) place.tabIndex = -1;
  place.dataset.arrived = "";
  (found ?? place).focus();
}
