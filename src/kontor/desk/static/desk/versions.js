// Two versions of a draft: what stands in the editor's lines, and what another window has kept.
const LINES = ["to", "cc", "bcc", "subject"];
export const linesOf = (editor) => Object.fromEntries(LINES.map((name) => [name, editor.elements[name]?.value ?? ""]));

export function isSame(body, other) {
  const lines = LINES.every((name) => (body.get(name) ?? "").trim() === other.dataset[name].trim());
  const rich = body.get("rich") === "1";
  const text = body.get("text").replaceAll("\r\n", "\n");
  const words = rich ? body.get("html") === other.dataset.html : text === other.querySelector("[data-other-text]").textContent;
  return lines && words && rich === (other.dataset.rich === "1");
}

export function writeLines(editor, lines) {
  for (const name of LINES) if (editor.elements[name] && name in lines) editor.elements[name].value = lines[name];
  const further = editor.querySelector(".editor__more");
  if (further && (lines.cc || lines.bcc)) further.open = true;
}

export function swapIn(editor, other) {
  const place = other.querySelector("[data-other-text]");
  const { text } = editor.elements;
  const own = text.value;
  writeLines(editor, other.dataset);
  chooseSender(editor.elements.account, other.dataset.account);
  const rich = other.dataset.rich === "1";
  text.dispatchEvent(new CustomEvent("kontor:editor-mode", { bubbles: true, detail: { rich } }));
  if (!text.kontorEditor) text.value = place.textContent;
  else if (rich) text.kontorEditor.setHTML(other.dataset.html);
  else text.kontorEditor.setText(place.textContent);
  place.textContent = own;
  other.querySelector("[data-others-words]").hidden = true;
  other.querySelector("[data-own-words]").hidden = false;
}

// What is not among the accounts that may be chosen is the suggested one, which comes first.
function chooseSender(select, account) {
  if (!select) return;
  select.value = account;
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}

// The version that was not chosen stays readable as text until the answer is sent.
export function settled(other) {
  other.querySelector(".notice__actions").remove();
  other.querySelector(".notice__text > p").remove();
  other.removeAttribute("role");
}
