// The studio's page: makes the studio from what the page came with, and starts its parts; the larger ones once they are needed.
import { startAsides } from "./conflict.js";
import { startColleagues } from "./colleagues.js";
import { startKeys } from "./keys.js";
import { startMoving } from "./moving.js";
import { startOutline } from "./outline.js";
import { startProblems } from "./problems.js";
import { Studio } from "./state.js";
import { startSteps } from "./steps.js";
import { startViews } from "./views.js";

const at = (id) => document.getElementById(id);
const given = (id) => JSON.parse(at(id).textContent);
const TOAST_FOR = 8000; // ms

const studio = new Studio({ home: at("studio"), state: given("studio-state"), words: given("studio-words") });
studio.outlinedSource = studio.state.source;

// --- what is said ---

let toastTimer;
studio.toast = (words, { undo = false, isBad = false } = {}) => {
  const box = at("studio-toast");
  box.querySelector("[data-words]").textContent = words;
  box.querySelector("[data-undo]").hidden = !undo;
  box.classList.toggle("tone-bad", isBad);
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, TOAST_FOR);
};
studio.refused = (error) => studio.toast(error?.told?.message || studio.words.failed, { isBad: true });
at("studio-toast").addEventListener("click", (event) => {
  if (event.target.closest("[data-undo]")) studio.undo();
  if (event.target.closest("button")) at("studio-toast").hidden = true;
});
document.addEventListener("studio:say", (event) => { at("studio-live").textContent = event.detail.words; });

// --- the header ---

function showHistory() {
  for (const noun of ["undo", "redo"]) {
    const button = at(`studio-${noun}`);
    const what = studio.state[noun];
    button.disabled = what === null || what === undefined;
    if (what) button.title = studio.fill(noun, { what });
    else button.removeAttribute("title");
  }
  at("discard-sha256").value = studio.state.sha256;
  at("open-discard").hidden = !studio.state.saved_at;
}
at("studio-undo").addEventListener("click", () => studio.undo());
at("studio-redo").addEventListener("click", () => studio.redo());
document.addEventListener("studio:state", showHistory);
document.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) event.target.closest("dialog").close(); });
document.addEventListener("click", (event) => event.target.closest("details.menu button.menu-item")?.closest("details").removeAttribute("open"));
showHistory();

// --- the parts ---

studio.outline = startOutline(studio);
const moving = startMoving(studio, studio.outline);
const steps = startSteps(studio, studio.outline, moving);
studio.steps = steps;
startKeys(studio, { outline: studio.outline, steps });
startAsides(studio);

let opening = null;
studio.openText = () => (opening ??= import("./yaml.js").then(({ startYaml }) => {
  const parent = at("studio-yaml");
  parent.replaceChildren();
  studio.editor = startYaml(studio, parent);
  studio.typed = null;
  studio.editor.mark(studio.state.problems, studio.state.source);
  studio.editor.show(studio.selected);
  return studio.editor;
}));
studio.goToLine = async (line) => {
  const editor = await studio.openText();
  if (!views.isTextShown()) views.showText(true);
  editor.goToLine(line);
};

const started = new Set();
async function startModules(view) {
  for (const box of document.querySelectorAll("[data-studio-module]")) {
    const name = box.dataset.studioModule;
    if (started.has(name) || (box.dataset.studioWhen && box.dataset.studioWhen !== view)) continue;
    started.add(name);
    const module = await import(`./${name}.js`);
    module.start(studio, box);
  }
}

const views = startViews(studio, {
  opened: (view) => {
    startModules(view);
    // The text's editor is the largest part: the page can be used before it is there.
    if (view === "yaml" || !studio.home.classList.contains("is-textless")) setTimeout(studio.openText);
  },
});
startProblems(studio);
startColleagues(studio);
document.addEventListener("studio:test", () => { if (at("studio-tests")) at("studio-tests").click(); else location.assign(`${studio.address}/tests`); });

const first = studio.outline.row(views.first) ? views.first : studio.outline.rows()[0]?.dataset.step ?? "";
studio.select(first, { from: "address" });
studio.restore(studio.openText);
document.documentElement.dataset.studio = "ready";
performance.mark("studio-ready");
