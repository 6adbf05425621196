// A dialog that came with an answer opens at once; when it closes it leaves the page, and the focus goes back.
export function connect(dialog) {
  const before = document.activeElement;
  const back = () => {
    const focus = document.activeElement;
    if (focus && focus !== document.body && focus.isConnected && focus !== before) return;
    (before?.isConnected && before !== document.body ? before : document.querySelector("#subject, .row[data-row]"))?.focus({ preventScroll: true });
  };
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], .dialog__body :is(input:not([type=hidden]), textarea, select)");
  const chosen = first?.type === "radio" && dialog.querySelector(`[name="${first.name}"]:checked`);
  // Where there is nothing to fill in, Enter does what the dialog is for.
  (chosen || first || dialog.querySelector(".dialog__foot [type=submit]") || dialog).focus();
  if (first?.type === "number") first.select();
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog && !event.target.closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  // It also leaves when an answer replaces it.
  const watch = new MutationObserver(() => {
    if (dialog.isConnected) return;
    watch.disconnect();
    if (!document.querySelector("#dialog-place dialog")) back();
  });
  watch.observe(dialog.parentElement, { childList: true });
}
