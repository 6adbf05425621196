// Text modules in the editor: chosen in the dialog, or by their shortcut and Ctrl+Enter right behind it. Only where a
// shortcut stands before the cursor does Ctrl+Enter insert; a line under the text says so before the key is pressed.
import { hold } from "../../ui/js/behaviours/early-keys.js";
import { say } from "../../ui/js/say.js";

const LAST_WORD = /(?:^|[\s([{"„“])([^\s([{"„“]{1,20})$/u;

export function connect(hint) {
  const form = hint.closest("form");
  const writing = () => form.elements.text.kontorEditor;
  let shortcuts = null;
  let busy = false;

  const load = () => (shortcuts ??= fetch(hint.dataset.shortcuts, { headers: { "HX-Request": "true" } })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .catch(() => { shortcuts = null; return {}; }));
  const lastWord = () => LAST_WORD.exec(writing()?.textBeforeCursor() ?? "")?.[1];
  const before = (known, word = lastWord()) => {
    const found = word && Object.hasOwn(known, word.toLowerCase()) ? known[word.toLowerCase()] : null;
    return found && { word, id: found[0], name: found[1] };
  };
  const fetchText = async (id) => {
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true" };
    try {
      const answer = await fetch(`${hint.dataset.url}${id}/`, { method: "POST", headers });
      if (answer.ok) return await answer.json();
    } catch { /* Said below. */ }
    say(hint.dataset.failedWord, "near");
    return null;
  };
  const show = async () => {
    const found = isWriting(document.activeElement) ? before(await load()) : null;
    hint.hidden = !found;
    if (found) hint.querySelector("[data-expands]").textContent = found.name;
  };
  const isWriting = (element) => Boolean(element && writing() && (element === form.elements.text || writing().element?.contains(element)));
  const expand = async (found) => {
    const text = await fetchText(found.id);
    if (text && lastWord() === found.word) writing().replaceBeforeCursor(found.word.length, text.html);
  };
  const send = () => [...form.querySelectorAll("[data-hotkey='Control+Enter']")].find((button) => !button.disabled)?.click();

  form.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || event.shiftKey || !(event.ctrlKey || event.metaKey) || event.isComposing || !isWriting(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    if (busy) return;
    busy = true;
    // What was typed before the key decides, and what is typed on comes behind the module, or after the sending.
    const word = lastWord();
    const done = hold();
    try {
      const found = before(await load(), word);
      if (found) await expand(found);
      else send();
    } finally {
      busy = false; // whatever happened, the key works the next time
      done();
    }
  }, true);
  for (const name of ["input", "keyup", "click", "focusin", "focusout"]) form.addEventListener(name, show);
  form.addEventListener("kontor:language", () => { shortcuts = null; });
  document.querySelector("#picker-modules").addEventListener("picker:chosen", async (event) => {
    const text = await fetchText(event.detail.id);
    writing().focus();
    if (text) writing().insertHTML(text.html);
    event.detail.done();
  });
}
