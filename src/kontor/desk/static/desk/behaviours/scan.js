// The pages of a letter: arrow keys turn them, plus and minus change the size. What was chosen stays from page to page.
const kept = new Map();
const LEAST = 1;
const USUAL = 2;
const MOST = 5;

export function connect(scan) {
  const state = kept.get(scan.id) ?? { zoom: USUAL, text: false, focus: false };
  kept.set(scan.id, state);
  const words = scan.querySelector(".scan__text");
  const view = scan.querySelector(".scan__view");
  const show = () => {
    scan.dataset.zoom = state.zoom;
    for (const [name, end] of [["smaller", LEAST], ["larger", MOST]]) {
      const button = scan.querySelector(`[data-scan="${name}"]`);
      if (button) button.disabled = state.zoom === end;
    }
  };
  const resize = (step) => {
    state.zoom = Math.min(MOST, Math.max(LEAST, state.zoom + step));
    show();
  };
  const turn = (name) => {
    const link = scan.querySelector(`[data-scan="${name}"]`);
    if (!link) return;
    state.focus = true;
    link.click();
  };
  scan.dataset.alive = "";
  show();
  if (words) {
    words.open = state.text;
    words.addEventListener("toggle", () => { state.text = words.open; });
  }
  if (state.focus) view?.focus({ preventScroll: true });
  state.focus = false;
  scan.addEventListener("click", (event) => {
    const name = event.target.closest("[data-scan]")?.dataset.scan;
    if (name === "smaller") resize(-1);
    if (name === "larger") resize(1);
  });
  view?.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowLeft: () => turn("before"),
      ArrowRight: () => turn("after"),
      "+": () => resize(1),
      "-": () => resize(-1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
