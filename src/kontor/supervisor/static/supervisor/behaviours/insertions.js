// Puts a placeholder, an include or a picture at the cursor of the field that had the focus last.
export function connect(panel) {
  const form = panel.closest("form");
  const search = panel.querySelector("[data-search]");
  const fallback = panel.querySelector("[data-fallback]");
  let last = null;
  form.addEventListener("focusin", (event) => {
    const place = event.target.closest("[data-insert-here], .rich-text");
    if (place && !panel.contains(place)) last = place;
  });
  search.addEventListener("input", () => narrow(panel, search.value));
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    panel.querySelector("li:not([hidden]) > [data-insert]")?.click();
  });
  fallback.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) put(last ?? first(form), button.dataset, fallback.value);
  });
}

// Every word that is typed must be found; a group without anything left goes too.
function narrow(panel, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  for (const entry of panel.querySelectorAll("[data-entry]")) {
    const text = entry.dataset.entry.toLowerCase();
    entry.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of panel.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-entry]:not([hidden])");
  panel.querySelector("[data-none]").hidden = Boolean(panel.querySelector("[data-entry]:not([hidden])"));
}

const first = (form) => form.querySelector(".rich-text") ?? form.querySelector("textarea[data-insert-here]");

function put(place, what, typed) {
  const words = typed.replace(/[{}<>|\n]/g, "").trim();
  const text = what.place && words ? `\${${what.place}|${words}}` : what.insert;
  const editor = place.kontorEditor ?? place.querySelector("textarea")?.kontorEditor;
  if (editor) return what.html ? editor.insertHTML(what.html) : editor.insertText(text);
  place.focus();
  place.setRangeText(text, place.selectionStart, place.selectionEnd, "end");
  place.dispatchEvent(new Event("input", { bubbles: true }));
}
