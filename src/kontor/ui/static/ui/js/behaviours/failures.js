// When htmx gets no answer, or one that says no: a plain sentence, and nothing typed is touched.
import { say, unsay, warned } from "../say.js";
import { LED_AWAY, ledAway, word } from "../words.js";

const SENTENCES = { 401: "signedOut", 403: "notAllowed", 404: "gone", 507: "noRoom" };
const FIELDS = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file], [type=submit])";

export function connect(body) {
  body.addEventListener("htmx:responseError", (event) => say(word(SENTENCES[event.detail.xhr.status] ?? "serverFailed"), "near"));
  for (const name of ["htmx:sendError", "htmx:timeout"]) body.addEventListener(name, (event) => isAsked(event) && say(word("noConnection"), "near"));
  // Who is signed out is led to the sign-in, who has no tenant left to their choice, and who needs a new password to
  // where one chooses it, but not away from what they have typed.
  body.addEventListener("htmx:beforeOnLoad", (event) => {
    const why = ledAway(event.detail.xhr.getResponseHeader("Kontor-Signed-Out"));
    if (!why || !isTyped()) return;
    event.preventDefault();
    event.detail.stays = true;
    say(word(why), "near");
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && isAsked(event)) unsay(word("noConnection"));
    const over = LED_AWAY.filter((why) => warned(word(why)));
    if (!event.detail.successful || !over.length) return;
    for (const why of over) unsay(word(why));
    body.dispatchEvent(new CustomEvent("kontor:signed-in"));
  });
}

// What the page asks for by itself again and again needs no word: that the connection is lost is said by its stream.
const isAsked = (event) => !("Kontor-Background" in (event.detail.requestConfig?.headers ?? {}));

// A draft that the server keeps says itself whether there is something it has not got.
const isTyped = () => !document.dispatchEvent(new CustomEvent("kontor:leaving", { cancelable: true }))
  || [...document.querySelectorAll(FIELDS)].some((field) => !field.form?.dataset.save && field.value !== field.defaultValue);
