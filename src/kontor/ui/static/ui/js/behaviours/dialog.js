// On a button: opens the dialog named in data-dialog. On a dialog: a click beside it or on [data-close] closes it.
export function connect(element) {
  if (element instanceof HTMLDialogElement) {
    element.addEventListener("click", (event) => {
      if (event.target === element || event.target.closest("[data-close]")) element.close();
    });
    if ("open" in element.dataset && !element.open) element.showModal();
    return;
  }
  element.addEventListener("click", () => {
    const dialog = document.querySelector(element.dataset.dialog);
    if (dialog && !dialog.open) dialog.showModal();
  });
}
