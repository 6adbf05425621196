// Tabs and toolbars are one stop: arrow keys, Home and End move inside.
const ITEMS = "a, button:not(:disabled)";

export function connect(bar) {
  const items = () => [...bar.querySelectorAll(ITEMS)].filter((item) => item.checkVisibility());
  const current = () => bar.querySelector('[aria-current="page"], [aria-selected="true"]') ?? items()[0];
  const stop = (chosen) => { for (const item of bar.querySelectorAll(ITEMS)) item.tabIndex = item === chosen ? 0 : -1; };
  bar.addEventListener("keydown", (event) => {
    const all = items();
    const now = all.indexOf(document.activeElement);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: all.length - 1 }[event.key];
    if (now < 0 || next === undefined) return;
    event.preventDefault();
    const target = all.at(next % all.length);
    stop(target);
    target.focus();
  });
  bar.addEventListener("focusout", (event) => { if (!bar.contains(event.relatedTarget)) stop(current()); });
  stop(current());
  current()?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
