// The link to a list, on a page that is opened from other lists too: it leads to the one of which the page is a row.
import { leadBack, listBefore } from "../left.js";

export function connect(link) {
  const list = listBefore();
  if (!list) return;
  link.href = list;
  link.dataset.hotkey = "u";
  link.classList.remove("only-narrow"); // elsewhere the list that it led to stands beside the page
  leadBack(link);
}
