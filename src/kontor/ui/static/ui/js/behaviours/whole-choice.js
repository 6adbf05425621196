// A choice that has more words than its place says all of them on hover, without being opened.
const ours = new WeakSet();
const pen = document.createElement("canvas").getContext("2d");

export function connect(body) {
  body.addEventListener("pointerover", ({ target }) => {
    if (!(target instanceof HTMLSelectElement) || target.multiple || (target.title && !ours.has(target))) return;
    ours.add(target);
    target.title = isCut(target) ? words(target) : "";
  });
}

const words = (select) => select.selectedOptions[0]?.text ?? "";

function isCut(select) {
  const { font, paddingInlineStart, paddingInlineEnd } = getComputedStyle(select);
  pen.font = font;
  return pen.measureText(words(select)).width > select.clientWidth - parseFloat(paddingInlineStart) - parseFloat(paddingInlineEnd);
}
