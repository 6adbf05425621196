// On the message area: while a dialog is open its messages stand in it. Beside it nothing can be clicked, or is read aloud.
export function connect(area) {
  const place = () => {
    const home = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
    if (area.parentElement !== home) home.append(area);
  };
  // Also when a dialog leaves without being closed: an answer may take its place, and say something. Of what else changes
  // in the page, which is much, nothing is looked at.
  new MutationObserver((changes) => {
    if (!area.isConnected || changes.some(({ type }) => type === "attributes")) place();
  }).observe(document.body, { subtree: true, childList: true, attributeFilter: ["open"] });
  place();
}
