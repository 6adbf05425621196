// Is the person writing text just now? Then letters belong to the text.
const WRITES = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]:not([contenteditable=false])";

export const isTyping = (target) => target instanceof Element && Boolean(target.closest(WRITES));
export const openDialog = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? null;
