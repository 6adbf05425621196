// Copies data-copy, or the text of data-copy-from, and says so.
import { say } from "../say.js";
import { word } from "../words.js";

export function connect(button) {
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copyFrom || null);
    await navigator.clipboard.writeText(button.dataset.copy ?? source?.value ?? source?.textContent.trim() ?? "");
    say(word("copied"));
  });
}
