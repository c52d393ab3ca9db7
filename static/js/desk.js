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
});
