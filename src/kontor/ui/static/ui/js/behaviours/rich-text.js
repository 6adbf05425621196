// A text field becomes an editor (Tiptap, from django-prose-editor). It stays the field that is sent: formatted, its
// HTML stands in [data-html] beside it, or in the field itself; without scripts it is the field alone.
// Others find it at control.kontorEditor (see editing/editing.js) and hear "kontor:editor-ready".
import { Editing, PlainField } from "../editing/editing.js";
import { Marking } from "../editing/marking.js";
import { Memory, replay } from "../editing/memory.js";
import { clean, fileOf } from "../editing/pasting.js";
import { htmlOf, styleAside } from "../editing/plain.js";
import { extensions, plainLines, prose } from "../editing/schema.js";
import { linkPanel, toolbar } from "../editing/toolbar.js";
import { whileIn } from "../ending.js";
import { say } from "../say.js";
import { isTyping } from "../typing.js";

const ANSWERED = 30_000; // by then nothing that was asked for while the text was there comes any more
const SHOWN = /^image\/(png|jpeg|gif|webp)$/;

export function connect(root) {
  if (root instanceof HTMLTextAreaElement) { root.kontorEditor = new PlainField(root); return ready(root); }
  root.querySelector("[data-without-scripts]")?.remove();
  const area = root.querySelector("textarea");
  const html = root.querySelector("[data-html]");
  const rich = root.querySelector("[data-is-rich]");
  const place = root.querySelector("[data-editor]");
  const words = root.dataset;
  const memory = new Memory(words.memory);
  const typed = place.textContent;
  place.replaceChildren();
  place.removeAttribute("contenteditable");
  const id = area.id;
  const attributes = attributesOf(area);
  area.removeAttribute("id");
  area.removeAttribute("data-hotkey");
  const signal = whileIn(root);
  let editor = null;
  let editing = null;
  let quiet = true; // until what was kept is replayed

  const isRich = () => !rich || rich.value === "1";
  const bar = toolbar(root, { link: () => openLink(), picture: () => root.querySelector("[data-picture-file]").click(), mode: () => change(), placeholder: () => editing.nextPlaceholder() });
  const openLink = linkPanel(root, () => editor);

  const start = (content) => {
    editor?.destroy();
    editor = null;
    root.dataset.mode = isRich() ? "rich" : "plain";
    editor = new prose.Editor({
      element: place,
      injectCSS: false,
      content,
      extensions: [...extensions({ rich: isRich(), addressOf: (source) => addressOf(words, source) }), Marking],
      editorProps: { attributes, handleDOMEvents: { keydown: (_, event) => isSending(event) }, handleKeyDown, handleTextInput, handlePaste, handleDrop, transformPastedHTML, clipboardTextParser },
      onTransaction: ({ transaction }) => {
        if (!editor || quiet) return;
        if (transaction.docChanged) { memory.follow(editor.state, transaction); changed(); } else bar.show();
      },
    });
    editing = new Editing(editor, { rich: isRich(), element: editor.view.dom, language: () => editor.view.dom.lang });
    editing.memory = memory;
    for (const element of [area, root, editor.view.dom]) element.kontorEditor = editing;
    bar.serve(editor);
    open();
  };
  const write = () => {
    if (html) { html.value = isRich() ? editing.getHTML() : ""; area.value = editing.getText(); }
    else area.value = editing.getHTML();
  };
  const changed = () => { write(); bar.show(); open(); area.dispatchEvent(new Event("input", { bubbles: true })); };
  const open = () => {
    const sign = root.querySelector("[data-open-placeholders]");
    if (!sign) return;
    const count = editing.placeholders().length;
    sign.hidden = !count;
    sign.querySelector("[data-count]").textContent = count;
  };

  const handleKeyDown = (_, event) => {
    if (event.key === "F8") return editing.nextPlaceholder();
    if (event.key === "F10" && event.altKey) { bar.enter(); return true; }
    if (event.key.toLowerCase() === "l" && event.shiftKey && (event.ctrlKey || event.metaKey) && isRich()) { event.preventDefault(); openLink(); return true; }
    return false;
  };
  // The editor leaves Ctrl+Enter to others; after they had it, it is never a line break.
  const noBreak = (event) => {
    if (isSending(event) && place.contains(event.target)) event.preventDefault();
  };
  window.addEventListener("keydown", noBreak, { signal });

  const transformPastedHTML = (pasted) => {
    const found = clean(pasted);
    if (found.remote) say(found.remote === 1 ? words.onePictureWord : words.picturesWord.replace("{n}", found.remote), "near");
    if (isRich()) for (const picture of found.pictures) store(fileOf(picture));
    return found.html;
  };
  const handleTextInput = (_view, _from, _to, text) => editing.opensLine(text);
  const handlePaste = (_, event) => {
    const { files, types } = event.clipboardData;
    if (isRich() || files.length) return take([...files], types.includes("text/html"));
    return editing.insertText(event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n"));
  };
  const handleDrop = (view, event, __, moved) => {
    if (moved || !event.dataTransfer.files.length) return false;
    event.preventDefault();
    event.stopPropagation();
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
    if (at) editor.commands.setTextSelection(at.pos);
    return take([...event.dataTransfer.files], false);
  };
  const take = (files, withText) => {
    if (withText || !files.length) return false;
    const shown = files.filter((file) => isRich() && words.pictureUpload && SHOWN.test(file.type));
    for (const file of shown) store(file);
    const others = files.filter((file) => !shown.includes(file));
    if (others.length) root.dispatchEvent(new CustomEvent("kontor:files", { bubbles: true, detail: { files: others } }));
    return true;
  };
  const store = async (file) => {
    if (!words.pictureUpload) return say(words.noPicturesWord, "near");
    const body = new FormData();
    body.append("picture", file);
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true" };
    try {
      const answer = await fetch(words.pictureUpload, { method: "POST", body, headers });
      const known = await answer.json();
      if (!answer.ok) return say(known.sentence, "near");
      if (!isTyping(document.activeElement)) editing.focus(); // who writes elsewhere by now stays there
      editor.chain().insertContent({ type: "picture", attrs: { src: known.src, alt: known.alt, width: known.width, height: known.height } }).run();
      root.dispatchEvent(new CustomEvent("kontor:picture", { bubbles: true }));
    } catch { say(words.pictureFailedWord, "near"); }
  };
  root.querySelector("[data-picture-file]")?.addEventListener("change", (event) => {
    event.stopPropagation();
    for (const file of event.target.files) store(file);
    event.target.value = "";
  });

  // Between formatted and plain. Whoever would lose formatting is asked first.
  const change = () => {
    const losing = isRich() && loses(editor);
    const dialog = root.querySelector("[data-loss]");
    if (!losing) return turn();
    dialog.querySelector("[data-loss-take]").onclick = () => { dialog.close(); turn(); };
    dialog.showModal();
  };
  const turn = () => {
    const text = editing.getText();
    const lines = editing.getHTML();
    rich.value = isRich() ? "0" : "1";
    start(isRich() ? lines : plainLines(text));
    memory.begin(editor.state, [editor.state.doc.toJSON()]);
    memory.more = { ...memory.more, rich: isRich() };
    changed();
    editing.focus();
    root.dispatchEvent(new CustomEvent("kontor:editor-changed", { bubbles: true }));
  };
  editingMode(root, (wanted) => { if (rich && isRich() !== wanted) turn(); });

  start(isRich() ? styleAside((html ?? area).value) : plainLines(area.value));
  const regained = resume(editor, memory, words, isRich(), root.closest("form")?.elements.version);
  quiet = false;
  if (regained) changed();
  addEventListener("pagehide", () => memory.keep(), { signal });
  signal.addEventListener("abort", () => setTimeout(() => editor.destroy(), ANSWERED));
  label(id, editing);
  ready(area, { typed });
}

const isSending = (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey);

const ready = (element, detail = {}) => element.dispatchEvent(new CustomEvent("kontor:editor-ready", { bubbles: true, detail }));

// For whoever loads another text into the editor that is formatted, or is not.
const editingMode = (root, use) => root.addEventListener("kontor:editor-mode", (event) => use(event.detail.rich));

function attributesOf(area) {
  const given = { id: area.id, class: "rich-text__text", role: "textbox", "aria-multiline": "true", "aria-label": area.getAttribute("aria-label") ?? document.querySelector(`label[for="${area.id}"]`)?.textContent.trim() ?? "" };
  for (const name of ["lang", "spellcheck", "data-hotkey", "data-hotkey-label", "aria-describedby", "aria-invalid", "aria-required"]) if (area.hasAttribute(name)) given[name] = area.getAttribute(name);
  return given;
}

function label(id, editing) {
  document.querySelector(`label[for="${id}"]`)?.addEventListener("click", () => editing.focus());
}

function addressOf(words, source) {
  const [scheme, name] = [source.slice(0, source.indexOf(":")), source.slice(source.indexOf(":") + 1)];
  const base = scheme === "cid" ? words.pictureBase : words.libraryBase;
  return base ? base.replace("__name__", encodeURIComponent(name)) : "";
}

// Lines of plain text stay lines, and empty lines part paragraphs.
function clipboardTextParser(text, $context, plain, view) {
  const page = new DOMParser().parseFromString(htmlOf(text), "text/html");
  return prose.pm.model.DOMParser.fromSchema(view.state.schema).parseSlice(page.body, { preserveWhitespace: true, context: $context });
}

const loses = (editor) => {
  let formatted = false;
  editor.state.doc.descendants((node) => {
    if (node.marks.some((mark) => mark.type.name !== "missing") || !["paragraph", "text", "hardBreak"].includes(node.type.name)) formatted = true;
  });
  return formatted;
};

// After a reload: the steps that can be undone, and what the page did not hold yet because it was asked for before the
// last words had reached the server. Answers whether there was any.
function resume(editor, memory, words, rich, version) {
  const kept = memory.read();
  const present = editor.state.doc;
  const fits = kept?.rich === rich;
  const arrived = fits && kept.unsaved && hasArrived(editor, kept, present, words.version);
  const ahead = fits && (arrived || Number(kept.version) > Number(words.version) || (kept.unsaved && kept.version === words.version));
  const states = fits ? replay(editor, kept, ahead ? editor.schema.nodeFromJSON(kept.states[kept.depth]) : present) : null;
  const regained = ahead && states !== null;
  const begins = regained && !arrived ? kept.version : words.version;
  if (regained && version) version.value = begins;
  memory.more = { rich, version: begins, unsaved: false };
  memory.regained = regained ? kept : null;
  memory.begin(editor.state, states ?? [present.toJSON()]);
  return regained;
}

// What this window was sending when it was loaded anew has been kept, and is what the server knows.
function hasArrived(editor, kept, present, version) {
  if (Number(version) !== Number(kept.version) + 1) return false;
  try { return (kept.sent ?? []).some((json) => editor.schema.nodeFromJSON(json).eq(present)); } catch { return false; }
}
