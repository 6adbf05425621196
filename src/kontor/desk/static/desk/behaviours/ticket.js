// The open ticket follows what happens: messages and notes come in, head and foot are renewed. What is being written is
// never replaced, the focus never taken. Leaving the ticket takes one's presence away at once.
const PAUSE = 400;
const BUSY = 3000;

export function connect(ticket) {
  showLatest(ticket.querySelector("#conversation"));
  const events = new AbortController();
  let timer = 0;
  let own = false; // what is to be fetched is a change of one's own
  const refresh = async () => {
    if (!ticket.isConnected) return events.abort();
    if (document.hidden) return;
    const asked = own;
    own = false;
    try {
      const headers = { "HX-Request": "true", "Kontor-Background": "1" };
      const answer = await fetch(ticket.dataset.url, { headers });
      if (!ticket.isConnected) return;
      if (answer.status === 404) return gone();
      if (answer.status !== 200) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#ticket");
      if (!fresh || renew(ticket, fresh, asked)) return;
      own ||= asked;
      soon(BUSY);
    } catch { /* The stream's own notice says that the connection is lost. */ }
  };
  // What is on the screen stays, so that it can be copied; nothing follows any more.
  const gone = () => {
    events.abort();
    const place = ticket.querySelector("[data-gone]");
    const sentence = place.querySelector("template");
    if (sentence) sentence.replaceWith(sentence.content);
  };
  const soon = (wait = PAUSE) => { clearTimeout(timer); timer = setTimeout(refresh, wait); };
  const options = { signal: events.signal };
  for (const name of [`live:ticket:${ticket.dataset.id}`, "live:reload"]) document.body.addEventListener(name, () => soon(), options);
  document.body.addEventListener("ticket:refresh", () => { own = true; soon(); }, options);
  document.body.addEventListener("live:call", (event) => ticket.querySelector(`#of-call-${event.detail.id}`) && soon(), options);
  document.addEventListener("visibilitychange", () => document.hidden || soon(), options);
  addEventListener("pagehide", () => ticket.isConnected && leave(ticket), options);
  const watch = new MutationObserver(() => {
    if (ticket.isConnected) return;
    watch.disconnect();
    events.abort();
    leave(ticket);
  });
  watch.observe(document.querySelector("#ticket-pane") ?? document.body, { childList: true });
}

// What was said last is what one has come for, unless something above it asks for a decision.
function showLatest(conversation) {
  const latest = conversation.lastElementChild;
  if (!latest || latest === conversation.firstElementChild || conversation.querySelector(":scope > .elsewhere")) return;
  conversation.scrollTop = latest.offsetTop - conversation.offsetTop;
}

function leave(ticket) {
  const form = new FormData();
  form.set("mode", "left");
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "Kontor-Background": "1" };
  fetch(ticket.dataset.presence, { method: "POST", body: form, headers, keepalive: true }).catch(() => {});
}

// Returns false when a part had to wait, because somebody is using it.
function renew(ticket, fresh, own) {
  ticket.toggleAttribute("data-mine", fresh.hasAttribute("data-mine"));
  renewConversation(ticket.querySelector("#conversation"), fresh.querySelector("#conversation"));
  const head = renewPart(ticket.querySelector("#ticket-head"), fresh.querySelector("#ticket-head"), own);
  return renewFoot(ticket.querySelector("#ticket-foot"), fresh.querySelector("#ticket-foot")) && head;
}

function renewPart(part, fresh, own = false) {
  if (part.dataset.stamp === fresh.dataset.stamp) return true;
  const focus = part.contains(document.activeElement) ? document.activeElement : null;
  // The heading only holds the focus, where one came to the ticket; whoever is at a button is not disturbed, unless
  // what one has changed in the dialog of this button is to be seen.
  if ((focus && focus.id !== "subject" && !own) || part.querySelector(":popover-open")) return false;
  part.replaceWith(fresh);
  htmx.process(fresh);
  if (focus) (same(fresh, focus) ?? fresh.querySelector("#subject"))?.focus({ preventScroll: true });
  return true;
}

const same = (part, button) => [...part.querySelectorAll("a, button")].find((one) => one.ariaLabel === button.ariaLabel && one.textContent === button.textContent);

function renewFoot(foot, fresh) {
  const editor = foot.querySelector("#editor");
  const other = fresh.querySelector("#editor");
  // A draft that was begun in another window waits behind the button; what says no longer what is true goes.
  if (!editor) return other && foot.dataset.stamp.endsWith("answer") ? true : renewPart(foot, fresh);
  const guard = editor.querySelector("#editor-guard");
  const warning = other?.querySelector("#editor-guard");
  if (!warning) editor.dispatchEvent(new Event("input", { bubbles: true }));
  else if (warning.children.length && !guard.children.length) {
    guard.replaceChildren(...warning.children);
    htmx.process(guard);
  }
  const offer = other?.querySelector("#editor-offer");
  if (offer) editor.dispatchEvent(new CustomEvent("kontor:offer", { detail: offer }));
  return true;
}

function renewConversation(conversation, fresh) {
  const atEnd = conversation.scrollHeight - conversation.scrollTop - conversation.clientHeight < 60;
  for (const item of [...conversation.children]) {
    if (item.id && !fresh.querySelector(`#${item.id}`) && !item.contains(document.activeElement)) item.remove();
  }
  let before = null;
  let added = null;
  for (const item of [...fresh.children]) {
    const here = conversation.querySelector(`#${item.id}`);
    if (here) {
      before = here.matches("[data-whole]") ? renewWhole(here, item) : here;
      renewDelivery(before, item);
      continue;
    }
    if (before) before.after(item);
    else conversation.prepend(item);
    htmx.process(item);
    before = added = item;
  }
  if (added && atEnd) added.scrollIntoView({ block: "nearest" });
}

// A call goes on while the page is open: it is shown anew as a whole, unless somebody is in it.
function renewWhole(here, item) {
  if (here.dataset.stamp === item.dataset.stamp || here.contains(document.activeElement)) return here;
  here.replaceWith(item);
  htmx.process(item);
  return item;
}

function renewDelivery(here, item) {
  if (here.dataset.stamp === item.dataset.stamp) return;
  here.dataset.stamp = item.dataset.stamp;
  const line = here.querySelector(".message__delivery");
  const fresh = item.querySelector(".message__delivery");
  if (line && fresh) line.replaceWith(fresh);
  else if (fresh) here.querySelector(".message__body").append(fresh);
}
