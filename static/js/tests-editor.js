// The tests of a script: written in the same editor, run with one click on the draft as it is saved.
import { asking, heldBy, wordsOf } from "./editor-page.js";
import { startSaving } from "./editor-saving.js";
import { goToLine, textEditor } from "./editor-text.js";

const RUN_AFTER = 800; // ms after the last key
const home = document.getElementById("tests");
const { address, csrf, nonce, sha256 } = home.dataset;
const words = wordsOf(home);
const post = asking(csrf);
const area = document.getElementById("source");
const report = document.getElementById("report");
let asked = 0;
let timer;

async function run() {
  clearTimeout(timer);
  const mine = ++asked;
  report.setAttribute("aria-busy", "true");
  try {
    const answer = await post(`${address}/test-runs`, { source: text() }, "text/html");
    if (!answer.ok || mine !== asked) return;
    const html = await answer.text();
    if (mine === asked) report.innerHTML = html;
  } catch { /* The server is away: the last report stays, and the next change asks again. */ } finally {
    if (mine === asked) report.removeAttribute("aria-busy");
  }
}

area.hidden = true;
const editor = textEditor({
  parent: document.getElementById("code"),
  text: area.value,
  nonce,
  label: words.label,
  changed: () => {
    saving.changed();
    clearTimeout(timer);
    timer = setTimeout(run, RUN_AFTER);
  },
  left: () => { saving.save(); },
});
const { text, replace } = heldBy(editor);
const saving = startSaving({
  text, replace, post, nonce, words, area, sha256, copy: `cuecard-tests-${address}`,
  saveTo: `${address}/tests`, readFrom: `${address}/test-files`, focus: () => editor.focus(),
});

document.getElementById("run").addEventListener("click", () => { saving.save(); run(); });
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter") return;
  event.preventDefault();
  saving.save();
  run();
}, { capture: true });
document.addEventListener("click", (event) => {
  const line = event.target.closest("[data-line]");
  if (line) goToLine(editor, Number(line.dataset.line));
});
saving.restore();

// The studio leads to a line of the file.
function goToHash() {
  const line = Number(location.hash.match(/^#line-(\d+)$/)?.[1]);
  if (line) goToLine(editor, line);
}
addEventListener("hashchange", goToHash);
goToHash();
