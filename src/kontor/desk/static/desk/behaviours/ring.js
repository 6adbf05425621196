// The switch of the ring tone, for this browser; off until somebody switches it on.
import { chooseSound, wantsSound } from "../ringing.js";

export function connect(box) {
  box.checked = wantsSound();
  box.addEventListener("change", () => chooseSound(box.checked));
}
