// The draft is kept on the server while one types. A lost connection is said; typing goes on; saving is tried again.
// When another window was quicker, nothing is overwritten: the guard shows both and the person chooses.
// The text itself is the business of ui/behaviours/rich-text.js, found at its kontorEditor.
import { hold } from "../../ui/js/behaviours/early-keys.js";
import { whileIn } from "../../ui/js/ending.js";
import { seal, unseal } from "../../ui/js/sealing.js";
import { openDialog } from "../../ui/js/typing.js";
import { isSame, linesOf, settled, swapIn, writeLines } from "../versions.js";
import { unsay } from "../../ui/js/say.js";
import { ledAway, word } from "../../ui/js/words.js";

const PAUSE = 1200;
const AGAIN = 5000;
const MOST = 20;
const SMALL = 48_000;

export function connect(editor) {
  const status = editor.querySelector("[data-draft-status]");
  const guard = editor.querySelector("#editor-guard");
  const signal = whileIn(editor);
  let timer = 0;
  let saving = null;
  let changed = false;
  let stopped = false;
  let pressed = null;
  let unanswered = []; // Sent to be kept, but no answer came: it may have been kept all the same.

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const save = () => {
    clearTimeout(timer);
    saving ??= store().finally(() => { saving = null; if (changed && !stopped) later(PAUSE); });
    return saving;
  };
  const text = () => editor.elements.text.kontorEditor;
  // With the version it is typed on: a sending that was stopped has kept the draft, too.
  const remember = (unsaved) => text()?.memory?.keep({ version: String(editor.elements.version.value), unsaved, lines: linesOf(editor) });
  const forget = () => text()?.memory?.forget();
  const store = async () => {
    changed = false;
    text()?.memory?.sending();
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true" };
    const body = new FormData(editor);
    try {
      const answer = await fetch(editor.dataset.save, { method: "POST", body, headers, keepalive: isSmall(body) });
      await read(answer);
    } catch {
      unanswered = [...unanswered, body].slice(-MOST);
      say(editor.dataset.unsavedWord);
      changed = true;
      if (editor.isConnected) later(AGAIN);
    }
  };
  const read = async (answer) => {
    if (answer.status === 200) {
      const { version, time } = await answer.json();
      editor.elements.version.value = version;
      unanswered = [];
      remember(changed);
      unsay(word("noConnection"));
      say(`${editor.dataset.savedWord} ${time}`);
    } else if (answer.status === 409) {
      stopped = true;
      guard.innerHTML = await answer.text();
      say("");
      settleSame();
    } else if (answer.status === 422) say((await answer.json()).sentence);
    else if (answer.status === 404 || answer.status === 403) { stopped = true; say(editor.dataset.goneWord); }
    else { say(whyNot(answer)); changed = true; later(AGAIN); }
  };
  const whyNot = (answer) => {
    const why = ledAway(answer.headers.get("Kontor-Signed-Out"));
    if (why === "signedOut") return editor.dataset.signedOutWord;
    return why ? word(why) : editor.dataset.unsavedWord;
  };
  // The other window is sometimes this one: its last words were still on their way when it was loaded anew, or what it
  // sent was kept and the answer lost.
  const settleSame = () => {
    const other = guard.querySelector("[data-other]");
    const same = other && isSame(new FormData(editor), other);
    if (!same && !(other && unanswered.some((body) => isSame(body, other)))) return;
    editor.elements.version.value = other.dataset.version;
    guard.replaceChildren();
    stopped = false;
    changed ||= !same;
    unanswered = [];
    remember(changed);
  };
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };

  editor.addEventListener("input", (event) => {
    if (event.target.type === "file" || !event.target.name || stopped) return;
    changed = true;
    remember(true);
    later(PAUSE);
  });
  editor.addEventListener("focusout", () => { if (changed && !stopped) save(); });
  editor.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.files.length) return;
    event.target.form.requestSubmit();
    event.target.form.addEventListener("htmx:afterRequest", () => { event.target.value = ""; }, { once: true });
  });
  editor.addEventListener("keydown", leave, true);
  editor.addEventListener("keydown", (event) => goOn(event, editor), true);
  // Whoever opens the further lines writes into the first of them.
  const further = editor.querySelector(".editor__more");
  further?.querySelector("summary").addEventListener("click", (event) => {
    event.preventDefault(); // it would open later, and what is typed at once would go elsewhere
    further.open = !further.open;
    if (further.open) further.querySelector("input").focus();
  });
  // Files dropped beside the text or pasted into it are attached; pictures dropped into it stand there.
  const attach = (files) => {
    const field = editor.querySelector("[type=file][form=attach-form]");
    const carrier = new DataTransfer();
    for (const file of files) carrier.items.add(file);
    field.files = carrier.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  editor.addEventListener("kontor:files", (event) => attach(event.detail.files));
  editor.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    editor.dataset.dropping = "";
  });
  for (const name of ["dragleave", "drop"]) editor.addEventListener(name, (event) => { if (name === "drop" || !editor.contains(event.relatedTarget)) delete editor.dataset.dropping; }, true);
  editor.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    attach(event.dataTransfer.files);
  });
  const goes = (event) => event.target === editor || event.target.matches("[data-with-draft]");
  // Sending waits for what is being saved at this moment: both would carry the same version.
  editor.addEventListener("htmx:confirm", (event) => {
    if (!goes(event)) return;
    clearTimeout(timer);
    changed = false;
    if (event.target.closest(".editor__channel")) keepPlace(editor);
    if (!saving) return;
    event.preventDefault();
    hold(editor); // What is typed on is no part of what was sent.
    pressed = event.detail.triggeringEvent?.submitter ?? null;
    seal(editor);
    saving.then(() => event.detail.issueRequest());
  });
  // htmx knows the button by its focus, which is gone while the editor takes nothing.
  editor.addEventListener("htmx:configRequest", (event) => {
    if (event.target === editor && pressed?.name) event.detail.parameters[pressed.name] = pressed.value;
    pressed = null;
  });
  editor.addEventListener("htmx:beforeRequest", (event) => { if (goes(event)) seal(editor); });
  editor.addEventListener("htmx:validation:halted", () => unseal(editor));
  editor.addEventListener("htmx:afterRequest", (event) => {
    if (!goes(event)) return;
    const { xhr, successful, stays } = event.detail;
    const leaves = xhr.getResponseHeader("HX-Redirect") && !stays; // Of these htmx does not say that they were successful.
    if (!leaves) unseal(editor);
    if (event.target === editor && (leaves || (successful && xhr.status === 200))) forget();
    else if (!successful && !leaves) { changed = true; later(PAUSE); }
  });
  guard.addEventListener("click", (event) => {
    const other = event.target.closest("[data-other]");
    if (!other || !event.target.closest("[data-load-other], [data-keep-own]")) return;
    if (event.target.closest("[data-load-other]")) swapIn(editor, other);
    editor.elements.version.value = other.dataset.version;
    settled(other);
    stopped = false;
    changed = true;
    save();
    (text() ?? editor.elements.text).focus();
  });
  document.querySelector("#discard-form")?.addEventListener("submit", () => { stopped = true; clearTimeout(timer); forget(); });
  document.addEventListener("kontor:leaving", (event) => {
    if (!stopped && (changed || saving || editor.inert)) event.preventDefault();
  }, { signal });
  // Before the page is asked for anew, so that what was typed last is there by then if it can be.
  for (const name of ["beforeunload", "pagehide"]) addEventListener(name, () => { if (changed && !stopped) save(); }, { signal });
  const watch = new MutationObserver(() => {
    if (editor.isConnected) return;
    watch.disconnect();
    if (changed && !stopped) save();
  });
  watch.observe(document.querySelector("#ticket-pane") ?? document.body, { childList: true, subtree: true });
  // After a reload: what had not been kept by then, the lines above the text too.
  const regain = () => {
    const kept = text().memory?.regained;
    if (!kept) return;
    text().memory.regained = null;
    writeLines(editor, kept.lines ?? {});
    changed = true;
    remember(true);
    later(PAUSE);
  };
  if (text()) regain();
  else editor.addEventListener("kontor:editor-ready", regain, { once: true });

  if ("focus" in editor.dataset) focusText(editor);
  else if (text()) text().standInGap();
  else editor.addEventListener("kontor:editor-ready", () => text().standInGap(), { once: true });
}

