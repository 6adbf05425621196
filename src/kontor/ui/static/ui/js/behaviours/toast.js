// Leaves by itself, but not while it is read: hover or focus holds it, and a warning stays until it is closed.
// One that can be undone stays as long as its address says (?stays=, in seconds).
const STAYS = 8000;

export function connect(toast) {
  const form = toast.querySelector("form");
  const stays = 1000 * Number(form && new URL(form.action).searchParams.get("stays")) || STAYS;
  let timer = 0;
  const leave = () => toast.remove();
  const start = () => { if (!toast.matches(".toast--near")) timer = setTimeout(leave, stays); };
  const hold = () => clearTimeout(timer);
  toast.querySelector("[data-close]")?.addEventListener("click", (event) => {
    event.stopPropagation(); // a dialog that it stands in stays
    leave();
  });
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", start);
  toast.addEventListener("focusout", start);
  start();
}
