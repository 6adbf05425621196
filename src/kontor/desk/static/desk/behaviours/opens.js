// A dialog that came with an answer opens at once; when it closes it leaves the page, and the focus goes back. What was
// written in one that Escape or a click beside it has closed is there again when it is opened for the same.
const written = new Map();
const PLACES = [".row[data-row][aria-current]", "#subject", ".row[data-row]"];

export function connect(dialog) {
  const before = document.activeElement;
  const back = () => {
    const focus = document.activeElement;
    if (focus && focus !== document.body && focus.isConnected && focus !== before) return;
    const place = before?.isConnected && before !== document.body ? before : PLACES.map((each) => document.querySelector(each)).find(Boolean);
    place?.focus({ preventScroll: true });
  };
  restore(dialog);
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], .dialog__body :is(input:not([type=hidden]), textarea, select)");
  const chosen = first?.type === "radio" && dialog.querySelector(`[name="${first.name}"]:checked`);
  // Where there is nothing to fill in, Enter does what the dialog is for.
  (chosen || first || dialog.querySelector(".dialog__foot [type=submit]") || dialog).focus();
  if (first?.type === "number") first.select();
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog && !event.target.closest("[data-close]")) return;
    event.preventDefault();
    if (event.target === dialog) keep(dialog);
    dialog.close();
  });
  dialog.addEventListener("cancel", () => keep(dialog));
  dialog.addEventListener("close", () => dialog.remove());
  // What was on its way when it was closed, and has arrived, is not offered once more.
  dialog.addEventListener("htmx:afterRequest", ({ detail, target }) => {
    const form = detail.successful && target.closest("form");
    if (form) written.delete(keyOf(form));
  });
  stayInList(dialog, first);
  // It also leaves when an answer replaces it.
  const watch = new MutationObserver(() => {
    if (dialog.isConnected) return;
    watch.disconnect();
    if (!document.querySelector("#dialog-place dialog")) back();
  });
  watch.observe(dialog.parentElement, { childList: true });
}

// What is found by the letters comes while somebody may have gone on into the list: they keep their row there, and where it
// is not found any more they are where one types.
function stayInList(dialog, first) {
  let row = null;
  dialog.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const focus = document.activeElement;
    row = detail.shouldSwap && focus?.type === "radio" && detail.target.contains(focus) ? focus : null;
  });
  dialog.addEventListener("htmx:afterSwap", () => {
    if (!row) return;
    const again = [...dialog.querySelectorAll(`[name="${row.name}"]`)].find(({ value }) => value === row.value);
    if (again && row.checked) again.checked = true;
    (again ?? first)?.focus();
    row = null;
  });
}

const keyOf = (form) => [form.action, ...[...form.querySelectorAll("[name=selected]")].map((field) => field.value)].join(" ");

function keep(dialog) {
  const form = dialog.querySelector("form");
  const texts = [...dialog.querySelectorAll("textarea")].filter((field) => field.value.trim());
  if (form && texts.length) written.set(keyOf(form), new Map(texts.map((field) => [field.name, field.value])));
}

function restore(dialog) {
  const form = dialog.querySelector("form");
  const texts = form && written.get(keyOf(form));
  if (!texts) return;
  written.delete(keyOf(form));
  for (const field of dialog.querySelectorAll("textarea")) if (!field.defaultValue && texts.has(field.name)) field.value = texts.get(field.name);
}
