// The preview: the desk's own panel, played without a run. The moves are kept here and all sent each time, so they follow the text.
import { startOverlay } from "./overlay.js";
import { startStanding } from "./preview-standing.js";

const AFTER = 250; // ms after the last change

export function start(studio) {
  const at = (id) => document.getElementById(id);
  const box = at("preview");
  const keep = at("preview-keep");
  const naming = at("preview-name");
  const told = at("walk-told");
  const words = JSON.parse(told.dataset.words);
  const choices = { customer: at("preview-customer"), language: at("preview-spoken"), outside: at("preview-outside") };
  let moves = [];
  let from = "";
  let given = {};
  let asked = 0;
  let timer;

  if (!studio.overlay) startOverlay(studio);
  const standing = startStanding(studio);

  const fields = () => ({
    source: studio.text,
    customer: choices.customer.value,
    language: choices.language.value,
    outside: choices.outside.value,
    moves: JSON.stringify(moves),
    from_step: from,
    given: JSON.stringify(given),
  });

  async function show({ focus = "" } = {}) {
    const mine = ++asked;
    let html;
    try {
      html = await standing.walk(fields(), () => mine === asked);
    } catch {
      return; // The server is away; what stands stays, and the next change asks again.
    }
    keep.disabled ||= standing.isBehind(); // a test is of the text that stands
    if (html === null) return;
    const isOpen = at("walk-values")?.open;
    const scrolled = box.scrollTop;
    box.innerHTML = html;
    if (isOpen && at("walk-values")) at("walk-values").open = true;
    const panel = at("preview-panel");
    // A text with errors plays nothing: the moves wait until it is right again.
    if (box.querySelector("#panel-script")) moves = moves.slice(0, Number(panel.dataset.made));
    keep.disabled = panel.dataset.canKeep !== "yes" || standing.isBehind();
    if (focus === "panel") box.querySelector("[data-focus]")?.focus({ preventScroll: true });
    else if (focus) box.querySelector(`[data-value="${CSS.escape(focus)}"]`)?.focus();
    box.scrollTop = focus === "panel" ? 0 : scrolled;
  }

  const soon = () => { clearTimeout(timer); timer = setTimeout(show, AFTER); };

  function restart(step = "") {
    moves = [];
    from = step;
    told.textContent = step ? words.from.replace("{step}", step) : "";
    naming.hidden = true;
    show();
  }

  // The panel's forms would post to a run; here they become moves.
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const form = event.target;
    const noun = new URL(form.action).pathname.split("/").pop();
    const made = {};
    for (const [name, value] of new FormData(form, event.submitter)) {
      if (["csrf", "key", "turn"].includes(name)) continue;
      (made[name] ??= []).push(value instanceof File ? value.name : value);
    }
    if (form.querySelector("[name^='field-']")) made.form = ["1"];
    moves.push({ noun, fields: made });
    show({ focus: "panel" });
  }, { capture: true });

  box.addEventListener("click", (event) => {
    const step = event.target.closest("[data-choose]")?.dataset.choose;
    const undone = event.target.closest("[data-unchange]")?.dataset.unchange;
    if (step) studio.select(step, { from: "preview" });
    if (undone) {
      delete given[undone];
      show({ focus: undone });
    }
  });
  box.addEventListener("change", (event) => {
    const name = event.target.dataset?.value;
    if (!name) return;
    event.stopPropagation();
    given = { ...given, [name]: event.target.value };
    show({ focus: name });
  });

  at("preview-restart").addEventListener("click", () => restart());
  at("preview-here").addEventListener("click", () => { if (studio.selected) restart(studio.selected); });
  for (const choice of Object.values(choices)) choice.addEventListener("change", () => restart(from));

  const search = at("preview-search");
  let typing;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const answer = await fetch(`/sample-customers?q=${encodeURIComponent(search.value)}`).catch(() => null);
      if (!answer?.ok) return;
      choices.customer.innerHTML = await answer.text();
      restart(from);
    }, AFTER);
  });

  keep.addEventListener("click", () => {
    naming.hidden = false;
    const name = at("walk-name");
    name.value ||= [...box.querySelectorAll("[data-choose]")].map((each) => each.dataset.choose).slice(-3).join(" → ");
    name.select();
    name.focus();
  });
  at("walk-cancel").addEventListener("click", () => { naming.hidden = true; keep.focus(); });
  naming.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = at("walk-name").value;
    try {
      await studio.save();
      const kept = await studio.wire.post("/tests/walks", { ...fields(), name });
      told.textContent = words[kept.green ? "green" : "red"].replace("{name}", kept.name);
      told.dataset.tone = kept.green ? "good" : "bad";
      naming.hidden = true;
      at("walk-name").value = "";
      keep.focus();
      document.dispatchEvent(new CustomEvent("studio:tests", { detail: kept }));
    } catch (error) {
      told.textContent = words[error.told?.code] ?? words.away;
      told.dataset.tone = "bad";
    }
  });

  document.addEventListener("studio:state", soon);
  document.addEventListener("studio:checked", soon);
  show();
}
