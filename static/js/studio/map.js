// The map of the script: a picture with automatic layout where a step is selected, the same one as in outline, form and text.
import { beside, drawn, toLayOut } from "./map-graph.js";
import { light, overlay, paint } from "./map-paint.js";
import { startView } from "./map-view.js";

const ZOOM = 1.25;

export function start(studio) {
  const home = document.getElementById("map");
  const { address } = home.dataset;
  const words = JSON.parse(home.dataset.words);
  const port = document.getElementById("map-port");
  const world = document.getElementById("map-world");
  const told = document.getElementById("map-told");
  const legend = document.getElementById("map-legend");
  const table = document.getElementById("map-table");
  const list = table.closest("details");
  const kinds = new Map([...home.querySelectorAll("[data-kind]")].map((each) => [each.dataset.kind, { picture: each.querySelector("svg"), name: each.dataset.name }]));
  const worker = new Worker(new URL("./map-layout.js", import.meta.url), { type: "module" });
  const view = startView(port, world, (scale) => { home.dataset.scale = scale.toFixed(2); });
  let map = null;
  let drawing = null;
  let picture = null;
  let shown = "";
  let asked = 0;
  let before = "";
  let isOpened = false;

  async function load() {
    const mine = ++asked;
    let answer;
    try {
      answer = await fetch(`${address}/map`, { headers: { Accept: "application/json" } });
    } catch {
      return; // The server is away: the last picture stays, and the next change asks again.
    }
    if (!answer.ok || mine !== asked) return;
    const text = await answer.text();
    if (mine !== asked || text === shown) return;
    shown = text;
    map = JSON.parse(text);
    drawing = drawn(map);
    document.getElementById("map-empty").hidden = map.nodes.length > 0;
    worker.postMessage({ asked: mine, ...toLayOut(drawing) });
  }

  worker.addEventListener("message", ({ data }) => {
    if (data.asked !== asked) return;
    const focused = world.contains(document.activeElement) ? document.activeElement.dataset.step : "";
    view.resize(data);
    picture = paint(world, drawing, data, { words, kinds, sections: map.sections });
    home.dataset.steps = String(picture.boxes.size);
    home.dataset.took = String(Math.round(data.took));
    showLegend();
    showTable();
    overlay(picture, studio.painted);
    mark(studio.selected);
    if (!isOpened) view.begin(picture.places.get(map.entry) ?? { x: data.width / 2, y: 40 });
    isOpened = true;
    if (studio.selected) reveal(studio.selected);
    if (focused) picture.boxes.get(focused)?.button.focus({ preventScroll: true });
  });

  function showLegend() {
    legend.replaceChildren(...map.sections.map((section, index) => {
      const item = document.createElement("li");
      const number = document.createElement("b");
      number.dataset.hue = String((index % 8) + 1);
      number.textContent = String(index + 1);
      item.append(number, ` ${section.title}`);
      return item;
    }));
  }

  // The same as the picture, as a table; made while it is open.
  function showTable() {
    if (!list.open || !map) return;
    const titles = new Map(map.sections.map((section) => [section.id, section.title]));
    table.replaceChildren(...map.nodes.map((node) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      const name = document.createElement("button");
      name.type = "button";
      name.className = "linked";
      name.dataset.step = node.id;
      name.textContent = node.id;
      head.append(name);
      const leads = (drawing.leading.get(node.id) ?? []).map((line) => (line.labels.length ? `${line.labels.join(" / ")} → ${line.to}` : `→ ${line.to}`));
      const from = (drawing.arriving.get(node.id) ?? []).map((line) => line.from);
      const cells = [node.title, kinds.get(node.kind)?.name ?? "", titles.get(node.section) ?? "–", leads.join("; ") || (node.end ? words.ends : "–"), from.join(", ") || "–", studio.painted?.steps?.[node.id]?.text ?? "–"];
      row.append(head, ...cells.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
      return row;
    }));
  }

  function mark(step) {
    if (!picture) return;
    const known = picture.boxes.has(step) ? step : "";
    world.classList.toggle("has-selection", Boolean(known));
    light(picture, known);
    for (const { button } of picture.boxes.values()) button.tabIndex = -1;
    const reached = picture.boxes.get(known) ?? picture.boxes.get(map.entry) ?? picture.boxes.values().next().value;
    if (reached) reached.button.tabIndex = 0;
  }

  function reveal(step) {
    const box = picture?.boxes.get(step);
    if (box) view.reveal(box);
  }

  function choose(step, { focus = false } = {}) {
    if (!picture?.boxes.has(step)) return;
    // Exits and steps that are not there have no form: they are lit, and nothing else changes.
    if (map.nodes.find((node) => node.id === step)?.number) studio.select(step, { from: "map" });
    mark(step);
    reveal(step);
    if (focus) picture.boxes.get(step).button.focus({ preventScroll: true });
  }

  world.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]")?.dataset.step ?? event.target.closest("[data-to]")?.dataset.to;
    if (step) choose(step, { focus: true });
  });
  list.addEventListener("toggle", showTable);
  table.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]")?.dataset.step;
    if (step) choose(step);
  });
  port.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const zooms = { "+": () => view.zoom(ZOOM), "=": () => view.zoom(ZOOM), "-": () => view.zoom(1 / ZOOM), _: () => view.zoom(1 / ZOOM), 0: () => view.fit() };
    const step = event.target.closest?.("[data-step]")?.dataset.step;
    if (zooms[event.key]) zooms[event.key]();
    else if (step && event.key.startsWith("Arrow")) {
      const next = beside(drawing, picture.places, step, event.key, before);
      before = step;
      if (next) choose(next, { focus: true });
      else told.textContent = words.nothing;
    } else if (event.key === "Home" && picture) choose(map.entry, { focus: true });
    else if (event.key === "End" && picture) choose(map.ends[0] ?? "", { focus: true });
    else if (event.key === "Escape") studio.select("", { from: "map" });
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  home.querySelector("[data-zoom=in]").addEventListener("click", () => view.zoom(ZOOM));
  home.querySelector("[data-zoom=out]").addEventListener("click", () => view.zoom(1 / ZOOM));
  home.querySelector("[data-zoom=fit]").addEventListener("click", () => view.fit());

  document.addEventListener("studio:state", load);
  document.addEventListener("studio:select", ({ detail }) => {
    if (detail.from === "map") return;
    mark(detail.step);
    reveal(detail.step);
  });
  document.addEventListener("studio:overlay", () => {
    if (!picture) return;
    overlay(picture, studio.painted);
    showTable();
  });
  load();
}
