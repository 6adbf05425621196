// Choosing rows: all at once, or from one to another with Shift. Shows what can be done once something is chosen.
export function connect(list) {
  const all = list.querySelector("[data-select-all]");
  const rows = () => [...list.querySelectorAll("[name=selected]")];
  let last = null;
  const show = () => {
    const chosen = rows().filter((row) => row.checked).length;
    if (all) Object.assign(all, { checked: chosen > 0 && chosen === rows().length, indeterminate: chosen > 0 && chosen < rows().length });
    for (const part of list.querySelectorAll("[data-when-selected]")) part.hidden = chosen === 0;
    for (const figure of list.querySelectorAll("[data-selected-count]")) figure.textContent = String(chosen);
  };
  list.addEventListener("click", (event) => {
    if (event.target === all) for (const row of rows()) row.checked = all.checked;
    if (event.target.name === "selected") {
      const between = rows();
      const [from, to] = [between.indexOf(last), between.indexOf(event.target)].sort((one, other) => one - other);
      if (event.shiftKey && from >= 0) for (const row of between.slice(from, to + 1)) row.checked = event.target.checked;
      last = event.target;
    }
    if (event.target.closest("[data-select-none]")) for (const row of rows()) row.checked = false;
    show();
  });
  list.addEventListener("change", show);
  show();
}
