// The sentences scripts may say: written by the server in the person's language (ui/_words.html).
export const word = (name) => document.querySelector("#words")?.dataset[name] ?? "";

// The name of the sentence for who is led away from a page, by what the server's header says; "" for nobody.
export const ledAway = (header) => ({ tenant: "noTenant", password: "newPassword" })[header] ?? (header ? "signedOut" : "");
export const LED_AWAY = ["signedOut", "noTenant", "newPassword"];
