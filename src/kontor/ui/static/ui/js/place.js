// Saving brings the same page again: whoever stood in a field stands in it still. Kept are an address and the id of the field.
const KEY = "kontor-place";

export function keepPlace() {
  const id = document.activeElement?.id;
  if (id) sessionStorage.setItem(KEY, JSON.stringify([location.pathname, id]));
}

export function returnToPlace() {
  const [path, id] = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  sessionStorage.removeItem(KEY);
  if (path === location.pathname && !location.hash && document.activeElement === document.body) document.getElementById(id)?.focus();
}
