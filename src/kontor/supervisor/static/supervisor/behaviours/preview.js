// The mail beside the form, drawn anew by the server while somebody types. Nothing is saved.
// Each drawing gets a frame of its own: what is shown stays until the next one is there, and "back" passes none.
const WAIT = 400;

export function connect(section) {
  const form = document.querySelector("#mask-form");
  const stage = section.querySelector("[data-stage]");
  let timer = 0;
  let count = 0;
  const soon = () => { clearTimeout(timer); timer = setTimeout(show, WAIT); };
  const show = () => {
    clearTimeout(timer);
    stage.querySelectorAll("[data-coming]").forEach((frame) => frame.remove());
    const frame = stage.querySelector("iframe").cloneNode();
    frame.name = `template-preview-${++count}`;
    frame.dataset.coming = "";
    frame.setAttribute("aria-hidden", "true");
    frame.tabIndex = -1;
    stage.append(frame);
    frame.addEventListener("load", () => arrive(stage, frame));
    send(section, form, frame.name);
  };
  form.addEventListener("input", soon);
  section.addEventListener("change", (event) => {
    if (!("widthChoice" in event.target.dataset)) return show();
    section.dataset.width = event.target.value;
    fit(stage);
  });
  new ResizeObserver(() => fit(stage)).observe(stage);
  section.querySelector("[data-show]").addEventListener("click", (event) => { event.preventDefault(); show(); });
  show();
}

// The mail has its whole width; where there is less room, all of it is smaller.
const ROOM = 16;

function fit(stage) {
  const width = stage.querySelector("iframe").offsetWidth;
  stage.style.setProperty("--scale", Math.min(1, (stage.clientWidth - ROOM) / width));
}

function arrive(stage, frame) {
  if (!frame.isConnected || frame.contentWindow.location.href === "about:blank") return;
  for (const other of stage.querySelectorAll("iframe")) if (other !== frame) other.remove();
  delete frame.dataset.coming;
  frame.removeAttribute("aria-hidden");
  frame.removeAttribute("tabindex");
}

// A form of its own: the one that is edited must not think that it is being saved.
function send(section, form, target) {
  const sent = Object.assign(document.createElement("form"), { method: "post", action: section.dataset.address, target, hidden: true });
  for (const [name, value] of new FormData(form)) if (typeof value === "string") add(sent, name, value);
  for (const control of section.querySelectorAll("[data-name]")) {
    if (control.type !== "radio" || control.checked) add(sent, control.dataset.name, control.value);
  }
  document.body.append(sent);
  sent.submit();
  sent.remove();
}

function add(form, name, value) {
  form.append(Object.assign(document.createElement("textarea"), { name, value }));
}
