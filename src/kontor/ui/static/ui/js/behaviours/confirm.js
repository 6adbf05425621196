// Asks before a button does its work. data-confirm is the question, data-confirm-verb the button that goes on.
import { word } from "../words.js";

export function connect(button) {
  let agreed = false;
  button.addEventListener("click", async (event) => {
    if (agreed) { agreed = false; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    agreed = await ask(button);
    if (agreed && button.isConnected) button.click();
  }, { capture: true });
}

function ask(button) {
  const dialog = document.querySelector("#confirm");
  if (!dialog) return Promise.resolve(window.confirm(button.dataset.confirm));
  dialog.querySelector("#confirm-title").textContent = button.dataset.confirmTitle || word("sure");
  dialog.querySelector("#confirm-text").textContent = button.dataset.confirm;
  dialog.querySelector("[data-confirm-yes]").textContent = button.dataset.confirmVerb || word("goOn");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
