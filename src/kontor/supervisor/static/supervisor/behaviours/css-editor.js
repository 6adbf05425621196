// A text area for CSS gets line numbers and colours. It stays the field that is typed into and sent: what is coloured
// lies behind it, letter on letter. Tab leaves it, as everywhere. Lines that the page has named as wrong are marked.
const PARTS = /(\/\*[\s\S]*?(?:\*\/|$))|("(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)|(@[\w-]+)|(#[0-9a-f]{3,8}\b|-?\d*\.?\d+(?:%|[a-z]+)?)|([{}();:,])|(--[\w-]+|[a-z-]+)(?=\s*:(?!:))/gi;
const KINDS = ["", "remark", "text", "rule", "value", "sign", "property"];

export function connect(area) {
  const frame = Object.assign(document.createElement("div"), { className: "css-editor" });
  const numbers = Object.assign(document.createElement("div"), { className: "css-editor__numbers" });
  const shown = Object.assign(document.createElement("pre"), { className: "css-editor__shown" });
  for (const beside of [numbers, shown]) beside.setAttribute("aria-hidden", "true");
  area.before(frame);
  frame.append(numbers, shown, area);
  area.classList.add("css-editor__area");

  const draw = () => {
    shown.replaceChildren(...coloured(area.value), "\n");
    number();
  };
  const number = () => {
    const named = [...document.querySelectorAll("[data-css-line]")].map((link) => Number(link.dataset.cssLine));
    numbers.replaceChildren(...numbered(area.value.split("\n").length, new Set(named)));
    follow();
  };
  const follow = () => {
    shown.scrollTop = numbers.scrollTop = area.scrollTop;
    shown.scrollLeft = area.scrollLeft;
  };
  let frameAsked = 0;
  area.addEventListener("input", () => { cancelAnimationFrame(frameAsked); frameAsked = requestAnimationFrame(draw); });
  area.addEventListener("scroll", follow);
  document.addEventListener("htmx:afterSettle", () => { if (area.isConnected) number(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-css-line]");
    if (link && area.isConnected) { event.preventDefault(); goTo(area, Number(link.dataset.cssLine)); }
  });
  draw();
}

function numbered(count, wrong) {
  return Array.from({ length: count }, (_nothing, at) => {
    const line = document.createElement("span");
    line.textContent = String(at + 1);
    if (wrong.has(at + 1)) line.dataset.wrong = "";
    return line;
  });
}

function coloured(css) {
  const made = [];
  let done = 0;
  for (const found of css.matchAll(PARTS)) {
    if (found.index > done) made.push(css.slice(done, found.index));
    const kind = KINDS[found.findIndex((part, at) => at > 0 && part !== undefined)];
    const part = document.createElement("span");
    part.className = `css-editor__${kind}`;
    part.textContent = found[0];
    made.push(part);
    done = found.index + found[0].length;
  }
  return [...made, css.slice(done)];
}

function goTo(area, line) {
  const before = area.value.split("\n").slice(0, line - 1);
  const from = before.reduce((sum, text) => sum + text.length + 1, 0);
  const end = area.value.indexOf("\n", from);
  area.focus();
  area.setSelectionRange(from, end < 0 ? area.value.length : end);
  area.scrollTop = (line - 4) * parseFloat(getComputedStyle(area).lineHeight);
}
