// Saving brings the same page again: whoever stood in a field stands in it still. What was new has a page of its own then,
// with the same fields, or stands in its list, where one goes on with the next. Kept are an address and the id of the field.
const KEY = "kontor-place";
const NEXT = "[data-hotkey=n]";

export function keepPlace() {
  const id = document.activeElement?.id;
  if (id) sessionStorage.setItem(KEY, JSON.stringify([location.pathname, id]));
}

export function returnToPlace() {
  const [path, id] = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  sessionStorage.removeItem(KEY);
  if (!path || location.hash || document.activeElement !== document.body) return;
  const wasNew = path.endsWith("/new/") && area(path) === area(location.pathname);
  if (path === location.pathname || wasNew) (document.getElementById(id) ?? (wasNew ? document.querySelector(NEXT) : null))?.focus();
}

const area = (path) => path.split("/").slice(0, 3).join("/");
