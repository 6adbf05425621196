// The steps that can be undone, kept for this window, so that they survive a reload. The state of the text after each
// step stands at the step's depth; what was undone stands above the present one.
import { prose } from "./schema.js";

const { undoDepth, undo, closeHistory } = prose.pm.history;
const PREFIX = "kontor.undo.";
const MOST = 60;
const LONGEST = 1_500_000;
const MOST_SENT = 3;

export class Memory {
  constructor(key) {
    this.key = key ? PREFIX + key : "";
    this.states = [];
    this.depth = 0;
    this.timer = 0;
  }

  // Call after every change of the text.
  follow(state, transaction) {
    const depth = undoDepth(state);
    const moved = Boolean(transaction?.getMeta("history$"));
    if (!moved && depth < this.depth) this.states.splice(0, this.depth - depth);
    this.states[depth] = state.doc.toJSON();
    if (!moved) this.states.length = depth + 1;
    this.depth = depth;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 400);
  }

  // After a replay: the states that there are then, the last of them or one before it being the present one.
  begin(state, states) {
    this.states = states;
    this.depth = undoDepth(state);
  }

  keep(more = {}) {
    if (!this.key || !this.states.length) return;
    this.more = { ...this.more, ...more };
    let from = Math.max(0, this.states.length - MOST);
    for (; ; from += 5) {
      const kept = { states: this.states.slice(from), depth: Math.max(0, this.depth - from), ...this.more };
      const text = JSON.stringify(kept);
      if (text.length > LONGEST && from + 5 < this.depth) continue;
      try { sessionStorage.setItem(this.key, text); } catch { sessionStorage.removeItem(this.key); }
      return;
    }
  }

  // The text as it is now goes to the server; whether it arrived may not be heard any more.
  sending() {
    this.keep({ sent: [...(this.more?.sent ?? []), this.states[this.depth]].slice(-MOST_SENT) });
  }

  read() {
    if (!this.key) return null;
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key));
      return Array.isArray(kept?.states) && kept.states.length && Number.isInteger(kept.depth) ? kept : null;
    } catch { return null; }
  }

  forget() {
    clearTimeout(this.timer);
    if (this.key) sessionStorage.removeItem(this.key);
    this.key = "";
  }
}

// Replays what was kept into the editor's own history, and ends at the text that is present now. Answers with the
// states as they are then; with null where what was kept does not match.
export function replay(editor, kept, present) {
  let states;
  try { states = kept.states.map((json) => editor.schema.nodeFromJSON(json)); } catch { return null; }
  const depth = Math.min(kept.depth, states.length - 1);
  editor.commands.setContent(states[0].toJSON(), { emitUpdate: false });
  forgetHistory(editor);
  for (const state of states.slice(1)) become(editor, state);
  for (let step = states.length - 1; step > depth; step -= 1) undo(editor.state, (tr) => editor.view.dispatch(tr));
  if (states[depth].eq(present)) return kept.states;
  become(editor, present);
  return [...kept.states.slice(0, depth + 1), present.toJSON()];
}

// Only what differs is replaced, so that undoing leads to the place of the change.
export function become(editor, wanted) {
  const { doc } = editor.state;
  const start = doc.content.findDiffStart(wanted.content);
  if (start === null) return;
  let { a, b } = doc.content.findDiffEnd(wanted.content);
  const overlap = start - Math.min(a, b);
  if (overlap > 0) { a += overlap; b += overlap; }
  const step = editor.state.tr.replace(start, a, wanted.slice(start, b));
  editor.view.dispatch(closeHistory(step));
}

function forgetHistory(editor) {
  const plugins = editor.state.plugins;
  const bare = plugins.filter((plugin) => !plugin.key.startsWith("history$"));
  editor.view.updateState(editor.state.reconfigure({ plugins: bare }));
  editor.view.updateState(editor.state.reconfigure({ plugins }));
}
