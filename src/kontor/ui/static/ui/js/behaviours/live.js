// The stream of changes: "ticket 7 changed" becomes live:ticket and live:ticket:7 on the body, which htmx listens to.
// What was told to this person alone becomes live:own:call besides.
// The page says when it began to be made, and is told live:reload when something changed before it could listen.
// After a break everything may have changed: live:reload. A longer break is said plainly.
import { icon, say } from "../say.js";
import { word } from "../words.js";

const PATIENCE = 3000;
const WAITS = [1000, 2000, 5000, 10000, 30000];
const HIDDEN = 15000;
const AFTER = 2100;
const AGAIN = /^live:(ticket|notice|state|trial|readiness|reload)/;
const told = new Map();
const later = new Map();

// What the page fetches by itself does not count as activity of the person.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.triggeringEvent?.type.startsWith("live:")) event.detail.headers["Kontor-Background"] = "1";
});

export function connect(element) {
  let source = null;
  let failures = 0;
  let timer = 0;
  let rest = 0;
  let signedOut = false; // Then no connection is lost.
  let began = element.dataset.began;
  const open = () => {
    clearTimeout(timer);
    signedOut = false;
    source?.close();
    source = new EventSource(began ? `${element.dataset.stream}?began=${began}` : element.dataset.stream);
    source.addEventListener("open", () => {
      if (failures > 0) send("live:reload", {});
      failures = 0;
      began = "";
      notice(null);
    });
    source.addEventListener("message", (event) => (element.isConnected ? receive(event.data) : source.close()));
    source.addEventListener("reload", () => send("live:reload", {}));
    source.addEventListener("error", async () => {
      source.close();
      if (!element.isConnected) return;
      failures += 1;
      signedOut = failures === 2 && (await isSignedOut(element.dataset.stream));
      if (signedOut) return notice(null) ?? say(word("signedOut"), "near");
      timer = setTimeout(open, WAITS[Math.min(failures, WAITS.length) - 1] * (0.75 + Math.random() / 2));
      setTimeout(() => failures > 0 && !signedOut && notice(open), PATIENCE);
    });
  };
  // A browser has six connections to a server: a tab nobody looks at gives its own back and catches up when it is shown.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(rest);
    if (!element.isConnected) return;
    if (document.hidden) rest = setTimeout(() => source?.close(), HIDDEN);
    else if (source?.readyState === EventSource.CLOSED && failures === 0) { failures = 1; open(); }
  });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) { failures = 1; open(); } });
  addEventListener("online", () => failures > 0 && open());
  document.body.addEventListener("kontor:signed-in", () => element.isConnected && failures > 0 && open());
  open();
}

async function isSignedOut(url) {
  const control = new AbortController();
  try {
    const answer = await fetch(url, { signal: control.signal, headers: { "Kontor-Background": "1" } });
    control.abort();
    return answer.status === 401;
  } catch {
    return false;
  }
}

function receive(data) {
  let change;
  try { change = JSON.parse(data); } catch { return; }
  send(`live:${change.kind}`, change);
  if (change.id !== undefined) send(`live:${change.kind}:${change.id}`, change);
  if (change.own) send(`live:own:${change.kind}`, change);
}

// What is told while a part is being fetched could be older in the answer than in the news, and would be lost with the
// part that is replaced. So whatever follows soon upon the same news, or upon a reload, is told once more a little later.
function send(name, detail) {
  emit(name, detail);
  if (!AGAIN.test(name)) return;
  const now = performance.now();
  const wait = Math.max(told.get(name) ?? -AFTER, told.get("live:reload") ?? -AFTER) + AFTER - now;
  told.set(name, now);
  clearTimeout(later.get(name));
  later.set(name, setTimeout(() => {
    if (wait > 0) emit(name, detail);
    told.delete(name);
    later.delete(name);
  }, AFTER));
}

const emit = (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail }));

function notice(again) {
  const sheet = document.querySelector(".sheet");
  const shown = sheet?.querySelector(":scope > .notice--connection");
  if (!sheet || Boolean(shown) === Boolean(again)) return;
  sheet.classList.toggle("sheet--with-notice", Boolean(again));
  if (!again) return shown.remove();
  const line = Object.assign(document.createElement("div"), { className: "notice notice--near notice--bar notice--connection" });
  const text = Object.assign(document.createElement("span"), { className: "notice__text", textContent: word("connectionLost") });
  const button = Object.assign(document.createElement("button"), { className: "button button--small", type: "button", textContent: word("tryNow") });
  line.setAttribute("role", "status");
  button.addEventListener("click", again);
  line.append(icon("offline"), text, button);
  sheet.prepend(line);
}
