// A popover with commands: arrow keys inside, closed after a choice, placed by hand where CSS anchors are missing.
const anchored = CSS.supports("position-area", "block-end");
const ITEMS = "a, button:not(:disabled), input:not(:disabled)";

const itemsOf = (popover) => [...popover.querySelectorAll(ITEMS)].filter((item) => item.checkVisibility());

export function connect(popover) {
  popover.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    if (!anchored) place(popover);
    if (popover.matches(".menu")) itemsOf(popover)[0]?.focus();
  });
  popover.addEventListener("keydown", (event) => {
    const items = itemsOf(popover);
    const now = items.indexOf(document.activeElement);
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next === undefined || !items.length) return;
    event.preventDefault();
    items.at(next % items.length).focus();
  });
  popover.addEventListener("click", (event) => {
    if (event.target.closest("button.menu__item, a.menu__item") && popover.matches(":popover-open")) setTimeout(() => popover.isConnected && popover.hidePopover());
  });
}

function place(popover) {
  const invoker = document.querySelector(`[popovertarget="${popover.id}"]`);
  if (!invoker) return;
  const at = invoker.getBoundingClientRect();
  const own = popover.getBoundingClientRect();
  const fits = at.bottom + own.height < innerHeight && !popover.matches(".menu--up");
  const start = popover.matches(".menu--end, .why--end") ? at.right - own.width : at.left;
  Object.assign(popover.style, {
    position: "fixed",
    left: `${Math.max(8, Math.min(start, innerWidth - own.width - 8))}px`,
    top: `${fits ? at.bottom + 4 : Math.max(8, at.top - own.height - 4)}px`,
  });
}
