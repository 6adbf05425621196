// The link from a page back to its list; where nobody has signed in yet, there is no way back.
import { forgetLists, leadBack } from "../left.js";

export function connect(element) {
  if (element instanceof HTMLAnchorElement) leadBack(element);
  else forgetLists();
}
