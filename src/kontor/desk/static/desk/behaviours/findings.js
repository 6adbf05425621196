// What the send guard has found: the first thing to do gets the focus, and each finding leads to its place.
const FIELDS = { to: "#reply-to, #outside-to", cc: "#reply-cc", bcc: "#reply-bcc", subject: "#reply-subject, #outside-subject", account: "#reply-account", closing_code: "#closing-code, #outside-code", files: "#draft-files button, [form='attach-form']" };

export function connect(findings) {
  findings.addEventListener("click", (event) => {
    const button = event.target.closest("[data-jump]");
    if (button) jump(button.dataset.jump, button.dataset.words);
  });
  if (findings.dataset.first) return jump(findings.dataset.first);
  const first = [".finding--stop [data-jump]", "input:not(:checked)", "[data-jump]"].map((what) => findings.querySelector(what)).find(Boolean);
  first?.focus();
}

function jump(place, words) {
  const field = FIELDS[place] && document.querySelector(FIELDS[place]);
  if (!field) return showInText(words);
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  if (field.value && field.setSelectionRange) select(field, words);
}

function showInText(words) {
  const rich = document.querySelector("#editor [contenteditable=true]");
  const plain = document.querySelector("#editor [name=text]");
  if (!rich) {
    plain.focus();
    return select(plain, words);
  }
  rich.focus();
  const range = find(rich, words);
  if (!range) return;
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
}

function select(field, words) {
  const at = words ? field.value.toLowerCase().indexOf(words.toLowerCase()) : -1;
  if (at >= 0) field.setSelectionRange(at, at + words.length);
}

function find(root, words) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (words && walker.nextNode()) {
    const at = walker.currentNode.data.toLowerCase().indexOf(words.toLowerCase());
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    return range;
  }
  return null;
}
