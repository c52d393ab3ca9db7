// Saves by itself what is typed: notes (form[data-autosave]) and drafts of a step's form (form[data-draft]).
// One second after the last key, or when the box is left. Notes are kept on this computer until the server has them.
import { serverNow } from "./clock.js";

const PAUSE = 1000; // ms after the last key
const RETRY = 3000;

const words = document.getElementById("live-words").dataset;
const timers = new WeakMap();
const sending = new WeakSet();
const unsaved = new WeakSet();
const restored = new WeakSet();

const formOf = (element) => element.closest?.("form[data-autosave], form[data-draft]");
const copyName = (form) => `cuecard-notes-${form.dataset.autosave}`;

// Not crypto.randomUUID: it is missing where a call centre runs on plain http inside its own network.
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function stamp(form, text, isBad = false) {
  const place = form.querySelector("[data-stamp]");
  if (!place) return;
  place.textContent = text;
  place.classList.toggle("tone-warn", isBad);
}

function keep(form) {
  if (form.dataset.autosave) localStorage.setItem(copyName(form), form.elements.text.value);
}

function forget(form) {
  if (form.dataset.autosave) localStorage.removeItem(copyName(form));
}

function later(form, wait) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), wait));
}

async function save(form) {
  clearTimeout(timers.get(form));
  if (!unsaved.has(form) || !form.isConnected) return;
  if (sending.has(form)) {
    later(form, 200);
    return;
  }
  sending.add(form);
  unsaved.delete(form);
  stamp(form, words.saving);
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("key", freshKey());
  try {
    const answer = await fetch(form.dataset.draft ?? form.action, { method: "POST", body: new URLSearchParams(body), headers: { "Cuecard-Desk": "1" } });
    if (!answer.ok && answer.status >= 500) throw new Error(`status ${answer.status}`);
    if (answer.ok) {
      const at = answer.headers.get("Saved-At") ?? new Date(serverNow()).toLocaleTimeString(document.documentElement.lang, { hour12: false });
      stamp(form, `${words.saved} ${at}`);
      if (!unsaved.has(form)) forget(form);
    } else if (answer.headers.get("Refused") === "card_number") {
      stamp(form, words.cardNumber, true);
      forget(form); // nor may it stay on this computer
    } else {
      stamp(form, words.kept, true);
    }
  } catch {
    unsaved.add(form);
    stamp(form, words.kept, true);
    later(form, RETRY);
  } finally {
    sending.delete(form);
  }
}

// A copy that the server never got (the browser or the power went) comes back when the desk opens.
export function restoreNotes() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    if (restored.has(form)) continue;
    restored.add(form);
    const copy = localStorage.getItem(copyName(form));
    if (copy === null || copy === form.elements.text.value) continue;
    form.elements.text.value = copy;
    unsaved.add(form);
    later(form, 0);
  }
}

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  unsaved.add(form);
  keep(form);
  later(form, PAUSE);
});
document.addEventListener("focusout", (event) => {
  const form = formOf(event.target);
  if (form && unsaved.has(form)) save(form);
});
document.addEventListener("submit", (event) => {
  if (event.target.dataset.autosave === undefined) return;
  event.preventDefault();
  save(event.target);
});
// What is typed must be at the server before the step that reads it moves on.
document.addEventListener("htmx:before:request", (event) => {
  const form = event.detail.ctx.sourceElement;
  if (form?.dataset?.draft) {
    clearTimeout(timers.get(form));
    unsaved.delete(form);
  }
});
document.addEventListener("cuecard:heard", () => {
  for (const form of document.querySelectorAll("form[data-autosave]")) if (unsaved.has(form) && !sending.has(form)) later(form, 100);
});
restoreNotes();
