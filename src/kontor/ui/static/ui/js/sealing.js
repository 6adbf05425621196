// What is on its way to the server takes nothing more: no letters, no composition, nothing pasted or dropped. When it is
// back, the focus is where it was.
const sealed = new Map();

export function seal(part) {
  if (sealed.has(part)) return;
  const had = part.contains(document.activeElement) ? document.activeElement : null;
  sealed.set(part, had);
  had?.kontorEditor?.settle?.();
  part.inert = true;
  had?.blur(); // at once: the browser itself would let go with the next picture
}

export function unseal(part) {
  if (!sealed.has(part)) return;
  const had = sealed.get(part);
  sealed.delete(part);
  part.inert = false;
  if (had?.isConnected && (document.activeElement ?? document.body) === document.body) (had.kontorEditor ?? had).focus({ preventScroll: true });
}

// A page that is shown once more, as it was when it was left.
addEventListener("pageshow", (event) => { if (event.persisted) [...sealed.keys()].forEach(unseal); });
