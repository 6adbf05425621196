// The person's calls, on every page: what the server says is put in call by call. The focus is never taken, a note that
// is being written is never replaced, and goes with its call only once it is kept; a call that begins is said once, and
// the title of the window says it while it rings.
import { connect as listen } from "../../ui/js/behaviours/live.js";
import { say } from "../../ui/js/say.js";
import { begin, end } from "../ringing.js";

const SAVES = 700;
const AT_LATEST = 2_000;
const FOLDED = "kontor-small-calls";
const shown = new WeakMap();

export function connect(phone) {
  if (!document.querySelector("[data-behaviour~=live]")) listen(phone);
  const said = phone.querySelector("[data-said]");
  const known = new Set([...calls(phone)].map((call) => call.id));
  let clock = Number(phone.dataset.now) - Date.now();
  let before = null;
  let asking = null;
  let again = false;

  const refresh = async () => {
    if (asking) return void (again = true);
    asking = fetch(phone.dataset.url, { headers: { "HX-Request": "true", "Kontor-Background": "1" } });
    try {
      const answer = await asking;
      if (answer.status === 200) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch { /* The stream's own notice says that the connection is lost. */ }
    asking = null;
    if (again) { again = false; refresh(); }
  };
  const put = (fresh) => {
    const news = fresh.querySelector("#phone");
    if (!news || !phone.isConnected) return;
    clock = Number(news.dataset.now) - Date.now();
    putSign(fresh.querySelector("#phone-sign"));
    for (const call of calls(phone)) if (!news.querySelector(`#${call.id}`)) leave(call);
    const stood = before; // what is renewed gets the focus back from nowhere
    for (const call of calls(news)) merge(phone, call);
    before = stood;
    fold(phone);
    tell();
    tick();
  };
  const leave = (call) => {
    const area = call.querySelector("[data-unsaved]");
    if (area) return void last(area);
    const held = call.contains(document.activeElement);
    known.delete(call.id);
    call.remove();
    if (held) back();
  };
  // A row of the list may have been renewed meanwhile. Where nothing had the keys before, the page has them.
  const back = () => {
    const place = before?.isConnected ? before : document.getElementById(before?.id ?? "");
    if (place) place.focus({ preventScroll: true });
    else document.activeElement?.blur();
  };
  // What is typed when the wrap-up ends, or the call is somebody else's.
  const last = async (area) => {
    if (area.dataset.refused) return;
    await save(area);
    if (!area.dataset.unsaved) refresh();
  };
  const tell = () => {
    const fresh = [...calls(phone)].filter((call) => !known.has(call.id));
    for (const call of fresh) known.add(call.id);
    if (fresh.length) said.textContent = fresh.map((call) => call.dataset.said).join(" ");
    const ringing = phone.querySelector("[data-phase=ringing]");
    if (ringing) begin(ringing.dataset.said);
    else end();
  };
  const tick = () => {
    const now = Date.now() + clock;
    for (const timer of phone.querySelectorAll("[data-since]")) write(timer, length(now - Date.parse(timer.dataset.since)));
    for (const timer of phone.querySelectorAll("[data-until]")) {
      const left = Date.parse(timer.dataset.until) - now;
      write(timer, length(Math.max(0, left + 999)));
      if (left <= 0 && !timer.dataset.over) { timer.dataset.over = "1"; setTimeout(refresh, 500); }
    }
  };

  for (const news of ["live:own:call", "live:own:phone", "live:reload", "phone:refresh"]) document.body.addEventListener(news, refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  phone.addEventListener("focusin", (event) => { if (!phone.contains(event.relatedTarget)) before = event.relatedTarget; });
  phone.addEventListener("keydown", (event) => keys(event, back));
  phone.addEventListener("click", (event) => turn(phone, event.target.closest("[data-fold]")));
  phone.addEventListener("input", (event) => note(event.target));
  phone.addEventListener("htmx:configRequest", (event) => flush(phone, event.target));
  addEventListener("pagehide", () => flush(phone, null));
  for (const call of calls(phone)) remember(call);
  const timer = setInterval(() => (phone.isConnected ? tick() : clearInterval(timer)), 1000);
  fold(phone);
  tell();
  tick();
}

const calls = (phone) => phone.querySelectorAll(":scope > .phone__call");
const write = (timer, text) => { if (timer.textContent !== text) timer.textContent = text; };
const remember = (call) => { for (const part of call.querySelectorAll("[data-part]")) shown.set(part, part.outerHTML); };

function length(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (figure) => String(figure).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function merge(phone, fresh) {
  const call = phone.querySelector(`#${fresh.id}`);
  if (!call) {
    phone.append(fresh);
    remember(fresh);
    htmx.process(fresh);
    return;
  }
  Object.assign(call.dataset, fresh.dataset);
  for (const part of call.querySelectorAll("[data-part]")) renew(part, fresh.querySelector(`[data-part=${part.dataset.part}]`));
}

function renew(part, fresh) {
  const html = fresh?.outerHTML;
  if (!fresh || shown.get(part) === html) return;
  const focus = part.contains(document.activeElement) ? document.activeElement : null;
  if (focus?.matches("input, textarea, select") || part.querySelector("[data-unsaved]")) return;
  const name = focus?.dataset.action;
  part.replaceWith(fresh);
  shown.set(fresh, html);
  htmx.process(fresh);
  if (focus) (fresh.querySelector(`[data-action="${name}"]`) ?? fresh.closest(".phone__call")).focus({ preventScroll: true });
}

// Which calls are small is remembered as long as the window is open.
function turn(phone, button) {
  if (!button) return;
  const small = new Set(folded());
  const { id } = button.closest(".phone__call");
  if (!small.delete(id)) small.add(id);
  sessionStorage.setItem(FOLDED, JSON.stringify([...small]));
  fold(phone);
}

function fold(phone) {
  const small = folded();
  for (const call of calls(phone)) {
    call.toggleAttribute("data-folded", small.includes(call.id));
    call.querySelector("[data-fold]").ariaExpanded = String(!small.includes(call.id));
  }
}

const folded = () => JSON.parse(sessionStorage.getItem(FOLDED) ?? "[]");

function putSign(fresh) {
  const sign = document.querySelector("#phone-sign");
  if (!sign || !fresh || sign.dataset.stamp === fresh.dataset.stamp || sign.querySelector(":popover-open")) return;
  const focused = sign.contains(document.activeElement);
  sign.replaceWith(fresh);
  htmx.process(fresh);
  if (focused) fresh.querySelector("button")?.focus();
}

function keys(event, back) {
  if (event.key === "Escape") back();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest(".phone__call")?.querySelector("[data-finish]")?.click();
  else return;
  event.preventDefault();
}

// The note is kept on the server while one types, and at the latest when anything is done with the call.
function note(area) {
  if (!area.dataset.saves) return;
  const now = performance.now();
  if (!area.saving) area.since = now;
  area.dataset.unsaved = "1";
  if (area.saving && now - area.since > AT_LATEST) return;
  clearTimeout(area.saving);
  area.saving = setTimeout(() => save(area), SAVES);
}

// What is sent with the form itself needs no saving of its own.
function flush(phone, form) {
  for (const area of phone.querySelectorAll("[data-unsaved]")) {
    if (!form || area.form !== form) save(area);
    else {
      clearTimeout(area.saving);
      delete area.dataset.unsaved;
    }
  }
}

async function save(area) {
  clearTimeout(area.saving);
  area.saving = 0;
  const text = area.value;
  const form = new FormData();
  form.set("note", text);
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  try {
    const answer = await fetch(area.dataset.saves, { method: "POST", body: form, headers: { ...headers, "HX-Request": "true" }, keepalive: true });
    const isKept = answer.ok && !answer.headers.has("Kontor-Signed-Out");
    if (answer.status === 404) refuse(area);
    else if (isKept && area.value === text) delete area.dataset.unsaved;
    else if (!isKept) area.saving = setTimeout(() => save(area), 10 * SAVES);
  } catch {
    area.saving = setTimeout(() => save(area), 10 * SAVES);
  }
}

function refuse(area) {
  const { lost } = area.closest("#phone")?.dataset ?? {};
  area.dataset.refused = "1";
  if (lost) say(lost, "near");
}
