// A list that was left for one of its rows is come back to as it was: narrowed, on the same page, the row in focus.
const LEFT = "kontor-left"; // by the address of a list: how it was narrowed, and which row was opened
const BACK = "kontor-back"; // the list that one is on the way back to

export function leaveFor(link) {
  const opened = [location.search, link.getAttribute("href")];
  sessionStorage.setItem(LEFT, JSON.stringify({ ...lists(), [location.pathname]: opened }));
}

export function leadBack(link) {
  const { pathname } = new URL(link.href);
  const [search] = lists()[pathname] ?? [];
  if (search) link.search = search;
  link.addEventListener("click", () => sessionStorage.setItem(BACK, pathname));
}

// The list that one comes from, if this page is what was opened there.
export function listBefore() {
  const { pathname } = new URL(document.referrer || location);
  const [, row] = lists()[pathname] ?? [];
  return row === location.pathname + location.search ? pathname : "";
}

export function returnToRow() {
  const [, row] = lists()[location.pathname] ?? [];
  const comes = sessionStorage.getItem(BACK) === location.pathname || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  sessionStorage.removeItem(BACK);
  if (!comes || document.activeElement !== document.body) return;
  const link = document.querySelector(`[data-row] a[href="${CSS.escape(row)}"]`);
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: "nearest" });
}

// Whoever signs in next finds nothing of what somebody else looked for.
export function forgetLists() {
  sessionStorage.removeItem(LEFT);
}

const lists = () => JSON.parse(sessionStorage.getItem(LEFT) ?? "{}");
