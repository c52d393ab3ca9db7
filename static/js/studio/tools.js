// Tests in place and simulations: run here, told in a list, and painted on outline and map.
import { startOverlay } from "./overlay.js";

const AGAIN = 700; // ms between two looks at a simulation under way

export function start(studio) {
  const at = (id) => document.getElementById(id);
  const home = at("tools");
  const words = JSON.parse(home.dataset.words);
  const paint = at("paint");
  const layers = new Map();
  const progress = at("simulate-progress");
  const refused = at("simulate-refused");
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 0 });
  let running = "";
  let seed = 0;

  if (!studio.overlay) startOverlay(studio);

  const open = (button, section, isOpen = true) => {
    at(section).hidden = !isOpen;
    at(button).setAttribute("aria-expanded", String(isOpen));
  };

  function show(name) {
    paint.value = layers.has(name) ? name : "";
    studio.overlay(layers.get(name) ?? null);
  }

  function keep(name, layer) {
    const option = paint.querySelector(`[value="${name}"]`);
    option.disabled = !layer;
    if (layer) layers.set(name, { name, ...layer });
    else layers.delete(name);
    show(layer ? name : "");
  }

  paint.addEventListener("change", () => { if (paint.value === "results") showResults(""); else show(paint.value); });

  // --- results of real calls: counted anew each time, for the version and people that the address names ---

  async function showResults(query) {
    try {
      const answer = await fetch(`${studio.address}/results/layer${query}`, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { version, calls, steps, edges } = await answer.json();
      keep("results", { steps, edges });
      studio.toast(words.results.replace("{version}", version).replace("{calls}", calls));
    } catch {
      show("");
      studio.toast(words.away, { isBad: true });
    }
  }
  if (new URLSearchParams(location.search).has("version")) showResults(location.search);

  // --- tests ---

  async function runTests() {
    const report = home.querySelector("[data-report]");
    open("studio-tests", "tests-report");
    report.setAttribute("aria-busy", "true");
    try {
      await studio.save();
      const told = await studio.wire.post("/test-reports");
      report.innerHTML = told.html;
      const tell = (found) => Object.fromEntries(Object.entries(found).map(([id, reached]) => [id, { tone: reached ? "good" : "bad", text: reached ? "✔" : words.missing, words: reached ? words.reachedBy : words.missingBy }]));
      keep("tests", told.coverage && told.state !== "none" ? { steps: tell(told.coverage.steps), edges: tellWays(told.coverage.edges) } : null);
    } catch {
      report.textContent = words.away;
    } finally {
      report.removeAttribute("aria-busy");
    }
  }

  // A way that is tested needs no word of its own; one that is not does.
  const tellWays = (found) => Object.fromEntries(Object.entries(found).map(([id, reached]) => [id, reached ? { tone: "good", text: "" } : { tone: "bad", text: words.missing }]));

  at("studio-tests").addEventListener("click", runTests);
  document.addEventListener("studio:tests", runTests);
  home.addEventListener("click", (event) => {
    const step = event.target.closest("[data-choose]")?.dataset.choose;
    if (step) studio.select(step, { from: "tools" });
  });

  // --- simulations ---

  at("open-simulation").addEventListener("click", () => {
    open("open-simulation", "simulation", at("simulation").hidden);
    if (!at("simulation").hidden) at("simulate-calls").focus();
  });

  function told(state) {
    progress.hidden = !["wanted", "running"].includes(state.state);
    running = progress.hidden ? "" : state.id;
    if (running) {
      progress.querySelector("progress").value = state.done / state.calls;
      progress.querySelector("[role=status]").textContent = words.walking.replace("{done}", state.done).replace("{calls}", state.calls);
      setTimeout(follow, AGAIN, state.id);
    }
    if (state.state === "done") {
      at("simulation-result").innerHTML = state.html;
      const fill = (text, each) => text.replace("{share}", percent.format(each.share)).replace("{count}", each.count);
      const tell = (found, text) => Object.fromEntries(Object.entries(found).map(([id, each]) => [id, { share: each.share, text: percent.format(each.share), words: fill(text, each), tone: each.count ? "" : "bad" }]));
      keep("simulation", { steps: tell(state.painted.steps, words.share), edges: tell(state.painted.edges, words.way) });
    } else if (state.state === "cancelled" || state.state === "failed") {
      at("simulation-result").textContent = words[state.state];
    }
  }

  async function follow(id) {
    if (running !== id) return;
    try {
      told(await studio.wire.get(`/simulations/${id}`));
    } catch {
      setTimeout(follow, 4 * AGAIN, id);
    }
  }

  at("simulate-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    refused.hidden = true;
    at("simulation-result").setAttribute("aria-busy", "true");
    try {
      told(await studio.wire.post("/simulations", { ...fields, seed: ++seed, source: studio.text }));
    } catch (error) {
      refused.textContent = words[error.told?.code] ?? words.away;
      refused.hidden = false;
    } finally {
      at("simulation-result").removeAttribute("aria-busy");
    }
  });
  at("simulate-cancel").addEventListener("click", async () => {
    const id = running;
    running = "";
    try {
      told(await studio.wire.post(`/simulations/${id}/cancellations`));
    } catch {
      refused.textContent = words.away;
      refused.hidden = false;
    }
  });
}
