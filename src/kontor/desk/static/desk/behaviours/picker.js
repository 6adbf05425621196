// A dialog in which one of many is found by typing: options come from the server, arrows choose, Enter takes. It is opened
// by an event "picker:open" and says what was taken by "picker:chosen" with { id, name, done }: what is typed on waits until
// done is called.
import { hold } from "../../ui/js/behaviours/early-keys.js";

const PAUSE = 60;

export function connect(dialog) {
  const field = dialog.querySelector("input[type=search]");
  const list = dialog.querySelector("[role=listbox]");
  const preview = dialog.querySelector("[data-preview-place]");
  const filters = [...dialog.querySelectorAll("[data-filter]")];
  let timer = 0;
  let asked = null;

  const shown = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    if (preview) preview.textContent = option?.querySelector("[data-preview]")?.textContent ?? "";
  };
  const search = async () => {
    clearTimeout(timer);
    asked?.abort();
    const mine = (asked = new AbortController());
    const wanted = field.value;
    const url = new URL(dialog.dataset.url, location.href);
    url.searchParams.set("q", wanted);
    for (const filter of filters) if (filter.type !== "checkbox" || filter.checked) url.searchParams.set(filter.dataset.filter, filter.value);
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: mine.signal });
      if (!answer.ok) return;
      list.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.children);
      dialog.querySelector(".palette__none").hidden = shown().length > 0;
      choose(shown()[0]);
      list.dataset.found = wanted; // which is not what stands there by now, where one types fast
    } catch (error) { if (error.name !== "AbortError") dialog.querySelector(".palette__none").hidden = false; }
  };
  const take = async (pointed) => {
    const done = hold();
    // What was typed last may still be on its way; Enter means what it will find.
    if (!pointed && list.dataset.found !== field.value) await search();
    const option = pointed ?? (list.dataset.found === field.value && chosen());
    if (!option) return done(false);
    dialog.close();
    dialog.dispatchEvent(new CustomEvent("picker:chosen", { bubbles: true, detail: { id: option.dataset.id, name: option.dataset.name, done } }));
  };

  dialog.addEventListener("picker:open", () => {
    if (dialog.open) return;
    field.value = "";
    delete list.dataset.found;
    dialog.showModal();
    field.focus();
    search();
  });
  field.addEventListener("input", (event) => { event.stopPropagation(); clearTimeout(timer); timer = setTimeout(search, PAUSE); });
  for (const filter of filters) filter.addEventListener("input", (event) => { event.stopPropagation(); search(); });
  dialog.addEventListener("change", (event) => event.stopPropagation());
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && event.target === field) {
      const all = shown();
      choose(all.at((all.indexOf(chosen()) + step) % all.length));
    } else if (event.key === "Enter" && event.target === field) take();
    else if (event.key === "Escape") dialog.close(); // A search field would only be emptied by it.
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option);
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    choose(option);
    take(option);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
