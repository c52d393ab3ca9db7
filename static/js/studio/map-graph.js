// The map's graph, without a page: what is drawn of a script's map, and where the arrow keys lead.

// A step that so many ways lead to is not drawn with a line from each: a short mark names it where the way begins.
const HUB = 4;
export const BOX = { width: 216, height: 66 };
const STUB_HEIGHT = 24;
const LABEL_HEIGHT = 18;
const LONGEST_LABEL = 26;

function grouped(items, keyOf) {
  const found = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (found.has(key)) found.get(key).push(item);
    else found.set(key, [item]);
  }
  return found;
}

export const short = (text, most = LONGEST_LABEL) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

// Chinese signs are about twice as wide as Latin ones.
const widthOf = (text) => [...text].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 13.5 : 7), 16);

// Ways between the same two boxes are one line: its names keep what each of them is called. Where one of them needs no reason, none is told.
function merged(edges) {
  const lines = new Map();
  for (const edge of edges) {
    const id = `${edge.from}\n${edge.to}`;
    const line = lines.get(id) ?? { id, from: edge.from, to: edge.to, names: [], labels: [], plain: false };
    line.names.push(edge.name);
    line.plain ||= !edge.label;
    if (edge.label && !line.labels.includes(edge.label)) line.labels.push(edge.label);
    lines.set(id, line);
  }
  return [...lines.values()].map((line) => (line.plain ? { ...line, labels: [] } : line));
}

function depths(nodes, lines, entry) {
  const found = new Map([[entry, 0]]);
  const waiting = [entry];
  const leading = grouped(lines, (line) => line.from);
  while (waiting.length) {
    const at = waiting.shift();
    for (const line of leading.get(at) ?? []) {
      if (found.has(line.to)) continue;
      found.set(line.to, found.get(at) + 1);
      waiting.push(line.to);
    }
  }
  return found;
}

// What is laid out: boxes, lines, and the stubs that stand for lines to a hub. The line from furthest down stays, so a hub has a place.
export function drawn(map) {
  const lines = merged(map.edges);
  const depth = depths(map.nodes, lines, map.entry);
  const arriving = grouped(lines, (line) => line.to);
  const kept = new Set();
  for (const [target, all] of arriving) {
    const others = all.filter((line) => line.from !== target);
    if (others.length < HUB) all.forEach((line) => kept.add(line.id));
    else kept.add(others.reduce((best, line) => ((depth.get(line.from) ?? -1) > (depth.get(best.from) ?? -1) ? line : best)).id);
  }
  const boxes = map.nodes.map((node) => ({ ...node, ...BOX, height: node.kind === "exit" || node.kind === "suppress" ? 44 : BOX.height }));
  const stubs = lines.filter((line) => !kept.has(line.id)).map((line) => {
    const text = short(line.labels.join(" / "), 22);
    return { ...line, stub: `stub\n${line.id}`, text, width: Math.max(widthOf(text ? `${text} → ${short(line.to, 18)}` : `→ ${short(line.to, 18)}`) + 8, 96), height: STUB_HEIGHT };
  });
  const straight = lines.filter((line) => kept.has(line.id)).map((line) => {
    const text = short(line.labels.join(" / "));
    return { ...line, text, width: text ? widthOf(text) : 0, height: text ? LABEL_HEIGHT : 0 };
  });
  return { boxes, stubs, lines: straight, leading: grouped(lines, (line) => line.from), arriving };
}

// The input of the layout worker.
export function toLayOut({ boxes, stubs, lines }) {
  return {
    nodes: [...boxes.map(({ id, width, height }) => ({ id, width, height })), ...stubs.map(({ stub, width, height }) => ({ id: stub, width, height }))],
    edges: [
      ...lines.map(({ id, from, to, width, height }) => ({ id, from, to, width, height })),
      ...stubs.map(({ stub, from }) => ({ id: stub, from, to: stub, width: 0, height: 0 })),
    ],
  };
}

// Where an arrow key leads: down and up along the ways, to the nearest box; left and right to what stands beside it.
export function beside(drawing, places, id, key, before) {
  const here = places.get(id);
  if (!here) return "";
  const nearest = (ids) => ids.filter((each) => each !== id && places.has(each)).sort((a, b) => Math.abs(places.get(a).x - here.x) - Math.abs(places.get(b).x - here.x))[0] ?? "";
  if (key === "ArrowDown") return nearest((drawing.leading.get(id) ?? []).map((line) => line.to));
  if (key === "ArrowUp") {
    const from = (drawing.arriving.get(id) ?? []).map((line) => line.from);
    return from.includes(before) ? before : nearest(from);
  }
  const side = key === "ArrowRight" ? 1 : -1;
  const row = [...places].filter(([each, at]) => each !== id && Math.abs(at.y - here.y) < BOX.height && (at.x - here.x) * side > 0);
  return row.sort((a, b) => Math.abs(a[1].x - here.x) - Math.abs(b[1].x - here.x))[0]?.[0] ?? "";
}
