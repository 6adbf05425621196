// The frame of a mail is as high as the mail, up to a limit beyond which it scrolls.
const LIMIT = 1600;

export function connect(frame) {
  const fit = () => {
    const page = frame.contentDocument?.body;
    if (page) frame.style.blockSize = `${Math.min(LIMIT, page.scrollHeight + 2)}px`;
  };
  const loaded = () => {
    fit();
    if (frame.contentDocument?.body) new ResizeObserver(fit).observe(frame.contentDocument.body);
  };
  frame.addEventListener("load", loaded);
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank") loaded();
}
