// Another template, another language or another category while one is writing. The text is changed in the editor, so that
// Ctrl+Z takes it back, and template, language and subject with it; what was typed is replaced only when the person says so.
import { say } from "../../ui/js/say.js";

export function connect(line) {
  const form = line.closest("form");
  const offer = form.querySelector("#editor-offer");
  const language = line.querySelector("[data-language]");
  const name = line.querySelector("[data-template-name]");
  const writing = () => form.elements.text.kontorEditor;
  let began = null; // the text as it was suggested; null: it was written in before
  let subject = form.elements.subject.value;
  let spoken = language.value;
  let turning = false;
  const stood = new Map(); // by the text before and after each switch: what it was written with

  const ready = () => {
    if ("untouched" in line.dataset) began = writing().getHTML();
    if ("atOnce" in offer.dataset && isUntouched()) take({ template: offer.dataset.template, suggested: "1" }, "replace");
  };
  const isUntouched = () => began !== null && writing().getHTML() === began;

  const ask = async (wanted, url = line.dataset.url) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(wanted)) body.set(name, value);
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true" };
    try {
      const answer = await fetch(url, { method: "POST", body, headers });
      if (answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) return await answer.json();
      say(refusal(await answer.text()) || line.dataset.failedWord, "near");
    } catch { say(line.dataset.failedWord, "near"); }
    return null;
  };
  const take = async (wanted, how) => {
    offer.hidden = true;
    if (how === "keep") {
      const kept = await ask({ language: wanted.language ?? "", how: "keep" });
      return kept ? speak(kept.language) : back();
    }
    const text = await ask({ ...wanted, how: "text", beside: how === "below" ? "1" : "" });
    if (!text) return back();
    put(text, how === "replace" ? text.html : `${writing().getHTML()}${text.html}`, how === "replace");
    if (how === "replace") writing().focusGap();
    else writing().focus();
  };
  // The text gets into the editor in one step. "fresh": nothing else is in it than what was suggested.
  const put = (text, html, fresh) => {
    stood.set(writing().getHTML(), present());
    turning = true;
    writing().exchangeHTML(html);
    turning = false;
    began = fresh ? writing().getHTML() : null;
    if (text.subject && form.elements.subject.value === subject) form.elements.subject.value = subject = text.subject;
    show({ ...text, id: String(text.id) });
    stood.set(writing().getHTML(), present());
    if (text.files) showFiles();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const showFiles = async () => {
    const answer = await fetch(line.dataset.place, { headers: { "HX-Request": "true", "Kontor-Background": "1" } });
    const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#draft-files");
    if (!fresh) return;
    form.querySelector("#draft-files").replaceWith(fresh);
    htmx.process(fresh);
  };
  // Somebody else gets it now: what was filled in for the former recipient follows, what was typed stays.
  const readdress = async () => {
    if (form.inert) return; // it is on its way as it stands
    const html = writing().getHTML();
    const text = await ask({ to: form.elements.to.value, html }, line.dataset.readdress);
    if (!text?.html) return;
    if (writing().getHTML() !== html) return readdress();
    put(text, text.html, isUntouched());
    if (text.left) say(line.dataset.leftWord, "near");
  };
  const present = () => ({ id: line.dataset.template, template: name.title, language: spoken, began, subject });
  const show = (shown) => {
    line.dataset.template = shown.id;
    name.textContent = shown.template || line.dataset.noneWord;
    name.title = shown.template;
    speak(shown.language);
  };
  // Taken back or done again with the keys of the editor: the draft is told what the text is written with now.
  const follow = async () => {
    const was = !turning && stood.size ? stood.get(writing().getHTML()) : null;
    if (!was || (was.id === line.dataset.template && was.language === spoken)) return;
    if (form.elements.subject.value === subject) form.elements.subject.value = was.subject;
    ({ began, subject } = was);
    show(was);
    const text = await ask(was.id ? { template: was.id, language: was.language, how: "text" } : { language: was.language, how: "keep" });
    if (text?.files) showFiles();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const back = () => { language.value = spoken; };
  const speak = (code) => {
    if (![...language.options].some((option) => option.value === code)) language.append(new Option(code, code));
    language.value = spoken = code;
    for (const element of [form.elements.text, writing()?.element]) element?.setAttribute("lang", code);
    form.dispatchEvent(new CustomEvent("kontor:language", { bubbles: true, detail: { language: code } }));
  };
  const want = async (wanted, done) => {
    if (isUntouched()) {
      await take(wanted, "replace");
      return done?.();
    }
    done?.(false);
    offer.wanted = wanted;
    for (const [name, value] of [["moved", true], ["typed", false]]) offer.querySelector(`[data-offer-${name}]`).hidden = value;
    offer.hidden = false;
    offer.querySelector("[data-take]").focus();
  };

  offer.addEventListener("click", (event) => {
    const how = event.target.closest("[data-take]")?.dataset.take;
    if (!how) return;
    take(offer.wanted ?? { template: offer.dataset.template, suggested: "1" }, how);
    writing().focus();
  });
  language.addEventListener("change", (event) => { event.stopPropagation(); want({ language: language.value }); });
  language.addEventListener("input", (event) => event.stopPropagation());
  form.addEventListener("input", (event) => { if (event.target === form.elements.text) follow(); });
  if (line.dataset.readdress) form.elements.to.addEventListener("change", readdress);
  document.querySelector("#picker-templates").addEventListener("picker:chosen", (event) => want({ template: event.detail.id }, event.detail.done));
  // The open ticket has fetched itself anew: it may lie in another category now.
  form.addEventListener("kontor:offer", (event) => {
    const fresh = event.detail;
    if (!fresh.dataset.template || fresh.dataset.template === offer.dataset.template) return;
    for (const name of ["template", "suggested", "atOnce"]) if (name in fresh.dataset) offer.dataset[name] = fresh.dataset[name]; else delete offer.dataset[name];
    offer.querySelector("[data-offer-moved]").textContent = fresh.querySelector("[data-offer-moved]").textContent;
    offer.querySelector("[data-offer-moved]").hidden = false;
    offer.querySelector("[data-offer-typed]").hidden = true;
    offer.wanted = null;
    if ("atOnce" in offer.dataset && isUntouched()) take({ template: offer.dataset.template, suggested: "1" }, "replace");
    else offer.hidden = false;
  });
  form.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-picker]");
    if (opener) { event.preventDefault(); open(opener.dataset.openPicker); }
  });
  form.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    const wanted = event.ctrlKey && key === " " ? "modules" : event.altKey && !event.ctrlKey && { t: "modules", v: "templates" }[key];
    if (!wanted || !form.querySelector(`[data-open-picker=${wanted}]`)) return;
    event.preventDefault();
    event.stopPropagation();
    open(wanted);
  }, true);

  if (writing()) ready();
  else form.addEventListener("kontor:editor-ready", ready, { once: true });
}

const open = (key) => document.querySelector(`#picker-${key}`).dispatchEvent(new CustomEvent("picker:open"));

// A refusal comes as a message for the page.
const refusal = (answer) => new DOMParser().parseFromString(answer, "text/html").querySelector(".toast__text, .notice__text")?.textContent.trim() ?? "";
