// What is pasted becomes what the editor knows: Word's lists are lists, bold stays bold; its styles, classes and
// comments go. Pictures from elsewhere stay out; those that came with the text are given back to be stored.
import { styleAside } from "./plain.js";

const DROPPED = "style, script, meta, link, title, xml, base, object, iframe, form input, form button, select, textarea";
const OWN = "[data-pm-slice]";

export function clean(html) {
  const page = new DOMParser().parseFromString(styleAside(html.replace(/<style[\s\S]*?(<\/style>|$)/gi, "")), "text/html");
  const left = { remote: 0, pictures: [] };
  for (const element of page.querySelectorAll(DROPPED)) element.remove();
  dropComments(page);
  pictures(page, left);
  if (!page.querySelector(OWN)) {
    lists(page);
    looks(page);
  }
  return { html: page.body.innerHTML, ...left };
}

function dropComments(page) {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const comment of found) comment.remove();
}

function pictures(page, left) {
  for (const image of page.querySelectorAll("img, v\\:imagedata")) {
    const source = image.getAttribute("src") ?? "";
    if (/^(cid:|picture:)/.test(source)) continue;
    if (/^data:image\/(png|jpeg|gif|webp);base64,/.test(source)) left.pictures.push({ source, name: image.getAttribute("alt") ?? "" });
    else if (!isTracker(image)) left.remote += 1;
    image.remove();
  }
}

const isTracker = (image) => ["width", "height"].some((side) => ["0", "1"].includes(image.getAttribute(side)));

// Word writes a list as paragraphs whose style names list, level and the mark that stands before them.
const WORD_ITEM = /mso-list:\s*l\d+\s+level(\d+)/i;

function lists(page) {
  const open = [];
  for (const paragraph of page.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) {
    const found = WORD_ITEM.exec(paragraph.getAttribute("data-style") ?? "");
    if (!found) { open.length = 0; continue; }
    if (open.length && !follows(paragraph, open[0])) open.length = 0;
    const ordered = takeMark(paragraph);
    const level = Math.min(Number(found[1]), open.length + 1);
    open.length = level;
    if (!open[level - 1]) open[level - 1] = begin(page, paragraph, open[level - 2], ordered);
    const item = page.createElement("li");
    item.append(...paragraph.childNodes);
    open[level - 1].append(item);
    paragraph.remove();
  }
}

const follows = (paragraph, list) => paragraph.previousElementSibling === list;

function takeMark(paragraph) {
  const mark = [...paragraph.querySelectorAll("span[data-style]")].find((span) => /mso-list:\s*Ignore/i.test(span.getAttribute("data-style")));
  const text = mark?.textContent.trim() ?? "";
  mark?.remove();
  return /^\(?[a-z0-9]{1,4}[.)]/i.test(text);
}

function begin(page, paragraph, parent, ordered) {
  const list = page.createElement(ordered ? "ol" : "ul");
  if (parent) parent.lastElementChild.append(list);
  else paragraph.before(list);
  return list;
}

// Bold, italic and the like are kept as elements, everything else about how it looked goes.
function looks(page) {
  for (const element of [...page.body.querySelectorAll("*")]) {
    const style = element.getAttribute("data-style") ?? "";
    for (const name of [...element.getAttributeNames()]) if (!KEPT.has(name)) element.removeAttribute(name);
    if (element.localName.includes(":") || element.localName === "font" || element.localName === "span") unwrap(element, marksOf(style));
    else if (element.localName === "b" && /font-weight:\s*(normal|400)/i.test(style)) unwrap(element, []);
  }
}

const KEPT = new Set(["href", "src", "alt", "width", "height", "colspan", "rowspan", "start", "type", "data-missing"]);
const MARKS = [
  ["strong", /font-weight:\s*(bold|[6-9]00)/i],
  ["em", /font-style:\s*italic/i],
  ["u", /text-decoration[^;]*underline/i],
  ["s", /text-decoration[^;]*line-through/i],
];
const marksOf = (style) => MARKS.filter(([, pattern]) => pattern.test(style)).map(([name]) => name);

function unwrap(element, marks) {
  const document = element.ownerDocument;
  const inner = document.createDocumentFragment();
  inner.append(...element.childNodes);
  const wrapped = marks.reduce((content, name) => { const mark = document.createElement(name); mark.append(content); return mark; }, inner);
  element.replaceWith(wrapped);
}

export function fileOf({ source, name }) {
  const [head, data] = source.split(",", 2);
  const type = head.slice(5, head.indexOf(";"));
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  return new File([bytes], name && !/[\\/]/.test(name) ? name : `picture.${type.split("/")[1].replace("jpeg", "jpg")}`, { type });
}
