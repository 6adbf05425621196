// Asks before a button does its work. data-confirm is the question, data-confirm-verb the button that goes on. With
// data-confirm-reason the same dialog asks why, and the reason goes along with the button's form.
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
  const field = reasonField(dialog, "confirmReason" in button.dataset);
  dialog.returnValue = "";
  dialog.showModal();
  if (!field.disabled) field.focus();
  return new Promise((done) => dialog.addEventListener("close", () => {
    const yes = dialog.returnValue === "yes";
    if (yes && !field.disabled) sendAlong(button.form, field);
    done(yes);
  }, { once: true }));
}

function reasonField(dialog, asked) {
  const field = dialog.querySelector("#confirm-reason");
  field.value = "";
  field.disabled = !asked;
  field.closest("[data-confirm-why]").hidden = !asked;
  return field;
}

function sendAlong(form, field) {
  if (!form) return;
  form.querySelector(`input[type="hidden"][name="${field.name}"]`)?.remove();
  const sent = Object.assign(document.createElement("input"), { type: "hidden", name: field.name, value: field.value });
  form.append(sent);
}
