// What other scripts may do with a text, whether it is formatted, plain, or a mere text field:
// control.kontorEditor. Places are { paragraph, from, to }: the how-manieth paragraph, and characters within it.
import { escaped, htmlOf, styleAside, textOf } from "./plain.js";
import { decorate, paragraphs, placeholdersIn, PLACED } from "./marking.js";
import { plainLines, prose } from "./schema.js";

const { TextSelection } = prose.pm.state;

export class Editing {
  constructor(editor, { rich, element, language }) {
    Object.assign(this, { editor, rich, element, language });
  }

  getHTML() {
    if (!this.rich) return htmlOf(this.getText());
    return this.editor.isEmpty ? "" : this.editor.getHTML();
  }

  getText() {
    if (this.rich) return textOf(this.editor.getHTML());
    return this.editor.getText({ blockSeparator: "\n" });
  }

  setHTML(html) { this.editor.chain().setContent(this.rich ? styleAside(html) : plainLines(textOf(html)), { emitUpdate: true }).run(); }
  // As setHTML, with the cursor where it was, seen from the end.
  exchangeHTML(html) {
    const { doc, selection } = this.editor.state;
    const behind = doc.content.size - selection.from;
    this.setHTML(html);
    const { state } = this.editor;
    const at = state.doc.resolve(Math.max(0, state.doc.content.size - behind));
    this.editor.view.dispatch(state.tr.setSelection(TextSelection.near(at)));
  }
  setText(text) { this.editor.commands.setContent(this.rich ? htmlOf(text) : plainLines(text), { emitUpdate: true }); }
  // The browser tells of a cursor that was moved a moment later: too late for whoever takes the focus away at once.
  settle() { this.editor.view.domObserver.flush(); }
  // Tiptap's own command gives the focus with the next picture: whoever types on would write into what had it before.
  focus() {
    this.editor.view.focus();
    this.editor.commands.scrollIntoView();
  }

  insertHTML(html) {
    if (!this.rich) return this.insertText(textOf(html));
    this.focus();
    return this.editor.chain().insertContent(unwrapped(styleAside(html))).scrollIntoView().run();
  }

  insertText(text) {
    const content = this.rich ? escaped(text).replaceAll("\n", "<br>") : lineNodes(text);
    this.focus();
    return this.editor.chain().insertContent(content).scrollIntoView().run();
  }

  textBeforeCursor() {
    const { $from } = this.editor.state.selection;
    return $from.parent.textBetween(0, $from.parentOffset, "\n", PLACED);
  }

  replaceBeforeCursor(length, html) {
    const { from } = this.editor.state.selection;
    this.focus();
    this.editor.commands.deleteRange({ from: from - length, to: from });
    return this.insertHTML(html);
  }

  paragraphs() {
    return paragraphs(this.editor.state.doc).map(({ text }) => ({ text, language: this.language() }));
  }

  cursor() {
    const { from, to } = this.editor.state.selection;
    const all = paragraphs(this.editor.state.doc);
    const paragraph = all.findLastIndex((one) => one.from <= from);
    return { paragraph, from: from - (all[paragraph]?.from ?? 0), to: to - (all[paragraph]?.from ?? 0) };
  }