// A browser sends at most 64 KiB for a page that is being left; of more it says at once that there is no connection.
const isSmall = (body) => new TextEncoder().encode([...body.values()].join("")).length < SMALL;

// Escape leads out of what is written, to the mail it answers: it can be scrolled there, and the keys of the page work.
// The draft stays open; r leads back into its text. Heard before the text, which keeps the key to itself. A field with a
// list of its own may need it to close that: from there a second one leads out.
let closing = null;

function leave(event) {
  if (event.key !== "Escape" || event.isComposing) { closing = null; return; }
  const { target } = event;
  const closes = target.matches("[list], select") && closing !== target;
  closing = closes ? target : null;
  if (closes || openDialog() || document.querySelector(":popover-open") || target.closest("[role=menu]")) return;
  document.querySelector("#conversation")?.focus({ preventScroll: true });
}

// Enter in a line over the text goes on into the text: what is not finished must not be sent by it. Ctrl+Enter sends.
// What was typed of somebody's name or company becomes their address when nobody else is meant by it.
function goOn(event, editor) {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (!event.target.matches("input") || event.target.closest("dialog, [popover]")) return;
  event.preventDefault();
  const { text } = editor.elements;
  if (!event.target.matches(".editor__line input")) return;
  completed(event.target);
  const writing = text.kontorEditor;
  const at = writing?.cursor();
  if (at && !at.paragraph && !at.from && !at.to) writing.focusGap();
  else (writing ?? text).focus();
}

function completed(field) {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!field.list || !words.length || field.value.includes("@")) return;
  const meant = [...field.list.options].filter(({ label, value }) => words.every((word) => `${label} ${value}`.toLowerCase().includes(word)));
  if (meant.length !== 1) return;
  field.value = meant[0].value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Where the cursor stood when the answer became a letter or a mail. It stays there if the words are the same ones still.
const places = new Map();
const wordsOf = (writing) => writing.paragraphs().map(({ text }) => text).join("\n");

function keepPlace(editor) {
  const writing = editor.elements.text.kontorEditor;
  if (writing) places.set(editor.dataset.save, { place: writing.cursor(), words: wordsOf(writing) });
}

function focusPlace(editor) {
  const writing = editor.elements.text.kontorEditor;
  const kept = places.get(editor.dataset.save);
  places.delete(editor.dataset.save);
  if (kept?.words !== wordsOf(writing) || !writing.select(kept.place)) writing.focusGap();
}

// Whoever types before the editor has come writes into its place; the letters are put where they belong.
function focusText(editor) {
  const { text } = editor.elements;
  if (text.kontorEditor) return focusPlace(editor);
  const place = editor.querySelector("[data-editor]");
  place.contentEditable = "plaintext-only";
  place.addEventListener("keydown", (event) => { if (!text.kontorEditor && (event.ctrlKey || event.metaKey)) event.preventDefault(); });
  place.focus();
  editor.addEventListener("kontor:editor-ready", (event) => {
    focusPlace(editor);
    if (event.detail?.typed) text.kontorEditor.insertText(event.detail.typed);
  }, { once: true });
}
