import { word } from "./words.js";

// What the key of an event is called: with Ctrl a letter is the same one though Caps Lock is on.
export const keyOf = (event) => ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.length === 1 ? event.key.toLowerCase() : event.key);

// The keys of a data-hotkey as they are shown, called as in the person's language; Control as in the list of keys.
const NAMES = {
  Control: () => document.querySelector("#keys kbd")?.textContent ?? "Ctrl",
  Shift: () => word("keyShift"),
  Space: () => word("keySpace"),
};
const shown = (key) => NAMES[key]?.() || key;
export const keysOf = (hotkey) => hotkey.split(/[ +]/).map((key) => Object.assign(document.createElement("kbd"), { textContent: shown(key) }));
