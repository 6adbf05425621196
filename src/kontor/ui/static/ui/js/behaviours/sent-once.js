// A form that is on its way to the next page is sent once: with a second click it would be done twice, or one would be
// told that somebody else has saved meanwhile. What brings a file leaves the page where it is, so it may be sent again,
// and at once by another button.
const MOMENT = 3000;

export function connect() {
  let sent = new WeakMap();
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || !leads(event.target, event.submitter)) return;
    const now = performance.now();
    const before = sent.get(event.target);
    if (before?.by === event.submitter && now - before.at < MOMENT) event.preventDefault();
    else sent.set(event.target, { by: event.submitter, at: now });
  });
  addEventListener("pageshow", () => { sent = new WeakMap(); });
}

// To another page in this window; what only looks may be asked for as often as one likes.
const leads = (form, button) => {
  const method = button?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "get";
  return method.toLowerCase() === "post" && !(button?.formTarget || form.getAttribute("target"));
};
