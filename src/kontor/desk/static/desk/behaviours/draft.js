// The draft is kept on the server while one types. A lost connection is said; typing goes on; saving is tried again.
// When another window was quicker, nothing is overwritten: the guard shows both and the person chooses.
const PAUSE = 1200;
const AGAIN = 5000;

export function connect(editor) {
  const status = editor.querySelector("[data-draft-status]");
  const guard = editor.querySelector("#editor-guard");
  let timer = 0;
  let saving = null;
  let changed = false;
  let stopped = false;

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const save = () => {
    clearTimeout(timer);
    saving ??= store().finally(() => { saving = null; if (changed && !stopped) later(PAUSE); });
    return saving;
  };
  const store = async () => {
    changed = false;
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true" };
    try {
      const answer = await fetch(editor.dataset.save, { method: "POST", body: new FormData(editor), headers, keepalive: true });
      await read(answer);
    } catch {
      say(editor.dataset.unsavedWord);
      changed = true;
      if (editor.isConnected) later(AGAIN);
    }
  };
  const read = async (answer) => {
    if (answer.status === 200) {
      editor.elements.version.value = (await answer.json()).version;
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      say(`${editor.dataset.savedWord} ${time}`);
    } else if (answer.status === 409) {
      stopped = true;
      guard.innerHTML = await answer.text();
      say("");
    } else if (answer.status === 422) say((await answer.json()).sentence);
    else if (answer.status === 404 || answer.status === 403) { stopped = true; say(editor.dataset.goneWord); }
    else { say(answer.status === 204 ? editor.dataset.signedOutWord : editor.dataset.unsavedWord); changed = true; later(AGAIN); }
  };
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };

  editor.addEventListener("input", (event) => {
    if (event.target.type === "file" || stopped) return;
    changed = true;
    later(PAUSE);
  });
  editor.addEventListener("focusout", () => { if (changed && !stopped) save(); });
  editor.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.files.length) return;
    event.target.form.requestSubmit();
    event.target.form.addEventListener("htmx:afterRequest", () => { event.target.value = ""; }, { once: true });
  });
  // Sending waits for what is being saved at this moment: both would carry the same version.
  editor.addEventListener("htmx:confirm", (event) => {
    clearTimeout(timer);
    changed = false;
    if (event.target !== editor || !saving) return;
    event.preventDefault();
    saving.then(() => event.detail.issueRequest());
  });
  editor.addEventListener("htmx:afterRequest", (event) => { if (event.target === editor && event.detail.failed && !event.detail.xhr.status) later(PAUSE); });
  guard.addEventListener("click", (event) => {
    const other = event.target.closest("[data-other]");
    if (!other || !event.target.closest("[data-load-other], [data-keep-own]")) return;
    if (event.target.closest("[data-load-other]")) swapIn(editor, other);
    editor.elements.version.value = other.dataset.version;
    settled(other);
    stopped = false;
    changed = true;
    save();
    editor.elements.text.focus();
  });
  document.querySelector("#discard-form")?.addEventListener("submit", () => { stopped = true; clearTimeout(timer); });
  addEventListener("pagehide", () => { if (changed && !stopped && editor.isConnected) save(); });
  const watch = new MutationObserver(() => {
    if (editor.isConnected) return;
    watch.disconnect();
    if (changed && !stopped) save();
  });
  watch.observe(document.querySelector("#ticket-pane") ?? document.body, { childList: true, subtree: true });

  if ("focus" in editor.dataset) begin(editor.elements.text);
}

function begin(text) {
  const gap = text.value.indexOf("\n\n\n\n");
  text.focus();
  text.setSelectionRange(gap < 0 ? 0 : gap + 2, gap < 0 ? 0 : gap + 2);
}

function swapIn(editor, other) {
  const place = other.querySelector("[data-other-text]");
  const own = editor.elements.text.value;
  for (const name of ["to", "cc", "bcc", "subject"]) editor.elements[name].value = other.dataset[name];
  chooseSender(editor.elements.account, other.dataset.account);
  editor.elements.text.value = place.textContent;
  place.textContent = own;
  other.querySelector("[data-others-words]").hidden = true;
  other.querySelector("[data-own-words]").hidden = false;
}

// What is not among the accounts that may be chosen is the suggested one, which comes first.
function chooseSender(select, account) {
  if (!select) return;
  select.value = account;
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}

// The version that was not chosen stays readable as text until the answer is sent.
function settled(other) {
  other.querySelector(".notice__actions").remove();
  other.querySelector(".notice__text > p").remove();
  other.removeAttribute("role");
}
