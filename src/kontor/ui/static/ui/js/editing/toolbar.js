// The bar over a text: buttons by data-command, pressed where they hold; arrow keys within, Alt+F10 into it, Escape back.
const COMMANDS = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  underline: (chain) => chain.toggleUnderline(),
  strike: (chain) => chain.toggleStrike(),
  paragraph: (chain) => chain.setParagraph(),
  "heading-1": (chain) => chain.toggleHeading({ level: 1 }),
  "heading-2": (chain) => chain.toggleHeading({ level: 2 }),
  "heading-3": (chain) => chain.toggleHeading({ level: 3 }),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  blockquote: (chain) => chain.toggleBlockquote(),
  plainLook: (chain) => chain.unsetAllMarks().clearNodes(),
  line: (chain) => chain.setHorizontalRule(),
  table: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  rowBefore: (chain) => chain.addRowBefore(),
  rowAfter: (chain) => chain.addRowAfter(),
  rowAway: (chain) => chain.deleteRow(),
  columnBefore: (chain) => chain.addColumnBefore(),
  columnAfter: (chain) => chain.addColumnAfter(),
  columnAway: (chain) => chain.deleteColumn(),
  headerRow: (chain) => chain.toggleHeaderRow(),
  tableAway: (chain) => chain.deleteTable(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};
const IN_TABLE = new Set(["rowBefore", "rowAfter", "rowAway", "columnBefore", "columnAfter", "columnAway", "headerRow", "tableAway"]);
const ACTIVE = { "heading-1": ["heading", { level: 1 }], "heading-2": ["heading", { level: 2 }], "heading-3": ["heading", { level: 3 }] };

export function toolbar(root, own) {
  const bar = root.querySelector("[data-toolbar]");
  const buttons = () => [...bar.querySelectorAll(":scope > button, :scope > span > button")].filter((button) => button.checkVisibility() && !button.disabled);
  let editor = null;

  bar.addEventListener("mousedown", (event) => { if (event.target.closest("[data-command]")) event.preventDefault(); });
  bar.addEventListener("click", (event) => {
    const name = event.target.closest("[data-command]")?.dataset.command;
    if (!name || !editor) return;
    if (own[name]) own[name]();
    else { editor.view.focus(); COMMANDS[name](editor.chain()).run(); }
  });
  bar.addEventListener("keydown", (event) => {
    if (event.target.closest("[popover]")) return;
    if (event.key === "Escape") return editor?.view.focus();
    const all = buttons();
    const now = all.indexOf(document.activeElement);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    reach(all, all.at(next % all.length)).focus();
  });

  const reach = (all, one) => { for (const button of all) button.tabIndex = button === one ? 0 : -1; return one; };
  const show = () => {
    for (const button of bar.querySelectorAll("[data-command]")) {
      const name = button.dataset.command;
      if (IN_TABLE.has(name)) button.disabled = !editor.isActive("table");
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(editor.isActive(...(ACTIVE[name] ?? [name]))));
    }
  };
  return {
    serve(current) { editor = current; const all = buttons(); if (all.length) reach(all, all.find((one) => one.tabIndex === 0) ?? all[0]); show(); },
    enter() { const all = buttons(); (all.find((one) => one.tabIndex === 0) ?? all[0])?.focus(); },
    show,
  };
}

// Asks for the address of a link; without one the link goes.
export function linkPanel(root, editorOf) {
  const panel = root.querySelector("[data-link-panel]");
  const field = panel.querySelector("input");
  const trouble = panel.querySelector("[data-link-trouble]");
  const open = () => {
    field.value = editorOf().getAttributes("link").href ?? "";
    trouble.hidden = true;
    panel.showPopover();
    place(panel, root.querySelector("[data-command=link]"));
    field.focus();
    field.select();
  };
  const take = () => {
    const address = complete(field.value.trim());
    if (address === null) { trouble.hidden = false; return field.focus(); }
    panel.hidePopover();
    const { empty } = editorOf().state.selection;
    editorOf().view.focus();
    const chain = editorOf().chain().extendMarkRange("link");
    if (!address) chain.unsetLink().run();
    else if (empty && !editorOf().isActive("link")) chain.insertContent({ type: "text", text: address.replace(/^mailto:|^tel:/, ""), marks: [{ type: "link", attrs: { href: address } }] }).run();
    else chain.setLink({ href: address }).run();
  };
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); take(); }
  });
  panel.addEventListener("input", (event) => event.stopPropagation());
  panel.querySelector("[data-link-take]").addEventListener("click", take);
  panel.querySelector("[data-link-away]").addEventListener("click", () => { field.value = ""; take(); });
  panel.addEventListener("toggle", (event) => { if (event.newState === "closed" && panel.contains(document.activeElement)) editorOf().view.focus(); });
  return open;
}

// Under its button; nothing called it open that the browser would know of.
function place(panel, button) {
  const at = button.getBoundingClientRect();
  const own = panel.getBoundingClientRect();
  const top = at.bottom + own.height < innerHeight ? at.bottom + 4 : Math.max(8, at.top - own.height - 4);
  Object.assign(panel.style, { left: `${Math.max(8, Math.min(at.left, innerWidth - own.width - 8))}px`, top: `${top}px` });
}

function complete(text) {
  if (!text) return "";
  if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(text)) return text;
  if (/^[^\s@/]+@[^\s@]+\.[^\s@]+$/.test(text)) return `mailto:${text}`;
  return /^[^\s:/]+\.[^\s:]+$/.test(text) ? `https://${text}` : null;
}
