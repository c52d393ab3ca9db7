// Changing the keys: a press on a key's button waits for the next keys, and the form is sent at once.
import { chordOf, chordWords } from "./keys.js";

const ALLOWED = /^((Ctrl\+(Alt\+)?|Alt\+)(Shift\+)?(Key[A-Z]|Digit[0-9]|Arrow(Left|Right|Up|Down))|F([1-9]|1[0-2]))$/;

const dialog = document.getElementById("shortcuts");
const form = document.getElementById("keys-form");
const said = document.getElementById("keys-said");
let waiting = null; // the button whose keys are being chosen

const inputOf = (button) => button.parentElement.querySelector("input");
const wordsOf = (button) => button.parentElement.querySelector("span").textContent;

function show(button) {
  button.textContent = chordWords(inputOf(button).value) || dialog.dataset.off;
  button.removeAttribute("aria-pressed");
}

function stop() {
  if (waiting) show(waiting);
  waiting = null;
}

function send() {
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function choose(chord) {
  const button = waiting;
  const delivered = button.dataset.rebind;
  if (chord && chord !== delivered && !ALLOWED.test(chord)) {
    said.textContent = dialog.dataset.refused;
    return;
  }
  const other = chord && [...form.querySelectorAll("[data-rebind]")].find((each) => each !== button && inputOf(each).value === chord);
  if (other) {
    said.textContent = `${dialog.dataset.taken} ${wordsOf(other)}`;
    return;
  }
  inputOf(button).value = chord;
  said.textContent = "";
  stop();
  send();
}

dialog.addEventListener("click", (event) => {
  const button = event.target.closest("[data-rebind]");
  stop();
  if (!button) return;
  waiting = button;
  button.setAttribute("aria-pressed", "true");
  button.textContent = "…";
  said.textContent = dialog.dataset.press;
});

dialog.addEventListener("keydown", (event) => {
  if (!waiting || event.key === "Tab") return;
  event.preventDefault();
  event.stopPropagation();
  if (["Control", "Alt", "Shift", "Meta", "AltGraph"].includes(event.key)) return;
  if (event.key === "Escape") {
    said.textContent = "";
    stop();
  } else choose(["Backspace", "Delete"].includes(event.key) ? "" : chordOf(event));
}, { capture: true });

document.getElementById("keys-delivered").addEventListener("click", () => {
  for (const button of form.querySelectorAll("[data-rebind]")) {
    inputOf(button).value = button.dataset.rebind;
    show(button);
  }
  form.elements.digits.value = "plain";
  said.textContent = "";
  send();
});
dialog.addEventListener("close", stop);
