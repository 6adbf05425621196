// Light or dark, at once and remembered. Without scripts the button's form does the same by a round trip.
const root = document.documentElement;
const YEAR = 365 * 24 * 60 * 60;

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

export function connect(button) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    root.dataset.theme = isDark() ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `kontor-theme=${root.dataset.theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  });
}
