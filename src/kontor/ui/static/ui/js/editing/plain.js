// Between formatted and plain: what a text says when its formatting goes, and how plain lines look as paragraphs.
const BLOCKS = "p, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, pre, div, hr";

export function textOf(html) {
  const page = new DOMParser().parseFromString(styleAside(html), "text/html");
  return lines(page.body).join("\n").replace(/\n{4,}/g, "\n\n\n").trim();
}

export function htmlOf(text) {
  const paragraphs = text.replaceAll("\r\n", "\n").split(/\n\n/);
  return paragraphs.map((paragraph) => `<p>${escaped(paragraph).replaceAll("\n", "<br>")}</p>`).join("");
}

// Before HTML is parsed: the page's policy reports every style attribute, even of a text that is only read.
export const styleAside = (html) => html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle(\s*=)/gi, " data-style$1"));

export const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

function lines(element) {
  const found = [];
  let line = "";
  const end = () => { if (line) found.push(...line.split("\n")); line = ""; };
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) line += node.textContent.replace(/[ \t\r\n]+/g, " ");
    else if (!(node instanceof Element)) continue;
    else if (node.localName === "br") line += "\n";
    else if (node.localName === "img") line += node.getAttribute("alt") ?? "";
    else if (node.matches(BLOCKS)) { end(); found.push(...block(node)); }
    else line += inline(node);
  }
  end();
  while (found.at(-1) === "") found.pop();
  return found;
}

function block(node) {
  if (node.localName === "hr") return ["----", ""];
  if (node.matches("ul, ol")) return [...[...node.children].flatMap((item, at) => marked(item, node.localName === "ol" ? `${at + 1}. ` : "- ")), ""];
  if (node.localName === "blockquote") return [...lines(node).map((line) => `> ${line}`), ""];
  if (node.localName === "table") return [...[...node.rows].map((row) => [...row.cells].map((cell) => lines(cell).join(" ")).join("  ")), ""];
  const own = lines(node);
  return own.length ? [...own, ""] : ["", ""];
}

const marked = (item, mark) => lines(item).filter(Boolean).map((line, at) => (at ? `   ${line}` : mark + line));

function inline(node) {
  const text = lines(node).join("\n");
  const target = node.localName === "a" ? (node.getAttribute("href") ?? "").replace(/^(mailto|tel):/, "") : "";
  const space = /^\s/.test(node.textContent) && !/^\s/.test(text) ? " " : "";
  return space + text + (target && !target.includes(text) ? ` <${target}>` : "");
}
