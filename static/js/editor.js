// The editor of offers: checks while somebody types, saves the draft by itself, and never writes over a colleague's text.
import { setDiagnostics } from "../vendor/codemirror-6.0.2.min.js";
import { asking, heldBy, wordsOf } from "./editor-page.js";
import { startPreview } from "./editor-preview.js";
import { startSaving } from "./editor-saving.js";
import { goToLine, textEditor } from "./editor-text.js";
import { start as startPublishing } from "./studio/publish.js";

const CHECK_AFTER = 300; // ms after the last key
const SEVERITY = { E: "error", W: "warning", I: "info" };
const SIGN = { E: "✖", W: "⚠", I: "ℹ" };

const at = (id) => document.getElementById(id);
const home = at("editor");
const { address, csrf, nonce } = home.dataset;
const words = wordsOf(home);
const post = asking(csrf);
const area = at("source");

let problems = [];
let checking = 0;
let checkTimer;

// --- checking ---------------------------------------------------------------------------------------------------------------------

async function check() {
  const mine = ++checking;
  const source = text();
  let found;
  try {
    const answer = await post(`${address}/checks`, { source });
    if (!answer.ok) return;
    found = await answer.json();
  } catch {
    return; // Asked again at the next key.
  }
  if (mine !== checking || source !== text()) return;
  problems = found.problems;
  mark();
  list();
  at("outline").innerHTML = found.outline;
  home.ownerDocument.querySelector("[data-errors]").textContent = found.errors;
  home.ownerDocument.querySelector("[data-warnings]").textContent = found.warnings;
  preview();
}

function mark() {
  const doc = editor.state.doc;
  const marks = problems.map((problem) => {
    const line = doc.line(Math.min(Math.max(1, problem.line), doc.lines));
    const from = Math.min(line.from + problem.column, line.to);
    const message = problem.hint ? `${problem.message} (${problem.hint})` : problem.message;
    const actions = problem.fix ? [{ name: words.fix, apply: () => mend(problem.fix) }] : [];
    return { from, to: Math.max(from, line.to), severity: SEVERITY[problem.severity], source: problem.code, message, actions };
  });
  marks.sort((one, other) => one.from - other.from);
  editor.dispatch(setDiagnostics(editor.state, marks));
}

function list() {
  const lines = problems.map((problem) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "problem";
    button.dataset.line = problem.line;
    const place = Object.assign(document.createElement("span"), { className: `mark is-${problem.severity}`, textContent: `${SIGN[problem.severity]} ${problem.line}:${problem.column + 1} ${problem.code}` });
    const said = Object.assign(document.createElement("span"), { textContent: problem.hint ? `${problem.message} (${problem.hint})` : problem.message });
    button.append(place, said);
    item.append(button);
    if (problem.fix) {
      const fix = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: words.fix });
      fix.addEventListener("click", () => mend(problem.fix));
      item.append(fix);
    }
    return item;
  });
  at("problems").replaceChildren(...lines);
  at("no-problems").hidden = problems.length > 0;
}

function mend(fix) {
  if (fix.to > editor.state.doc.length) return;
  editor.dispatch({ changes: { from: fix.from, to: fix.to, insert: fix.insert }, selection: { anchor: fix.from + fix.insert.length }, scrollIntoView: true });
  editor.focus();
}

// --- the page ---------------------------------------------------------------------------------------------------------------------

area.hidden = true;
const editor = textEditor({
  parent: at("code"),
  text: area.value,
  nonce,
  label: words.label,
  changed: () => {
    saving.changed();
    clearTimeout(checkTimer);
    checkTimer = setTimeout(check, CHECK_AFTER);
  },
  left: () => { saving.save(); },
});
const { text, replace } = heldBy(editor);
const saving = startSaving({
  text, replace, post, nonce, words, area, sha256: home.dataset.sha256, copy: `cuecard-draft-${address}`,
  saveTo: `${address}/drafts`, readFrom: `${address}/drafts`, focus: () => editor.focus(),
  saved: (sha256) => {
    at("discard-sha256").value = sha256;
    at("open-discard").hidden = false;
  },
});
const preview = startPreview({ box: at("preview"), address, post, text });

document.addEventListener("click", (event) => {
  const line = event.target.closest("[data-line]");
  if (line) goToLine(editor, Number(line.dataset.line));
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
});
startPublishing({ address, save: () => saving.save(), select: (step, { line }) => goToLine(editor, line) });

saving.restore();
check();
