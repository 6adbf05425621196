// What listens beyond its own part of the page (document, window) ends when that part has left it: a desk stays open all day.
const parts = new Map();

export function whileIn(part) {
  const end = new AbortController();
  parts.set(part, end);
  return end.signal;
}

new MutationObserver(() => {
  for (const [part, end] of parts) if (!part.isConnected && parts.delete(part)) end.abort();
}).observe(document.documentElement, { childList: true, subtree: true });
