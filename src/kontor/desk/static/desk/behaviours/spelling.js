// Marks the words that no dictionary knows. Only paragraphs that changed are sent. F7 goes to the next of them; the menu
// below the text has suggestions (arrows, Enter; Escape goes back to the text), "ignore" and "propose".
import { say } from "../../ui/js/say.js";

const PAUSE = 600;
const MOST_KEPT = 2000;

export function connect(box) {
  const form = box.closest("form");
  const menu = box.querySelector("[data-menu]");
  const editing = () => form.elements.text?.kontorEditor;
  const known = new Map(); // the wrong words of a paragraph, by its text
  let found = [];
  let open = null;
  let timer = 0;
  let changed = false; // since the paragraphs were read last: what was found may stand elsewhere by now
  let running = null;
  let asking = new AbortController();

  const later = (wait = PAUSE) => { changed = true; clearTimeout(timer); timer = setTimeout(check, wait); };
  const check = async () => {
    clearTimeout(timer);
    await running;
    running = look();
    await running;
  };
  const look = async () => {
    if (!editing() || !box.isConnected) return;
    changed = false;
    if (known.size > MOST_KEPT) known.clear();
    const fresh = [...new Set(editing().paragraphs().map(({ text }) => text))].filter((text) => text.trim() && !known.has(text));
    if (fresh.length) {
      const answer = await post(box.dataset.check, fresh.map((text) => ["paragraph", text]), asking.signal);
      if (!answer) return;
      for (const text of fresh) known.set(text, []);
      for (const word of answer.words) known.get(fresh[word.paragraph]).push(word);
    }
    draw();
  };
  const draw = () => {
    if (!editing()) return;
    found = editing().paragraphs().flatMap(({ text }, paragraph) => (known.get(text) ?? []).map((word) => ({ ...word, paragraph, from: word.start, to: word.end })));
    editing().decorate(found.map(({ paragraph, from, to }) => ({ paragraph, from, to, class: "misspelt" })));
    const words = [...new Set(found.map(({ word }) => word))];
    box.hidden = !words.length;
    box.querySelector("[data-words]").replaceChildren(...words.flatMap((word) => [button(word, "spelling__word", () => show(found.find((one) => one.word === word))), " "]));
    if (open && !words.includes(open.word)) close();
  };
  const next = async () => {
    if (changed) await check();
    if (!found.length) return;
    const { paragraph, to } = open ?? editing().cursor();
    const place = found.find((one) => one.paragraph > paragraph || (one.paragraph === paragraph && one.from >= to)) ?? found[0];
    show(place);
  };
  const show = async (place) => {
    open = place;
    editing().select(place);
    const answer = await post(box.dataset.suggest, [["word", place.word], ["language", place.language]]);
    if (!answer || open !== place) return;
    const items = answer.suggestions.map((word) => item(word, () => replace(place, word)));
    if (!items.length) items.push(Object.assign(document.createElement("span"), { className: "note soft", textContent: box.dataset.noneWord }));
    items.push(item(box.dataset.ignoreWord, () => ignore(place)));
    if (box.dataset.propose) items.push(item(box.dataset.proposeWord, () => propose(place)));
    menu.setAttribute("aria-label", box.dataset.insteadWord.replace("{word}", place.word));
    menu.replaceChildren(...items);
    menu.hidden = false;
    menu.querySelector("button").focus();
  };
  const close = () => { open = null; menu.hidden = true; menu.replaceChildren(); };
  const replace = (place, word) => {
    close();
    editing().replace(place, word);
    editing().focus();
    later(0);
  };
  const wave = (word) => {
    for (const [text, words] of known) known.set(text, words.filter((one) => one.word !== word));
    close();
    draw();
    editing().focus();
  };
  const ignore = async ({ word }) => { if (await post(box.dataset.ignore, [["word", word]])) wave(word); };
  const propose = async ({ word, language }) => {
    const answer = await post(box.dataset.propose, [["word", word], ["language", language]]);
    if (!answer) return;
    say(answer.sentence);
    wave(word);
  };

  form.addEventListener("input", (event) => { if (event.target.name === "text" || event.target.isContentEditable) later(); });
  form.addEventListener("kontor:editor-ready", () => later(0));
  form.addEventListener("kontor:editor-changed", () => later(0));
  form.addEventListener("keydown", (event) => {
    if (event.key === "F7") { event.preventDefault(); next(); }
    if (event.key === "Escape" && !menu.hidden) { event.preventDefault(); event.stopPropagation(); close(); editing().focus(); }
  });
  form.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".misspelt");
    const place = mark && found.find(({ word }) => word === mark.textContent);
    if (place) show(place);
  });
  menu.addEventListener("keydown", (event) => move(event, menu));
  // What is sent or thrown away is looked through no more: the server would only refuse it.
  const stop = () => { clearTimeout(timer); asking.abort(); };
  const goOn = ({ detail }) => {
    if (!box.isConnected || detail.xhr.getResponseHeader("HX-Redirect")) return;
    asking = new AbortController();
    later(0);
  };
  form.addEventListener("htmx:beforeRequest", (event) => { if (event.target === form) stop(); });
  form.addEventListener("htmx:afterRequest", (event) => { if (event.target === form) goOn(event); });
  document.querySelector("#discard-form")?.addEventListener("htmx:beforeRequest", stop);
  later(0);
}

function move(event, menu) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("button")];
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
}

async function post(url, pairs, signal) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true", "Kontor-Background": "1" };
  try {
    const answer = await fetch(url, { method: "POST", body: new URLSearchParams(pairs), headers, signal });
    if (answer.ok && answer.headers.get("Content-Type")?.includes("json")) return await answer.json();
    if (answer.status === 409) say(new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim(), "near");
  } catch { /* without a connection nothing is marked; the draft says that there is none */ }
  return null;
}

function button(text, name, use) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `button button--small ${name}`, textContent: text });
  made.addEventListener("click", use);
  return made;
}

function item(text, use) {
  const made = button(text, "button--outline spelling__item", use);
  made.setAttribute("role", "menuitem");
  return made;
}
