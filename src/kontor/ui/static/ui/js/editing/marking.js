// What is marked in a text without being part of it: placeholders, and what the spell check found.
import { prose } from "./schema.js";

const { Plugin, PluginKey } = prose.pm.state;
const { Decoration, DecorationSet } = prose.pm.view;
const PLACEHOLDER = /\$\{[^{}\n]{1,200}\}/g;
const spelling = new PluginKey("spelling");
export const PLACED = "￼"; // stands for a picture, so that places in the text and in the document agree

// Every paragraph with its text: { text, from, node }; `from` is the place of its first character in the document.
export function paragraphs(doc) {
  const found = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    found.push({ text: node.textBetween(0, node.content.size, "\n", (leaf) => (leaf.type.name === "hardBreak" ? "\n" : PLACED)), from: at + 1, node });
    return false;
  });
  return found;
}

export const placeholdersIn = (doc) =>
  paragraphs(doc).flatMap(({ text, from }) => [...text.matchAll(PLACEHOLDER)].map((found) => ({ from: from + found.index, to: from + found.index + found[0].length, name: found[0] })));

const drawPlaceholders = (doc) => DecorationSet.create(doc, placeholdersIn(doc).map(({ from, to }) => Decoration.inline(from, to, { class: "placeholder" })));

export const Marking = prose.Extension.create({
  name: "marking",
  addProseMirrorPlugins: () => [
    new Plugin({
      state: {
        init: (_, state) => drawPlaceholders(state.doc),
        apply: (tr, old, _, state) => (tr.docChanged ? drawPlaceholders(state.doc) : old),
      },
      props: { decorations(state) { return this.getState(state); } },
    }),
    new Plugin({
      key: spelling,
      state: {
        init: () => DecorationSet.empty,
        apply: (tr, old) => tr.getMeta(spelling) ?? old.map(tr.mapping, tr.doc),
      },
      props: { decorations(state) { return spelling.getState(state); } },
    }),
    new Plugin({ appendTransaction: (_, __, state) => withoutSolved(state) }),
  ],
});

// Where something was written over a missing value, the mark goes.
function withoutSolved(state) {
  const missing = state.schema.marks.missing;
  if (!missing) return null;
  const { tr } = state;
  state.doc.descendants((node, at) => {
    if (node.isText && missing.isInSet(node.marks) && !node.text.includes("${")) tr.removeMark(at, at + node.nodeSize, missing);
  });
  return tr.docChanged ? tr : null;
}

// ranges: [{ paragraph, from, to, ...attributes }], places within the text of that paragraph.
export function decorate(view, ranges) {
  const places = paragraphs(view.state.doc);
  const marks = ranges.flatMap(({ paragraph, from, to, ...attributes }) => {
    const place = places[paragraph];
    return place && from < to && to <= place.text.length ? [Decoration.inline(place.from + from, place.from + to, attributes)] : [];
  });
  view.dispatch(view.state.tr.setMeta(spelling, DecorationSet.create(view.state.doc, marks)).setMeta("addToHistory", false));
}
