// What the key of an event is called: with Ctrl a letter is the same one though Caps Lock is on.
export const keyOf = (event) => ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.length === 1 ? event.key.toLowerCase() : event.key);

// The keys of a data-hotkey as they are shown, Control as the list of keys calls it in the person's language.
const shown = (key) => (key === "Control" ? (document.querySelector("#keys kbd")?.textContent ?? "Ctrl") : key);
export const keysOf = (hotkey) => hotkey.split(/[ +]/).map((key) => Object.assign(document.createElement("kbd"), { textContent: shown(key) }));
