// Says something once in the message area. level: success, info or near.
import "./behaviours/toast.js"; // so that it is there without a network, which is said by one, too
import { word } from "./words.js";

const SIGNS = { success: "done", info: "why", near: "warning" };
const sprite = new URL("../icons.svg", import.meta.url).pathname;

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.setAttribute("class", "icon icon--small");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export function say(text, level = "success", undoUrl = "") {
  // A warning stays until it is closed: the same one is not said beside itself.
  if (level === "near" && warnings(text).length) return;
  const toast = document.createElement("div");
  const words = document.createElement("span");
  const close = document.createElement("button");
  toast.className = `toast${level === "near" ? " toast--near" : ""}`;
  toast.dataset.behaviour = "toast";
  words.className = "toast__text";
  words.textContent = text;
  close.className = "button button--small button--icon";
  close.type = "button";
  close.dataset.close = "";
  close.setAttribute("aria-label", word("close"));
  close.append(icon("x"));
  toast.append(icon(SIGNS[level] ?? "why"), words, ...(undoUrl ? [undo(undoUrl)] : []), close);
  document.querySelector("#messages")?.append(toast);
}

export const warned = (text) => warnings(text).length > 0;

// What was warned of is over.
export const unsay = (text) => warnings(text).forEach((toast) => toast.remove());

const warnings = (text) => [...document.querySelectorAll("#messages .toast--near")].filter((toast) => toast.querySelector(".toast__text")?.textContent === text);

function undo(url) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: url });
  const token = Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken" });
  const button = Object.assign(document.createElement("button"), { className: "button button--small", textContent: word("undo") });
  button.dataset.hotkey = "z";
  button.append(" ", Object.assign(document.createElement("kbd"), { textContent: "z", ariaHidden: "true" }));
  token.value = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] ?? "";
  form.append(token, button);
  return form;
}
