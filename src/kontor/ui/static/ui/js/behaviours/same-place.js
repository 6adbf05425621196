// What is replaced while somebody reads it: tables that were open stay open, and the focus stays where it was.
export function connect(element) {
  let open = [];
  let focused = "";
  element.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    open = [...target.querySelectorAll("details[open][id]")].map((each) => each.id);
    focused = target.contains(document.activeElement) ? place(document.activeElement) : "";
  });
  element.addEventListener("htmx:afterSettle", () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused && document.activeElement === document.body) [...element.querySelectorAll(focused)].find((each) => each.checkVisibility())?.focus({ preventScroll: true });
    open = [];
    focused = "";
  });
}

function place(focused) {
  if (focused.matches("summary") && focused.parentElement.id) return `#${CSS.escape(focused.parentElement.id)} > summary`;
  const href = focused.getAttribute("href");
  if (!href) return "";
  const label = focused.getAttribute("aria-label");
  return `a[href="${CSS.escape(href)}"]` + (label ? "[aria-label]" : ":not([aria-label])");
}
