// When htmx gets no answer, or one that says no: a plain sentence, and nothing typed is touched.
import { say } from "../say.js";
import { word } from "../words.js";

const SENTENCES = { 401: "signedOut", 403: "notAllowed", 404: "gone" };

export function connect(body) {
  body.addEventListener("htmx:responseError", (event) => say(word(SENTENCES[event.detail.xhr.status] ?? "serverFailed"), "near"));
  for (const name of ["htmx:sendError", "htmx:timeout"]) body.addEventListener(name, (event) => isAsked(event) && say(word("noConnection"), "near"));
}

// What the page asks for by itself again and again needs no word: that the connection is lost is said by its stream.
const isAsked = (event) => !("Kontor-Background" in (event.detail.requestConfig?.headers ?? {}));
