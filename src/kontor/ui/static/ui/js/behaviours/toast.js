// Leaves by itself, but not while it is read: hover or focus holds it, and a warning stays until it is closed.
const STAYS = 8000;

export function connect(toast) {
  let timer = 0;
  const leave = () => toast.remove();
  const start = () => { if (!toast.matches(".toast--near")) timer = setTimeout(leave, STAYS); };
  const hold = () => clearTimeout(timer);
  toast.querySelector("[data-close]")?.addEventListener("click", leave);
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", start);
  toast.addEventListener("focusout", start);
  start();
}
