// On a button: opens the palette. On the palette: Ctrl+K and / open it, words narrow it in both languages, Enter goes.
import { plain, wordsOf } from "../finding.js";
import { keyOf, keysOf } from "../keys.js";
import { isTyping, openDialog } from "../typing.js";
import { word } from "../words.js";

const NUMBER = /\+?\(?\d[\d\s()/.-]*\d/;

export function connect(element) {
  if (!(element instanceof HTMLDialogElement)) {
    element.addEventListener("click", () => open(document.querySelector("#palette")));
    return;
  }
  const field = element.querySelector("input");
  element.addEventListener("click", (event) => {
    if (event.target === element || event.target.closest("[role=option]")) element.close();
  });
  field.addEventListener("input", () => narrow(element, field.value));
  field.addEventListener("keydown", (event) => move(event, element));
  for (const option of element.querySelectorAll("[data-hotkey]")) showKeys(option);
  document.addEventListener("keydown", (event) => {
    const wanted = ((event.ctrlKey || event.metaKey) && keyOf(event) === "k") || (event.key === "/" && !isTyping(event.target) && !openDialog());
    if (!wanted || !element.isConnected) return;
    event.preventDefault();
    open(element);
  });
}

function open(palette) {
  if (!palette || palette.open) return;
  const field = palette.querySelector("input");
  field.value = "";
  offerPage(palette);
  narrow(palette, "");
  palette.showModal();
  field.focus();
}

// What this page offers under a label is offered here too, by its name: by key most of it, rarer things without one.
function offerPage(palette) {
  const group = palette.querySelector("[data-here]");
  for (const option of group.querySelectorAll("[role=option]")) option.remove();
  const own = new Set([...palette.querySelectorAll("[role=option][data-hotkey]")].map((option) => option.dataset.hotkey));
  const known = new Set();
  const offered = [...document.querySelectorAll("[data-hotkey-label]")];
  for (const element of offered.sort((one, other) => ("hotkey" in other.dataset) - ("hotkey" in one.dataset))) {
    const { hotkey, hotkeyLabel: label } = element.dataset;
    if (element.closest("dialog") || element.disabled || !isThere(element) || known.has(label) || own.has(hotkey)) continue;
    known.add(label);
    group.append(pageOption(palette, element, `palette-here-${known.size}`));
  }
}

function pageOption(palette, element, id) {
  const { hotkey, hotkeyLabel, words } = element.dataset;
  const option = Object.assign(document.createElement("button"), { type: "button", className: "palette__item", id, tabIndex: -1 });
  option.setAttribute("role", "option");
  option.dataset.words = `${hotkeyLabel} ${words ?? ""}`;
  const keys = Object.assign(document.createElement("span"), { className: "palette__keys push", ariaHidden: "true" });
  if (hotkey) keys.append(...keysOf(hotkey));
  option.append(icon(element), Object.assign(document.createElement("span"), { textContent: hotkeyLabel }), keys);
  option.addEventListener("click", () => palette.addEventListener("close", () => use(element), { once: true }));
  return option;
}

const icon = (element) => element.querySelector("svg.icon")?.cloneNode(true) ?? Object.assign(document.createElement("span"), { className: "icon" });
const use = (element) => (element.matches("textarea, select, input:not([type=file]), [contenteditable]") ? element.focus() : element.click());

function narrow(palette, entered) {
  const all = wordsOf(entered);
  offerTicket(palette, entered);
  for (const option of palette.querySelectorAll("[data-seeks]")) seek(option, entered.trim());
  for (const option of palette.querySelectorAll("[role=option]:not([data-ticket], [data-seeks])")) {
    const words = plain(option.dataset.words);
    const wanted = option.dataset.takes ? take(option, entered) : all;
    option.hidden = !wanted.every((part) => words.includes(part));
  }
  order(palette, entered.trim());
  for (const group of palette.querySelectorAll("[role=group]")) group.hidden = !group.querySelector("[role=option]:not([hidden])");
  const shown = choices(palette);
  palette.querySelector(".palette__none").hidden = shown.length > 0;
  choose(palette, shown.find((option) => isCalled(option, entered)) ?? shown[0]);
}

// Whoever types a whole name means what is called so, not what stands above it and has the word too.
const isCalled = (option, entered) => plain(option.querySelector("span:not(.icon)")?.textContent ?? "") === plain(entered.trim());

// A command that takes a number gets the one that was typed; the rest are words.
function take(option, entered) {
  const number = entered.match(NUMBER)?.[0] ?? "";
  const label = option.querySelector("[data-label]");
  option.search = number ? `?${option.dataset.takes}=${encodeURIComponent(number)}` : "";
  label.textContent = `${label.dataset.label} ${number}`.trim();
  return wordsOf(entered.replace(number, " "));
}

// A list that can be searched gets the words as they were typed; it comes last, behind what the palette knows itself.
function seek(option, entered) {
  const label = option.querySelector("[data-label]");
  option.hidden = !entered;
  option.search = `?${option.dataset.seeks}=${encodeURIComponent(entered)}`;
  label.textContent = `${label.dataset.label}: ${entered}`;
}

// A number without the code of an area or a country is rather that of an order: it is looked for first. Called it can be all the same.
function order(palette, entered) {
  const commands = palette.querySelector("[role=group]:has([data-takes])");
  const lists = palette.querySelector("[role=group]:has([data-seeks])");
  if (!commands || !lists) return;
  if (/^[1-9]/.test(entered) && entered.match(NUMBER)?.[0] === entered) lists.after(commands);
  else commands.after(lists);
}

function offerTicket(palette, entered) {
  palette.querySelector("[data-ticket]")?.remove();
  const digits = entered.replace(/[\s#]/g, "");
  const pattern = palette.dataset.ticketUrl;
  if (!pattern || !/^\d{10}$/.test(digits)) return;
  const link = document.createElement("a");
  Object.assign(link, { className: "palette__item", id: "palette-ticket", href: pattern.replace("0000000000", digits), tabIndex: -1 });
  link.dataset.ticket = digits;
  link.dataset.words = digits;
  link.setAttribute("role", "option");
  link.textContent = `${word("goToTicket")} ${digits.slice(0, 4)} ${digits.slice(4, 7)} ${digits.slice(7)}`;
  palette.querySelector("[role=listbox]").prepend(link);
}

function move(event, palette) {
  const shown = choices(palette);
  const now = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) choose(palette, shown.at((now + steps[event.key]) % shown.length));
  else if (event.key === "Enter") shown[now]?.click();
  else if (event.key === "Escape") palette.close();
  else return;
  event.preventDefault();
}

function choose(palette, option) {
  for (const other of palette.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  const field = palette.querySelector("input");
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

const choices = (palette) => [...palette.querySelectorAll("[role=option]")].filter((option) => !option.hidden && !option.closest("[role=group][hidden]"));

function showKeys(option) {
  const place = option.querySelector(".palette__keys");
  place?.replaceChildren(...keysOf(option.dataset.hotkey));
}

// What a menu holds is there too, even while the menu is shut; what belongs to rows that nobody chose is not.
const isThere = (element) => element.checkVisibility() || Boolean(element.closest("[popover]"));
