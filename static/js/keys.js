// The keys of the desk: 1 to 9 inside the script panel, Alt and a letter anywhere, Enter for a ringing call, ? for the list.
// Nothing fires while a word is being composed, and the digits can be switched off (WCAG 2.1.4).
import { focusInto } from "./app.js";

const SETTLE = 350; // ms after a new step in which a digit counts as a second press of the last one

let turn = "";
let turnedAt = 0;

const script = () => document.getElementById("panel-script");
const isTyping = (element) => element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;
const isFree = (button) => button && !button.disabled && !button.closest(".htmx-request");

export function noteTurn() {
  const now = script()?.dataset.turn ?? "";
  if (now !== turn) turnedAt = performance.now();
  turn = now;
}

function pick(event) {
  if (document.getElementById("panel-status")?.dataset.hotkeys === "off") return false;
  if (!script()?.contains(event.target) || isTyping(event.target) || performance.now() - turnedAt < SETTLE) return false;
  const button = script().querySelector(`[data-hotkey="${event.key}"]`);
  if (!isFree(button)) return false;
  button.click();
  return true;
}

function go(event) {
  const target = [...document.querySelectorAll(`[data-alt="${event.code}"]`)].find((element) => element.checkVisibility());
  if (!target) return false;
  if (target.hasAttribute("data-alt-click")) {
    if (isFree(target)) target.click();
  } else if (target.matches("summary")) {
    target.focus();
    target.parentElement.open = !target.parentElement.open;
    if (target.parentElement.open) target.parentElement.querySelector(".menu-body button:not([disabled]), input:not([type=hidden])")?.focus();
  } else if (target.matches("section")) {
    focusInto(target);
  } else {
    target.focus();
  }
  return true;
}

function answerCall(event) {
  if (event.target !== document.body && !event.target.matches("[tabindex='-1']")) return false;
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
  if (event.isComposing || event.repeat || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  let done = false;
  if (event.altKey) done = go(event);
  else if (/^[0-9]$/.test(event.key)) done = pick(event);
  else if (event.key === "Enter") done = answerCall(event);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") done = arrow(event);
  else if (event.key === "?" && !isTyping(event.target)) {
    document.getElementById("shortcuts").showModal();
    done = true;
  }
  if (done) event.preventDefault();
}

document.addEventListener("keydown", pressed);
noteTurn();
