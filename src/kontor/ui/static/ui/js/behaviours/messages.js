// Messages that come with an htmx answer (HX-Trigger: ui:messages).
import { say } from "../say.js";

export function connect(body) {
  body.addEventListener("ui:messages", (event) => {
    for (const message of event.detail.messages ?? []) say(message.text, ["warning", "error"].includes(message.level) ? "near" : message.level, message.undo);
  });
}
