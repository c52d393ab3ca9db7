// The keys of the desk. An element names its delivered key in data-alt ("KeyP" is Alt P, "Ctrl+KeyK" and "?" are whole); a person's own
// keys stand on the status line. 1 to 9 pick in the menu or panel that has the focus. Nothing fires while a word is being composed, and
// every key can be changed or switched off (WCAG 2.1.4).
import { focusInto } from "./app.js";

const SETTLE = 350; // ms after a new step in which a digit counts as a second press of the last one
const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };

let turn = "";
let turnedAt = 0;

const status = () => document.getElementById("panel-status");
const script = () => document.getElementById("panel-script");
const isTyping = (element) => element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;
const isFree = (element) => element && !element.disabled && !element.closest(".htmx-request, [inert]");
const wholeName = (alt) => (/^(Key|Arrow)/.test(alt) ? `Alt+${alt}` : alt);

// What was pressed, as workspace/desk/keys.py writes it; a key without Ctrl or Alt goes by the sign it makes.
export function chordOf(event) {
  const ctrl = event.ctrlKey || event.metaKey;
  if (!ctrl && !event.altKey) return event.key;
  return [ctrl && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", event.code].filter(Boolean).join("+");
}

export const chordWords = (chord) => chord.split("+").map((part) => ARROWS[part] ?? part.replace(/^(Key|Digit)/, "")).join(" ");

// Delivered keys to a person's own; an empty one is off.
const changes = () => new Map((status()?.dataset.keys ?? "").split(" ").filter(Boolean).map((pair) => pair.split("=")));

function deliveredFor(chord) {
  const changed = changes();
  for (const [delivered, own] of changed) if (own === chord) return delivered;
  return changed.has(chord) ? "" : chord;
}

// Says on the screen which keys this person has.
export function showKeys() {
  const changed = changes();
  const words = new Map([...changed].map(([delivered, own]) => [chordWords(delivered), own && chordWords(own)]));
  for (const cap of document.querySelectorAll("kbd[data-keys]")) {
    const own = words.get(cap.dataset.keys) ?? cap.dataset.keys;
    if (cap.textContent !== own) cap.textContent = own;
  }
  for (const element of document.querySelectorAll("[data-alt][aria-keyshortcuts]")) {
    const own = changed.get(wholeName(element.dataset.alt));
    if (own !== undefined) element.setAttribute("aria-keyshortcuts", own.replace("Ctrl", "Control").replace(/Key|Digit/, ""));
  }
}

export function noteTurn() {
  const now = script()?.dataset.turn ?? "";
  if (now !== turn) turnedAt = performance.now();
  turn = now;
}

// Does what an element is for: presses it, opens it, or brings the focus to it.
export function act(element) {
  if (!isFree(element)) return;
  if (element.matches("summary")) {
    const menu = element.parentElement;
    element.focus();
    menu.open = !menu.open;
    if (menu.open) menu.querySelector(".menu-body button:not([disabled]), input:not([type=hidden])")?.focus();
  } else if (element.matches("section")) {
    focusInto(element);
  } else if (element.matches("button, a")) {
    element.click(); // without the focus, which a dialog gives back to where it was
  } else {
    element.focus();
    if (element.matches("[type=radio]")) element.click();
  }
}

function pick(digit, place) {
  const menu = place?.closest("details.menu[open]") ?? (place ? null : document.querySelector("#desk details.menu[open]"));
  const panel = place ? place.closest("#panel-script, #panel-offers") : script();
  if (!menu && panel === script() && performance.now() - turnedAt < SETTLE) return false;
  const button = menu ? menu.querySelectorAll(".menu-item:not([disabled])")[digit - 1] : panel?.querySelector(`[data-hotkey="${digit}"]`);
  if (!isFree(button)) return false;
  if (button.matches("summary")) act(button);
  else button.click();
  return true;
}

function digit(event) {
  const mode = status()?.dataset.hotkeys;
  if (mode === "plain" && /^[0-9]$/.test(event.key) && !event.altKey && !event.ctrlKey && !isTyping(event.target)) return pick(event.key, event.target);
  if (mode === "alt" && /^Alt\+Digit[0-9]$/.test(chordOf(event))) return pick(event.code.at(-1), null);
  return false;
}

function go(alt) {
  const target = [...document.querySelectorAll(`[data-alt="${CSS.escape(alt)}"]`)].find((element) => element.checkVisibility() && !element.closest("[inert]"));
  if (target) act(target);
  return target !== undefined;
}

// Enter alone answers only where it could mean nothing else.
function answerCall(event) {
  if (event.key === "Enter" && event.target !== document.body && !event.target.matches("[tabindex='-1']")) return false;
  const button = document.querySelector("#panel-bar [data-answer]");
  if (!isFree(button)) return false;
  button.click();
  return true;
}

function arrow(event) {
  const items = [...(event.target.closest("details.menu[open]")?.querySelectorAll(".menu-body button:not([disabled])") ?? [])];
  if (!items.length) return false;
  const step = event.key === "ArrowDown" ? 1 : -1;
  items.at((items.indexOf(event.target) + step) % items.length)?.focus();
  return true;
}

function pressed(event) {
  if (event.isComposing || event.repeat || document.querySelector("dialog[open]")) return;
  const delivered = deliveredFor(chordOf(event));
  let done = false;
  if (delivered === "Enter") done = answerCall(event);
  else if (delivered === "?") done = !(event.key === "?" && isTyping(event.target)) && go("?");
  else if (/^(Alt|Ctrl)\+/.test(delivered)) done = go(delivered.replace(/^Alt\+(?=Key|Arrow)/, ""));
  done ||= digit(event);
  if (!done && (event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) done = arrow(event);
  if (done) event.preventDefault();
}

document.addEventListener("keydown", pressed);
noteTurn();
showKeys();
