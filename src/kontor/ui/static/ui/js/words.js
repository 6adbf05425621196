// The sentences scripts may say: written by the server in the person's language (ui/_words.html).
export const word = (name) => document.querySelector("#words")?.dataset[name] ?? "";
