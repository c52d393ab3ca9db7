// The agent's desk: the parts that belong together after each swap. Loaded before htmx, so every handler is there first.
import "./socket.js";
import "./palette.js";
import "./keys-dialog.js";
import { noteTurn, showKeys } from "./keys.js";
import { noteCall } from "./ring.js";
import { restoreNotes } from "./autosave.js";
import { arrangeSide, watchFrames } from "./beside.js";
import { focusInto } from "./app.js";

let focused = ""; // the panel that held the focus before the swap
let begun = false; // the agent answered or asked for a task: its keys are wanted next
const shown = new Set(); // what was brought into view once

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-answer], [data-alt=KeyG]")) begun = true;
});

// After the agent's own answer the script has the focus, so that 1 to 9 pick; a pop or a box that somebody types in never loses it.
function followCall() {
  const at = document.activeElement;
  const script = document.querySelector("#panel-script[data-run]");
  if (!begun || !script || document.querySelector("[data-ringing]") || !(at === document.body || at?.id === "panel-bar")) return;
  begun = false;
  focusInto(script);
}

// What an agent needs next must not lie below the edge: the words for an objection, and the wrap-up when the call is over.
function bringIntoView() {
  const objection = document.querySelector(".cue.is-objection[id]");
  if (objection && !shown.has(objection.id)) objection.scrollIntoView({ block: "nearest" });
  const wrapUp = document.querySelector("#panel-wrapup.is-running");
  const side = wrapUp?.parentElement;
  if (wrapUp && !shown.has(wrapUp.id) && !side.contains(document.activeElement)) side.scrollTop = 0;
  shown.clear();
  for (const each of [objection, wrapUp]) if (each) shown.add(each.id);
}

document.addEventListener("htmx:before:swap", () => {
  focused = document.activeElement?.closest("[id^=panel-]")?.id ?? "";
});

document.addEventListener("htmx:after:swap", () => {
  noteTurn();
  showKeys();
  noteCall();
  restoreNotes();
  arrangeSide();
  watchFrames();
  // The focused button went with its step: the focus goes to what took its place, never to another panel.
  const lost = document.activeElement === null || document.activeElement === document.body || document.activeElement.disabled;
  if (focused && lost) {
    const panel = document.getElementById(focused);
    if (panel?.querySelector("[data-focus]")) focusInto(panel);
    else panel?.focus();
  }
  focused = "";
  followCall();
  bringIntoView();
});
