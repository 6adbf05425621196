// Gives every element with data-behaviour="name" its behaviour, now and whenever something new comes into the page.
// One behaviour, one file: behaviours/<name>.js here, /static/<area>/behaviours/<name>.js for "<area>/<name>".
import { connecting } from "./connecting.js";

const connected = new WeakMap();

const address = (name) => {
  const [area, own] = name.split("/");
  return new URL(own ? `../../${area}/behaviours/${own}.js` : `behaviours/${area}.js`, import.meta.url);
};

async function connect(element, name) {
  const known = connected.get(element) ?? new Set();
  if (known.has(name)) return;
  connected.set(element, known.add(name));
  try {
    await connecting(async () => {
      const behaviour = await import(address(name));
      if (element.isConnected) behaviour.connect(element);
      else known.delete(name);
    });
  } catch (error) {
    console.error(`Behaviour ${name}`, error);
  }
}

function connectAll(root) {
  if (!(root instanceof Element)) return [];
  const found = [...(root.matches("[data-behaviour]") ? [root] : []), ...root.querySelectorAll("[data-behaviour]")];
  return found.flatMap((element) => element.dataset.behaviour.split(" ").filter(Boolean).map((name) => connect(element, name)));
}

new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(connectAll)))
  .observe(document.documentElement, { childList: true, subtree: true });
await Promise.all(connectAll(document.documentElement));
document.documentElement.dataset.started = "";
document.dispatchEvent(new Event("kontor:started"));
