// The map's picture: boxes as buttons over an SVG of lines. What is said in it comes from the page's own words.

const SVG = "http://www.w3.org/2000/svg";
const HUES = 8;
const PERCENT = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 0 });

function svg(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent?.append(made);
  return made;
}

function element(name, className, text, parent) {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  parent?.append(made);
  return made;
}

// A smooth line through the points that the layout gave.
function path(points) {
  const [first, ...rest] = points;
  let d = `M${first.x},${first.y}`;
  for (let i = 0; i < rest.length; i += 1) {
    const from = points[i], to = rest[i];
    const half = (to.y - from.y) / 2;
    d += Math.abs(to.x - from.x) < 1 ? `L${to.x},${to.y}` : `C${from.x},${from.y + half} ${to.x},${to.y - half} ${to.x},${to.y}`;
  }
  return d;
}

// `words` are the page's own, `kinds` the pictures and names of the kinds of steps by kind.
export function paint(world, drawing, laid, { words, kinds, sections }) {
  const places = new Map(laid.places);
  const numbers = new Map(sections.map((section, index) => [section.id, index + 1]));
  const titles = new Map(sections.map((section) => [section.id, section.title]));
  const lines = new Map();
  const boxes = new Map();
  world.replaceChildren();
  world.style.width = `${laid.width}px`;
  world.style.height = `${laid.height}px`;
  const canvas = svg("svg", { class: "map-lines", width: laid.width, height: laid.height, viewBox: `0 0 ${laid.width} ${laid.height}`, "aria-hidden": "true", focusable: "false" }, world);
  const heads = svg("defs", {}, canvas);
  for (const tone of ["", "-lit"]) {
    const head = svg("marker", { id: `map-head${tone}`, class: `map-head${tone}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, heads);
    svg("path", { d: "M0,0L8,4L0,8Z" }, head);
  }
  const stubs = new Map(drawing.stubs.map((each) => [each.stub, each]));
  const straight = new Map(drawing.lines.map((each) => [each.id, each]));
  for (const [id, { points, x, y }] of laid.routes) {
    const stub = stubs.get(id);
    const line = stub ?? straight.get(id);
    const group = svg("g", { class: stub ? "map-line is-stub" : "map-line" }, canvas);
    svg("path", { d: path(points), class: "map-way", ...(stub ? {} : { "marker-end": "url(#map-head)" }) }, group);
    const middle = points[Math.floor(points.length / 2)];
    const label = stub ? null : svg("text", { class: "map-label", x: x ?? middle.x, y: (y ?? middle.y) + 4, "text-anchor": "middle" }, group);
    if (label) label.textContent = line.text;
    if (line.labels.length) svg("title", {}, group).textContent = line.labels.join(" / ");
    lines.set(line.id, { ...line, group, label });
  }
  for (const stub of drawing.stubs) {
    const at = places.get(stub.stub);
    const mark = element("span", "map-stub", "", world);
    mark.ariaHidden = "true";
    mark.dataset.to = stub.to;
    element("b", "", stub.text, mark);
    element("span", "map-stub-to", `→ ${stub.to}`, mark);
    mark.title = `${stub.labels.join(" / ")} → ${stub.to}`;
    place(mark, at, stub);
    lines.get(stub.id).mark = mark;
  }
  for (const box of drawing.boxes) {
    const at = places.get(box.id);
    const button = element("button", `map-box is-${box.kind}${box.end ? " is-end" : ""}`, "", world);
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.step = box.id;
    const number = numbers.get(box.section);
    if (number) button.dataset.hue = String(((number - 1) % HUES) + 1);
    element("span", "map-stripe", number ? String(number) : "", button).ariaHidden = "true";
    const head = element("span", "map-box-head", "", button);
    const picture = kinds.get(box.kind)?.picture.cloneNode(true);
    if (picture) head.append(picture);
    element("code", "", box.kind === "exit" ? words.exit : box.id, head);
    if (box.errors) element("span", "mark is-E", `✖ ${box.errors}`, head).title = words.errors;
    else if (box.warnings) element("span", "mark is-W", `⚠ ${box.warnings}`, head).title = words.warnings;
    element("span", "map-share", "", head);
    element("span", "map-title", box.title, button);
    element("span", "map-bar", "", button);
    place(button, at, box);
    const leads = (drawing.leading.get(box.id) ?? []).map((line) => (line.labels.length ? `${line.labels.join(" / ")}: ${line.to}` : line.to));
    // The button's name is what it shows; what the picture says by place and colour follows it, unseen.
    element("span", "visually-hidden map-more", [
      "", kinds.get(box.kind)?.name,
      titles.get(box.section) && `${words.section} ${titles.get(box.section)}`,
      leads.length ? `${words.leads} ${leads.join("; ")}` : box.end && words.ends,
    ].filter((each) => each !== undefined && each !== false).join(". "), button);
    button.title = box.title;
    boxes.set(box.id, { ...box, ...at, button });
  }
  return { boxes, lines, places: new Map([...boxes].map(([id, { x, y }]) => [id, { x, y }])) };
}

function place(what, { x, y }, { width, height }) {
  what.style.width = `${width}px`;
  what.style.height = `${height}px`;
  what.style.transform = `translate(${x - width / 2}px, ${y - height / 2}px)`;
}

// Light up a step with what it leads to and what leads to it; everything is plain again for none.
export function light(picture, id) {
  const near = new Set([id]);
  for (const line of picture.lines.values()) {
    const lit = Boolean(id) && (line.from === id || line.to === id);
    if (lit) near.add(line.from).add(line.to);
    line.group.classList.toggle("is-lit", lit);
    line.group.querySelector(".map-way").setAttribute("marker-end", line.mark ? "" : `url(#map-head${lit ? "-lit" : ""})`);
    line.mark?.classList.toggle("is-lit", lit);
  }
  for (const [each, box] of picture.boxes) {
    box.button.classList.toggle("is-near", near.has(each));
    if (each === id) box.button.ariaCurrent = "true";
    else box.button.removeAttribute("aria-current");
  }
}

// Paint what is known of steps and ways: {steps: {id: {share, text, tone}}, edges: {"step/way": {share, text, tone}}}, or nothing.
export function overlay(picture, layer) {
  for (const [id, { button }] of picture.boxes) {
    const known = layer?.steps?.[id];
    button.querySelector(".map-share").textContent = known?.text ?? "";
    button.dataset.tone = known?.tone ?? "";
    button.querySelector(".map-bar").style.width = known?.share == null ? "0" : `${Math.max(known.share > 0 ? 2 : 0, known.share * 100)}%`;
    button.querySelector(".map-share").title = known?.words ?? "";
  }
  for (const line of picture.lines.values()) {
    const known = line.names.map((name) => layer?.edges?.[`${line.from}/${name}`]).filter(Boolean);
    const way = line.group.querySelector(".map-way");
    const share = known.reduce((sum, each) => sum + (each.share ?? 0), 0);
    const text = known.length === 1 ? known[0].text : known.some((each) => each.share != null) ? PERCENT.format(share) : known.find((each) => each.tone === "bad")?.text ?? known[0]?.text;
    way.style.strokeWidth = known.some((each) => each.share != null) ? String(1 + 5 * Math.min(share, 1)) : "";
    line.group.dataset.tone = known.some((each) => each.tone === "bad") ? "bad" : known[0]?.tone ?? "";
    if (line.label) line.label.textContent = [line.text, text].filter(Boolean).join(" · ");
    if (line.mark) line.mark.querySelector("b").textContent = [line.text, text].filter(Boolean).join(" · ");
  }
}