  select(place) {
    const at = this.#places(place);
    if (!at) return false;
    const { state, view } = this.editor;
    view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, at.from, at.to)).scrollIntoView());
    view.focus();
    return true;
  }

  replace(place, text) {
    const at = this.#places(place);
    if (!at) return false;
    const { state, view } = this.editor;
    view.dispatch(state.tr.insertText(text, at.from, at.to).scrollIntoView());
    return true;
  }

  // Where a place stands on the screen, for what is to appear beside it.
  rect(place) {
    const at = this.#places(place);
    return at ? prose.posToDOMRect(this.editor.view, at.from, at.to) : null;
  }

  decorate(ranges) { decorate(this.editor.view, ranges); }

  placeholders() { return placeholdersIn(this.editor.state.doc).map(({ name }) => name); }

  nextPlaceholder() {
    const { state, view } = this.editor;
    const all = placeholdersIn(state.doc);
    const next = all.find(({ from }) => from > state.selection.from) ?? all[0];
    if (!next) return false;
    view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, next.from, next.to)).scrollIntoView());
    view.focus();
    return true;
  }

  // The cursor goes to where the answer is written: the first empty line between greeting and signature; behind the greeting
  // of a text that leaves none, never before it.
  focusGap() {
    this.editor.view.focus();
    this.standInGap();
    this.editor.commands.scrollIntoView();
  }

  // There it stands already when somebody comes to the text later, whatever else they look at first.
  standInGap() {
    const all = paragraphs(this.editor.state.doc);
    const empty = all.findIndex(({ text }) => !text);
    const roomy = empty >= 0 && !this.rich && all[empty + 1]?.text === "" ? empty + 1 : empty;
    const at = all[Math.max(0, roomy)];
    const { state, view } = this.editor;
    const place = at ? TextSelection.create(state.doc, at.from + at.text.length) : TextSelection.atStart(state.doc);
    view.dispatch(state.tr.setSelection(place));
    this.gap = this.rich && empty < 0 ? view.state : null;
  }

  // Whoever begins to write behind a greeting that leaves no empty line gets a line of their own; what begins with a space
  // or a sign goes on in that of the greeting.
  opensLine(text) {
    const { gap, editor: { state, view } } = this;
    this.gap = null;
    if (!gap || !gap.doc.eq(state.doc) || !gap.selection.eq(state.selection) || !/^[\p{L}\p{N}]/u.test(text)) return false;
    view.dispatch(state.tr.split(state.selection.from).insertText(text).scrollIntoView());
    return true;
  }

  #places({ paragraph, from, to = from }) {
    const one = paragraphs(this.editor.state.doc)[paragraph];
    return one && to <= one.text.length ? { from: one.from + from, to: one.from + to } : null;
  }
}

const lineNodes = (text) => {
  const lines = plainLines(text).content;
  return lines.length === 1 ? lines[0].content : lines;
};

// A single paragraph goes into the line where the cursor stands.
function unwrapped(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const [only, more] = page.body.children;
  return only && !more && only.localName === "p" && page.body.childNodes.length === 1 ? only.innerHTML : html;
}

// The same for a text field that nobody has made an editor of.
export class PlainField {
  constructor(area) { Object.assign(this, { area, element: area, rich: false }); }
  getHTML() { return htmlOf(this.area.value); }
  getText() { return this.area.value; }
  setHTML(html) { this.setText(textOf(html)); }
  exchangeHTML(html) { this.setHTML(html); }
  setText(text) { this.area.value = text; this.#changed(); }
  focus() { this.area.focus(); }
  focusGap() { this.focus(); }
  standInGap() {}
  insertHTML(html) { this.insertText(textOf(html)); }
  insertText(text) { this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end"); this.#changed(); this.focus(); }
  textBeforeCursor() { return this.area.value.slice(0, this.area.selectionStart).split("\n").at(-1); }
  replaceBeforeCursor(length, html) {
    const at = this.area.selectionStart;
    this.area.setRangeText(textOf(html), at - length, at, "end");
    this.#changed();
  }
  paragraphs() { return this.area.value.split("\n").map((text) => ({ text, language: this.area.lang })); }
  cursor() {
    const before = this.area.value.slice(0, this.area.selectionStart).split("\n");
    return { paragraph: before.length - 1, from: before.at(-1).length, to: before.at(-1).length };
  }
  select(place) { const at = this.#places(place); this.focus(); this.area.setSelectionRange(at.from, at.to); return true; }
  replace(place, text) { const at = this.#places(place); this.area.setRangeText(text, at.from, at.to, "preserve"); this.#changed(); return true; }
  rect() { return this.area.getBoundingClientRect(); }
  decorate() {} // a text field shows no marks
  placeholders() { return this.area.value.match(/\$\{[^{}\n]{1,200}\}/g) ?? []; }
  nextPlaceholder() { return false; }
  #changed() { this.area.dispatchEvent(new Event("input", { bubbles: true })); }
  #places({ paragraph, from, to = from }) {
    const start = this.area.value.split("\n").slice(0, paragraph).join("\n").length + (paragraph ? 1 : 0);
    return { from: start + from, to: start + to };
  }
}
