// What a text may hold. The same names as kernel/html clean_own: what the editor knows, the server keeps.
import * as prose from "../../../django_prose_editor/editor.js";

const { Extension, Mark, Node } = prose;

// Paragraphs of a template keep the looks that its author gave them; nothing in the editor sets them.
const Looks = Extension.create({
  name: "looks",
  addGlobalAttributes() {
    const own = (name) => [name, { default: null, parseHTML: (element) => element.getAttribute(name === "style" ? "data-style" : name), renderHTML: (all) => (all[name] ? { [name]: all[name] } : {}) }];
    return [
      { types: ["paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote", "table", "tableRow", "tableCell", "tableHeader", "picture"], attributes: Object.fromEntries([own("style")]) },
      { types: ["table", "tableCell", "tableHeader"], attributes: Object.fromEntries(["width", "align", "valign", "bgcolor"].map(own)) },
      { types: ["table"], attributes: Object.fromEntries(["border", "cellpadding", "cellspacing"].map(own)) },
      { types: ["blockquote"], attributes: Object.fromEntries([own("type")]) },
    ];
  },
});

const Styled = Mark.create({
  name: "styled",
  addAttributes: () => ({ style: { default: null, parseHTML: (element) => element.getAttribute("data-style"), renderHTML: ({ style }) => (style ? { style } : {}) } }),
  parseHTML: () => [{ tag: "span[data-style]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
});

// A placeholder without a value: stays marked until somebody writes what belongs there.
const Missing = Mark.create({
  name: "missing",
  inclusive: false,
  addAttributes: () => ({ name: { default: "", parseHTML: (element) => element.dataset.missing, renderHTML: ({ name }) => ({ "data-missing": name }) } }),
  parseHTML: () => [{ tag: "mark[data-missing]" }],
  renderHTML: ({ HTMLAttributes }) => ["mark", HTMLAttributes, 0],
});

// Pictures are named as they travel (cid:) or as they lie in the library (picture:) and shown from our own address.
const picture = (addressOf) =>
  Node.create({
    name: "picture",
    group: "inline",
    inline: true,
    draggable: true,
    addAttributes: () => ({ src: {}, alt: { default: "" }, width: { default: null }, height: { default: null } }),
    parseHTML: () => [{ tag: "img[src^='cid:'], img[src^='picture:']" }],
    renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
    addNodeView: () => ({ node }) => {
      const dom = Object.assign(document.createElement("img"), { src: addressOf(node.attrs.src), alt: node.attrs.alt ?? "" });
      for (const side of ["width", "height"]) if (node.attrs[side]) dom.setAttribute(side, node.attrs[side]);
      return { dom };
    },
  });

// Keys that would take a letter away on German keyboards (AltGr) or send the mail (Ctrl+Enter) have others here.
const keyed = (extension, keys) => extension.extend({ addKeyboardShortcuts() { return keys(this.editor); } });

export function extensions({ rich, addressOf }) {
  const { Document, Paragraph, Text, History } = prose;
  const always = [Document, keyed(Paragraph, () => ({})), Text, History.configure({ depth: 500 })];
  if (!rich) return always;
  return [
    ...always,
    keyed(prose.HardBreak, (editor) => ({ "Shift-Enter": () => editor.commands.setHardBreak() })),
    prose.Bold, prose.Italic, prose.Underline, prose.Strike,
    keyed(prose.Heading.configure({ levels: [1, 2, 3] }), (editor) => ({
      "Mod-Shift-0": () => editor.commands.setParagraph(),
      "Mod-Shift-1": () => editor.commands.toggleHeading({ level: 1 }),
      "Mod-Shift-2": () => editor.commands.toggleHeading({ level: 2 }),
      "Mod-Shift-3": () => editor.commands.toggleHeading({ level: 3 }),
    })),
    prose.BulletList, prose.OrderedList, prose.ListItem, prose.Blockquote, prose.HorizontalRule,
    keyed(prose.Link.configure({ openOnClick: false }), () => ({})),
    prose.Table.extend({ addNodeView: () => null }).configure({ resizable: false }), prose.TableRow, prose.TableHeader, prose.TableCell,
    prose.Dropcursor, prose.Gapcursor,
    Looks, Styled, Missing, picture(addressOf),
  ];
}

// Paragraphs as the person would write them: a line break inside one is a line, a new one an empty line.
export const plainLines = (text) => ({ type: "doc", content: text.split("\n").map((line) => ({ type: "paragraph", content: line ? [{ type: "text", text: line }] : [] })) });

export { prose };
