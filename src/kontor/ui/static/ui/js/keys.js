// The keys of a data-hotkey as they are shown, Control as the list of keys calls it in the person's language.
const shown = (key) => (key === "Control" ? (document.querySelector("#keys kbd")?.textContent ?? "Ctrl") : key);
export const keysOf = (hotkey) => hotkey.split(/[ +]/).map((key) => Object.assign(document.createElement("kbd"), { textContent: shown(key) }));
