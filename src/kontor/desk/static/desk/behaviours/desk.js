// The desk: the open row is marked; a list that is renewed keeps its place, its choice and the focus. It is renewed by
// itself, or together with the pane when a ticket has left the desk: then the focus comes back to it.
import { show } from "../../ui/js/behaviours/select-all.js";

export function connect(desk) {
  const pane = desk.querySelector("#ticket-pane");
  let kept = null;

  // The list may come with the answer to whatever is done, in a dialog, too.
  document.addEventListener("htmx:configRequest", ({ target, detail }) => {
    const shown = desk.isConnected ? desk.querySelectorAll("#inbox-rows .row").length : 0;
    if (shown > 50 && (target.id === "inbox" || detail.verb === "post")) detail.parameters.rows = shown;
  });
  const goes = (event) => { if (event.target.id === "inbox" && event.detail.shouldSwap) kept = keep(desk, event.type === "htmx:oobBeforeSwap"); };
  const comes = (event) => {
    if (event.target === pane) opened(desk, pane);
    else if (event.target.id === "inbox" || kept) {
      if (kept) restore(desk, kept);
      kept = null;
      mark(desk, pane);
    }
  };
  for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) desk.addEventListener(name, goes);
  for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) desk.addEventListener(name, comes);
  // What list or folders had asked for when others take their place would come to nobody.
  desk.addEventListener("htmx:oobBeforeSwap", ({ target }) => target.addEventListener("htmx:beforeOnLoad", (event) => event.preventDefault()));
  mark(desk, pane);
}

function opened(desk, pane) {
  mark(desk, pane);
  const ticket = pane.querySelector("#ticket[data-mine]");
  if (ticket) desk.querySelector(`#row-${ticket.dataset.number}`)?.classList.remove("row--unread");
  // In a narrow window the list is gone now; without a focus the keys of the page would still work, but not the reader.
  const focus = document.activeElement;
  if (focus && focus !== document.body && focus.checkVisibility()) return;
  const place = pane.querySelector("#subject") ?? [...desk.querySelectorAll(".inbox__title, #inbox-title")].find((title) => title.checkVisibility());
  place?.focus({ preventScroll: true });
}

function mark(desk, pane) {
  const number = pane.querySelector("#ticket")?.dataset.number;
  for (const row of desk.querySelectorAll(".row[data-row]")) {
    if (number && row.id === `row-${number}`) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

// What was chosen for something that has just been done, in the dialog that goes with this answer, is chosen no more.
function keep(desk, answers) {
  const done = answers ? [...document.querySelectorAll("#dialog-place [name=selected]")].map((field) => field.value) : [];
  const inbox = desk.querySelector("#inbox");
  const focus = inbox.contains(document.activeElement) ? document.activeElement : null;
  return {
    scroll: inbox.querySelector(".inbox__list").scrollTop,
    focus: focus?.id ? `#${focus.id}` : focus?.matches("[name=selected]") ? `[name=selected][value="${focus.value}"]` : null,
    chosen: [...inbox.querySelectorAll("[name=selected]:checked")].map((box) => box.value).filter((value) => !done.includes(value)),
  };
}

function restore(desk, kept) {
  const inbox = desk.querySelector("#inbox");
  inbox.querySelector(".inbox__list").scrollTop = kept.scroll;
  for (const box of inbox.querySelectorAll("[name=selected]")) box.checked = kept.chosen.includes(box.value);
  show(inbox.querySelector(".inbox__form"));
  if (kept.focus) (inbox.querySelector(kept.focus) ?? inbox.querySelector(".row[data-row]"))?.focus({ preventScroll: true });
}
