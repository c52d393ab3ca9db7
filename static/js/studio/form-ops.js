// From what stands in a control to the edit that the server takes.

// A copy of an edit with a value at a key; dots lead into maps ("value.en").
export function put(op, key, value) {
  const made = structuredClone(op);
  const path = key.split(".");
  let holder = made;
  for (const part of path.slice(0, -1)) holder = holder[part] ??= {};
  holder[path.at(-1)] = value;
  return made;
}

export function opOf(control, is) {
  const op = JSON.parse(control.dataset.op);
  const key = control.dataset.put ?? "value";
  const instead = control.dataset.instead ? JSON.parse(control.dataset.instead)[is] : null;
  if (instead) return instead;
  if (!is.trim() && control.dataset.empty) return JSON.parse(control.dataset.empty);
  if (!is.trim() && control.tagName === "SELECT") return null;
  const text = control.dataset.kind === "long" || control.tagName === "TEXTAREA" ? is.trimEnd() : is.trim();
  return put(op, key, "json" in control.dataset ? JSON.parse(is) : text);
}

// A name that the script does not know yet is declared in the same edit; one that it knows may be taken by another edit.
export function withName(control, op, known) {
  const { declare: type, takes } = control.dataset;
  const name = control.value.trim();
  if (takes && known.declared?.includes(name)) return put(JSON.parse(takes), "value", name);
  if (!type || !name || known.declared?.includes(name)) return op;
  return { op: "batch", ops: [{ op: "insert_entry", path: ["vars"], name, value: JSON.parse(type) }, op] };
}

// A new step of that kind, named after `typed`, that leads to where the way led before.
export function newStep(known, kind, { typed = "", add, to = "" }) {
  const ids = new Set(known.targets.map(([id]) => id));
  const id = freeName(slug(typed) || kind, ids);
  const next = to && to !== id ? to : known.targets.at(-1)?.[0] ?? id;
  return { id, op: { ...add, id, kind, next } };
}

export function slug(text) {
  const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "");
  return plain.split("_").slice(0, 5).join("_").slice(0, 40);
}

export function freeName(stem, taken) {
  if (!taken.has(stem)) return stem;
  let number = 2;
  while (taken.has(`${stem}_${number}`)) number++;
  return `${stem}_${number}`;
}
