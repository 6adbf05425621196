// What is typed before the scripts of a page listen waits for them instead of being lost; so does what was typed on the
// page before, while this one was on its way. It is used by behaviours/early-keys.js. No module: it must be the first.
(() => {
  const KEPT = "kontor-early-keys";
  const FRESH = 10000;
  const CHORDS = ["Enter", "k", "s"];
  const WRITES = "input, textarea, select, button, a, summary, [contenteditable]";
  const keys = [];
  const hear = (event) => {
    if (!event.isTrusted || event.isComposing || event.altKey) return;
    const held = event.ctrlKey || event.metaKey;
    if (held ? !CHORDS.includes(event.key) : event.target.closest?.(WRITES) || !(event.key === "Enter" || event.key.length === 1)) return;
    keys.push(`${held ? "Control+" : ""}${held && event.shiftKey ? "Shift+" : ""}${event.key}`);
    event.preventDefault();
  };
  const brought = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
    return kept && Date.now() - kept.at < FRESH ? kept.keys : [];
  };
  keys.push(...brought());
  addEventListener("keydown", hear, true);
  window.kontorEarlyKeys = {
    take: () => { removeEventListener("keydown", hear, true); return keys.splice(0); },
    bring: (waiting) => sessionStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), keys: waiting })),
  };
})();
