// When htmx gets no answer, or one that says no: a plain sentence, and nothing typed is touched.
import { say } from "../say.js";
import { word } from "../words.js";

const SENTENCES = { 401: "signedOut", 403: "notAllowed", 404: "gone" };

export function connect(body) {
  body.addEventListener("htmx:responseError", (event) => say(word(SENTENCES[event.detail.xhr.status] ?? "serverFailed"), "near"));
  body.addEventListener("htmx:sendError", () => say(word("noConnection"), "near"));
  body.addEventListener("htmx:timeout", () => say(word("noConnection"), "near"));
}
